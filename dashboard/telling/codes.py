"""What the codes of records are called: kinds of records, groups of ideas, and who wrote what came with a file."""

from __future__ import annotations

from dashboard.records.kinds import Entry, Rating
from measures.improvement.library import groups

#: What the record of each table is called.
RECORDS = {
    "projects": "project", "people": "person", "ideas": "change idea", "cycles": "cycle", "notes": "note",
    "phases": "phase", "sustainability_reviews": "review", "tallies": "tally",
}  # fmt: skip


def group_words(group: str) -> str:
    """Where an idea belongs, as the library calls it; empty for nowhere."""
    return {one.id: one.title for one in groups()}.get(group, group)


def writer_words(one: Entry | Rating) -> str:
    """Who wrote a row; of one that came with a hand-over file also when, and who brought it in."""
    if one.brought_by is None:
        return one.who
    return f"{one.who} ({one.written_at} UTC; brought in by {one.brought_by})"
