"""The first catalogue: clinics, imports, sources and what became of every line."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "clinics",
        sa.Column("clinic", sa.Text, primary_key=True),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("imported_at", sa.Text, nullable=False),
        sa.Column("export_date", sa.Text),
        sa.Column("first_day", sa.Integer),
        sa.Column("last_day", sa.Integer),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("vanished", sa.Integer, nullable=False, default=0),
        sa.Column("vanished_left_out", sa.Boolean, nullable=False, default=False),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("profile_table", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("header_line", sa.Integer, nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("accepted", sa.Integer, nullable=False),
        sa.Column("replaced", sa.Integer, nullable=False),
        sa.Column("carries", sa.JSON, nullable=False),
        sa.Column("traits", sa.JSON, nullable=False),
        sa.Column("blank_is_no", sa.JSON, nullable=False),
        sa.Column("first_day", sa.Integer),
        sa.Column("last_day", sa.Integer),
    )
    op.create_table(
        "refusals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("column_name", sa.Text),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
    )
    op.create_table(
        "passed_lines",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
    )
    op.create_table(
        "spellings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("known", sa.Boolean, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
    )
