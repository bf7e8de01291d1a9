"""Targets by date: a decision about a chart may be a target, with how much it is."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """A column more; the decisions of before are no targets, and have none."""
    op.add_column("phases", sa.Column("level", sa.Double, nullable=True))
