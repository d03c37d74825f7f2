"""The tables. Columns that lists filter by stand beside the record; the record itself is kept as its exact JSON text.

Everything here works on SQLite and PostgreSQL alike. ``migrations/`` makes these tables; a test holds the two equal.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMA_REVISION: Final = "0004"
"""The newest migration; a test holds it equal to the one in ``migrations/versions``."""


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware UTC time; kept without zone in the database, since SQLite knows none."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in the store need a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


class Words(sa.types.TypeDecorator[str]):
    """Text exactly as it came. PostgreSQL cannot hold U+0000, so there it is written as a pair that nothing else is."""

    impl = sa.Text
    cache_ok = True
    _MARK = "\ue000"

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        return value.replace(self._MARK, f"{self._MARK}1").replace("\0", f"{self._MARK}0")

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        return value.replace(f"{self._MARK}0", "\0").replace(f"{self._MARK}1", self._MARK)


_ID = sa.String(36)
_NAME = sa.String(200)

utterances = sa.Table(
    "utterances",
    metadata,
    sa.Column("arrival", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("utterance_id", _ID, nullable=False, unique=True),
    sa.Column("conversation_id", _NAME, nullable=False, index=True),
    sa.Column("actor_id", _NAME, nullable=False),
    sa.Column("device_id", _NAME, nullable=False),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("confidence", sa.Float, nullable=True),
    sa.Column("said_at_utc", UtcDateTime, nullable=False),
    sa.Column("silence_seconds", sa.Float, nullable=True),
    sa.Column("audio_ref", sa.Text, nullable=True),
    sa.Column("words_unheard", Words, nullable=True),
)

incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("incident_id", _ID, primary_key=True),
    sa.Column("store_id", sa.Text, nullable=False),
    sa.Column("drill", sa.Boolean, nullable=False),
    sa.Column("category", sa.String(40), nullable=True),
    sa.Column("priority", sa.String(2), nullable=False),
    sa.Column("status", sa.String(20), nullable=False, index=True),
    sa.Column("duress", sa.Boolean, nullable=False),
    sa.Column("timestamp_utc", UtcDateTime, nullable=False),
    sa.Column("reported_at_utc", UtcDateTime, nullable=False, index=True),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("outcome_status", sa.String(20), nullable=True),
    sa.Column("outcome_reference", sa.Text, nullable=True),
    sa.Column("outcome_report_id", sa.Text, nullable=True),
    sa.Column("outcome_reason", sa.Text, nullable=True),
    sa.Column("outcome_at_utc", UtcDateTime, nullable=True),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("utterance_id", _ID, sa.ForeignKey("utterances.utterance_id"), nullable=False, unique=True),
    sa.Column("conversation_id", _NAME, nullable=False, index=True),
    sa.Column("incident_id", _ID, sa.ForeignKey("incidents.incident_id"), nullable=True, index=True),
    sa.Column("act", sa.String(40), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("mode", sa.String(20), nullable=False),
    sa.Column("replies", sa.JSON, nullable=False),
    sa.Column("asked", sa.String(40), nullable=True),
    sa.Column("result", sa.JSON, nullable=False),
    sa.Column("at_utc", UtcDateTime, nullable=False),
)

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("conversation_id", _NAME, primary_key=True),
    sa.Column("incident_id", _ID, sa.ForeignKey("incidents.incident_id"), nullable=True),
    sa.Column("state", sa.JSON, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", _NAME, nullable=False, unique=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("incident_id", _ID, sa.ForeignKey("incidents.incident_id"), nullable=False, index=True),
    sa.Column("target", _NAME, nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=True),
    sa.Column("owed_since_utc", UtcDateTime, nullable=False),
    sa.Column("updated_at_utc", UtcDateTime, nullable=False),
    sa.Column("receipt", _NAME, nullable=True),
)

escalations = sa.Table(
    "escalations",
    metadata,
    sa.Column("incident_id", _ID, sa.ForeignKey("incidents.incident_id"), primary_key=True),
    sa.Column("state", sa.JSON, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("saved_at_utc", UtcDateTime, nullable=False),
)

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("key", _NAME, sa.ForeignKey("jobs.key"), primary_key=True),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.Column("record_sha256", sa.String(64), nullable=False),
    sa.Column("built_at_utc", UtcDateTime, nullable=False),
)

dead_letters = sa.Table(
    "dead_letters",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", _NAME, sa.ForeignKey("jobs.key"), nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("remedy", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("at_utc", UtcDateTime, nullable=False),
    sa.Column("redriven_at_utc", UtcDateTime, nullable=True),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at_utc", UtcDateTime, nullable=False),
    sa.Column("actor_id", _NAME, nullable=False),
    sa.Column("action", sa.String(80), nullable=False),
    sa.Column("subject", _NAME, nullable=False, index=True),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("entry_hash", sa.String(64), nullable=False),
)

chat_updates = sa.Table(
    "chat_updates",
    metadata,
    sa.Column("source", sa.String(20), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("body", sa.Text, nullable=True),
    sa.Column("received_at_utc", UtcDateTime, nullable=False),
)

chat_messages = sa.Table(
    "chat_messages",
    metadata,
    sa.Column("device_id", _NAME, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("at_utc", UtcDateTime, nullable=False),
    sa.Column("incident_id", _ID, sa.ForeignKey("incidents.incident_id"), nullable=True, index=True),
    sa.Column("utterance_id", _ID, nullable=True),
    sa.Column("album", _NAME, nullable=True),
)

enrolled_devices = sa.Table(
    "enrolled_devices",
    metadata,
    sa.Column("device_id", _NAME, primary_key=True),
    sa.Column("actor_id", _NAME, nullable=False),
    sa.Column("enrolled_at_utc", UtcDateTime, nullable=False),
)

enrolment_codes = sa.Table(
    "enrolment_codes",
    metadata,
    sa.Column("code_sha256", sa.String(64), primary_key=True),
    sa.Column("actor_id", _NAME, nullable=False),
    sa.Column("expires_at_utc", UtcDateTime, nullable=False),
)

attachments = sa.Table(
    "attachments",
    metadata,
    sa.Column("attachment_id", _ID, primary_key=True),
    sa.Column("incident_id", _ID, sa.ForeignKey("incidents.incident_id"), nullable=True, index=True),
    sa.Column("actor_id", _NAME, nullable=False),
    sa.Column("device_id", _NAME, nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("album", _NAME, nullable=True),
    sa.Column("received_at_utc", UtcDateTime, nullable=False),
)
