"""The questions a plan may ask: one file for each thing asked about; later ones build on what earlier ones settled."""

from __future__ import annotations

from ingest.plan.asked import (
    ages,
    codes,
    columns,
    days,
    dup,
    exams,
    files,
    flags,
    lines,
    meaning,
    more_codes,
    not_held,
    orderers,
    partial_days,
    parts,
    people,
    unknown,
    unread,
)
from ingest.plan.draft import QuestionKind

#: In the order in which they are asked: what a list is, its columns, its rows, its words, then the set as a whole.
KINDS: tuple[QuestionKind, ...] = (
    *parts.KINDS,
    *columns.KINDS,
    *more_codes.KINDS,
    *exams.REGIONS,
    *flags.KINDS,
    *partial_days.KINDS,
    *unknown.KINDS,
    *not_held.KINDS,
    *ages.KINDS,
    *people.KINDS,
    *dup.KINDS,
    *unread.KINDS,
    *lines.KINDS,
    *files.KINDS,
    *meaning.KINDS,
    *dup.ROWS,
    *codes.KINDS,
    *exams.KINDS,
    *orderers.KINDS,
    *days.KINDS,
)
