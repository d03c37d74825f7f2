"""What an utterance cut off of the answer it interrupted.

Revision 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("utterances", sa.Column("words_unheard", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("utterances", "words_unheard")
