"""Durable jobs: alerts to channels, reports to the platform."""

from assistant.delivery.backoff import Backoff, Policy
from assistant.delivery.delivery import Delivery
from assistant.delivery.outcomes import Accepted, Outcome, Queued, Rejected
from assistant.delivery.redriving import owe_again

__all__ = ["Accepted", "Backoff", "Delivery", "Outcome", "Policy", "Queued", "Rejected", "owe_again"]
