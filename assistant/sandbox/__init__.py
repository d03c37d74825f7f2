"""A strict stand-in of the crime platform, on this machine only. It files nothing anywhere.

Every answer carries ``Floorline-Sandbox: true`` and every reference starts with ``SBX``. It verifies signatures,
idempotency keys and the record's schema as the contract (``docs/platform.openapi.json``) asks of the real one, and can
be told to be slow, to fail, or to lose its replies. ``python -m assistant.sandbox --help`` runs it by itself.
"""

from assistant.sandbox.app import sandbox_app
from assistant.sandbox.faults import FaultPlan, Faults
from assistant.sandbox.openapi import write_openapi
from assistant.sandbox.server import SandboxServer
from assistant.sandbox.state import SandboxState, StoredReport, StoredWebhook

__all__ = [
    "FaultPlan",
    "Faults",
    "SandboxServer",
    "SandboxState",
    "StoredReport",
    "StoredWebhook",
    "sandbox_app",
    "write_openapi",
]
