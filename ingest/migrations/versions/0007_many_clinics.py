"""Many clinics: shares received, the programme, who signs in, what was seen, shut pages, the province's reports."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Six tables whose lines are only ever added."""
    _table(
        "received_shares",
        sa.Column("of_clinic", sa.Text, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("share", sa.JSON, nullable=False),
    )
    _table("programmes", _words("name"), _words("aim"))
    _table(
        "memberships",
        *(_words(name) for name in ("person", "name", "role", "of_clinic", "clinician")),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    _table("sights", _words("act"), _words("of"))
    _table("shut_pages", _words("clinician"), _words("passphrase"))
    _table(
        "province_reports",
        _words("report"),
        sa.Column("year", sa.Integer, nullable=False),
        *(_words(name) for name in ("level", "clinician", "modalities")),
        sa.Column("numerator", sa.Integer, nullable=True),
        sa.Column("denominator", sa.Integer, nullable=True),
        sa.Column("rate", sa.Double, nullable=True),
        _words("definition"),
    )


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _table(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
        *columns,
        _words("who"),
        _words("at"),
        sa.Column("brought_by", sa.Text, nullable=True),
        sa.Column("written_at", sa.Text, nullable=True),
    )
