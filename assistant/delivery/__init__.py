"""Durable jobs: alerts to channels, reports to the platform."""

from assistant.delivery.backoff import Backoff, Policy
from assistant.delivery.delivery import Delivery
from assistant.delivery.outcomes import Accepted, Outcome, Queued, Rejected, Update
from assistant.delivery.redriving import drop, owe_again

__all__ = ["Accepted", "Backoff", "Delivery", "Outcome", "Policy", "Queued", "Rejected", "Update", "drop", "owe_again"]
