"""Chats: updates, messages, enrolled devices, and the files that staff send.

Revision 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_updates",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("received_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "number", name=op.f("pk_chat_updates")),
    )
    op.create_table(
        "chat_messages",
        sa.Column("device_id", sa.String(length=200), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("incident_id", sa.String(length=36), nullable=True),
        sa.Column("utterance_id", sa.String(length=36), nullable=True),
        sa.Column("album", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.incident_id"], name=op.f("fk_chat_messages_incident_id")),
        sa.PrimaryKeyConstraint("device_id", "number", name=op.f("pk_chat_messages")),
    )
    op.create_index(op.f("ix_chat_messages_incident_id"), "chat_messages", ["incident_id"], unique=False)
    op.create_table(
        "enrolled_devices",
        sa.Column("device_id", sa.String(length=200), nullable=False),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("enrolled_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_enrolled_devices")),
    )
    op.create_table(
        "enrolment_codes",
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("expires_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_enrolment_codes")),
    )
    op.create_table(
        "attachments",
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("incident_id", sa.String(length=36), nullable=True),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("device_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.String(length=200), nullable=True),
        sa.Column("received_at_utc", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.incident_id"], name=op.f("fk_attachments_incident_id")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_incident_id"), "attachments", ["incident_id"], unique=False)
    op.create_index(op.f("ix_attachments_device_id"), "attachments", ["device_id"], unique=False)
