"""What people write: changes, people, overturned findings and the reader's reviews."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "changes",
        *_identified(),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.Column("reason", sa.Text, nullable=False),
        *_signed(),
        sa.Index("ix_changes_record", "record", "record_id"),
    )
    op.create_table(
        "people",
        *_identified(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    _overturns()
    _reviews()


def _overturns() -> None:
    op.create_table(
        "overturns",
        *_identified(),
        *_unit(),
        sa.Column("atom", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("after", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        *_signed(),
        sa.UniqueConstraint("clinic", "unit_key", "atom", "turn", name="uq_overturns_turn"),
    )


def _reviews() -> None:
    op.create_table(
        "reader_reviews",
        *_identified(),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("strata", sa.JSON, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        *_signed(),
    )
    op.create_table(
        "reader_review_items",
        *_identified(),
        sa.Column("review_id", sa.Integer, sa.ForeignKey("reader_reviews.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        *_unit(),
        sa.Column("stratum", sa.Text, nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("machine", sa.JSON, nullable=False),
        sa.UniqueConstraint("review_id", "place", name="uq_reader_review_items_place"),
    )
    op.create_table(
        "judgements",
        *_identified(),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("reader_review_items.id"), nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        *_signed(),
        sa.UniqueConstraint("item_id", "asked", "who", "turn", name="uq_judgements_turn"),
    )


def _identified() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
    )


def _signed() -> tuple[sa.Column[Any], ...]:
    return sa.Column("who", sa.Text, nullable=False), sa.Column("at", sa.Text, nullable=False)


def _unit() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("unit_key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("profile_table", sa.Text, nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("patient", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("modality", sa.Text),
    )
