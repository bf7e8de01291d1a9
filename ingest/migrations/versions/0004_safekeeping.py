"""One identity for folder, key and catalogue; rows and checksum of every fact file; seals of the catalogue's tables."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables; what they hold of a folder is filled in by whoever opens it, in the same transaction."""
    op.create_table(
        "identities",
        sa.Column("clinic", sa.Text, primary_key=True),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("key_check", sa.Text),
    )
    op.create_table(
        "fact_files",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_table(
        "seals",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("clinic", sa.Text, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.add_column("sources", sa.Column("set_aside", sa.Text))
