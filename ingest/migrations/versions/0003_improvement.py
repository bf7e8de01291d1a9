"""The improvement work: projects, change ideas, cycles, notes, phases, sustainability reviews and tallies."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    _project()
    _cycles()
    _chart()
    _reviews()
    _tallies()


def _project() -> None:
    op.create_table(
        "projects",
        *_identified(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("aim_words", sa.Text, nullable=False),
        sa.Column("aim_measure", sa.Text, nullable=False),
        sa.Column("aim_level", sa.Double),
        sa.Column("aim_by", sa.Date),
        sa.Column("baseline_from", sa.Date),
        sa.Column("baseline_to", sa.Date),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("gaps", sa.JSON, nullable=False),
        sa.Column("started", sa.Date),
        sa.Column("closed", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "ideas",
        *_identified(),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("library", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("group", sa.Text, nullable=False),
        sa.Column("effort", sa.Text, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _cycles() -> None:
    op.create_table(
        "cycles",
        *_identified(),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("idea_id", sa.Integer, sa.ForeignKey("ideas.id")),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("predictions", sa.JSON, nullable=False),
        sa.Column("scale", sa.JSON),
        sa.Column("tasks", sa.JSON, nullable=False),
        sa.Column("started", sa.Date),
        sa.Column("as_planned", sa.Boolean),
        sa.Column("observations", sa.Text, nullable=False),
        sa.Column("surprises", sa.Text, nullable=False),
        sa.Column("ended", sa.Date),
        sa.Column("results", sa.JSON, nullable=False),
        sa.Column("learning", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("next_step", sa.Text, nullable=False),
        sa.Column("implemented", sa.Date),
        sa.Column("closed", sa.Date),
        sa.Column("after", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("project_id", "number", name="uq_cycles_number"),
    )


def _chart() -> None:
    op.create_table(
        "notes",
        *_identified(),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "phases",
        *_identified(),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("first", sa.Date),
        sa.Column("last", sa.Date),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _reviews() -> None:
    op.create_table(
        "sustainability_reviews",
        *_identified(),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("cycle_id", sa.Integer, sa.ForeignKey("cycles.id"), nullable=False),
        sa.Column("months", sa.Integer, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("held", sa.Date),
        sa.Column("evidence", sa.JSON),
        sa.Column("finding", sa.Text, nullable=False),
        sa.Column("finding_reason", sa.Text, nullable=False),
        sa.Column("confirmed", sa.Text, nullable=False),
        sa.Column("confirmed_reason", sa.Text, nullable=False),
        sa.Column("built_in", sa.JSON, nullable=False),
        sa.Column("drifted", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("next_review", sa.Date),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("patient_story", sa.Text, nullable=False),
        sa.Column("patient_story_is", sa.Text, nullable=False),
        sa.Column("shared", sa.Date),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("cycle_id", "months", name="uq_sustainability_reviews_due"),
    )
    op.create_table(
        "ratings",
        *_identified(),
        sa.Column("review_id", sa.Integer, sa.ForeignKey("sustainability_reviews.id"), nullable=False),
        sa.Column("rater", sa.Text, nullable=False),
        sa.Column("scores", sa.JSON, nullable=False),
        *_signed(),
    )


def _tallies() -> None:
    op.create_table(
        "tallies",
        *_identified(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("better", sa.Text, nullable=False),
        sa.Column("is_rate", sa.Boolean, nullable=False),
        sa.Column("numerator_says", sa.Text, nullable=False),
        sa.Column("denominator_says", sa.Text, nullable=False),
        sa.Column("started", sa.Date, nullable=False),
        sa.Column("stopped", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "tally_entries",
        *_identified(),
        sa.Column("tally_id", sa.Integer, sa.ForeignKey("tallies.id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("every", sa.Text, nullable=False),
        sa.Column("numerator", sa.Integer, nullable=False),
        sa.Column("denominator", sa.Integer),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("tally_entries.id")),
        *_signed(),
        sa.UniqueConstraint("undoes", name="uq_tally_entries_undoes"),
    )


def _identified() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clinic", sa.Text, nullable=False, index=True),
    )


def _signed() -> tuple[sa.Column[Any], ...]:
    return sa.Column("who", sa.Text, nullable=False), sa.Column("at", sa.Text, nullable=False)
