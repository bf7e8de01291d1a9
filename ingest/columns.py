"""What tables share: one metadata, the columns most of them have, and which of them may never lose a row."""

from typing import Any

import sqlalchemy as sa

#: What people wrote once stays: these tables take new rows only.
APPEND_ONLY = {"refuses": (sa.Update, sa.Delete)}
#: These rows may change, each change kept in `changes`; they never go.
NEVER_DELETED = {"refuses": (sa.Delete,)}

metadata = sa.MetaData()


def clinic() -> sa.Column[str]:
    """Whose row it is; every table says it."""
    return sa.Column("clinic", sa.Text, nullable=False, index=True)


def signed() -> tuple[sa.Column[str], sa.Column[str]]:
    """Who wrote a row, and when (ISO, UTC)."""
    return sa.Column("who", sa.Text, nullable=False), sa.Column("at", sa.Text, nullable=False)


def brought() -> tuple[sa.Column[str], sa.Column[str]]:
    """Of a row that came with a hand-over file: who brought it in, and when `who` wrote it (UTC, to the minute)."""
    return sa.Column("brought_by", sa.Text), sa.Column("written_at", sa.Text)


def unit() -> tuple[sa.Column[Any], ...]:
    """What identifies a visit or an image, in columns and as one word."""
    return (
        sa.Column("unit_key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("profile_table", sa.Text, nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("patient", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("modality", sa.Text),
    )
