"""The door: what was settled for an import, whether it was taken back, and the questions that wait for an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Columns for settling and taking back; the questions."""
    op.add_column("imports", sa.Column("settled", sa.JSON, nullable=True))
    op.add_column("imports", sa.Column("taken_back", sa.Text, nullable=True))
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("column_name", sa.Text, nullable=False),
        sa.Column("seen", sa.JSON, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("readings", sa.JSON, nullable=False),
        sa.Column("proposed", sa.Text, nullable=True),
        sa.Column("blocks", sa.JSON, nullable=False),
        sa.Column("answer", sa.Text, nullable=True),
        sa.Column("who", sa.Text, nullable=True),
        sa.Column("at", sa.Text, nullable=True),
    )
