"""The tables of what is only ever added: overturned findings and the checks of the reader.

The audit stands beside the facts (`ingest.database`), whose store asks it too; the tables of records that people change
come from their kinds (`dashboard.records.kinds`).
"""

import sqlalchemy as sa

from ingest.columns import APPEND_ONLY, clinic, metadata, signed, unit

overturns = sa.Table(
    "overturns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    *unit(),
    sa.Column("atom", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("after", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    *signed(),
    sa.UniqueConstraint("clinic", "unit_key", "atom", "turn", name="uq_overturns_turn"),
    info=APPEND_ONLY,
)
reader_reviews = sa.Table(
    "reader_reviews",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("strata", sa.JSON, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("definition", sa.Text, nullable=False),
    *signed(),
    info=APPEND_ONLY,
)
reader_review_items = sa.Table(
    "reader_review_items",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("review_id", sa.Integer, sa.ForeignKey("reader_reviews.id"), nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    *unit(),
    sa.Column("stratum", sa.Text, nullable=False),
    sa.Column("weight", sa.Double, nullable=False),
    sa.Column("machine", sa.JSON, nullable=False),
    sa.UniqueConstraint("review_id", "place", name="uq_reader_review_items_place"),
    info=APPEND_ONLY,
)
judgements = sa.Table(
    "judgements",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    clinic(),
    sa.Column("item_id", sa.Integer, sa.ForeignKey("reader_review_items.id"), nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    *signed(),
    sa.UniqueConstraint("item_id", "asked", "who", "turn", name="uq_judgements_turn"),
    info=APPEND_ONLY,
)
