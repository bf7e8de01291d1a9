"""What an import of some files would do, found out before anything is brought in: words and sizes only."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from dashboard.telling.fields import field_words
from dashboard.telling.phrases import day_words
from ingest import batch, recognise
from ingest.accepted import Repeats, sift
from ingest.clean import DateOrder
from ingest.dates import DateReading, date_in
from ingest.gate import CLINICIANS, Gate, said_by
from ingest.read import NotData, Refused
from ingest.report import Doubt
from measures.practice import Practice, spelling
from measures.red_flags.words import READER_VERSION

SHOWN = 20
ASKED = ("provider", "status", "mode", "service", "question")
ORDER_WORDS = {DateOrder.DMY: "Day first", DateOrder.MDY: "Month first", DateOrder.YMD: "Year first"}
NO_EXAMPLE = {
    DateOrder.DMY: "as in 25/12/2024",
    DateOrder.MDY: "as in 12/25/2024",
    DateOrder.YMD: "as in 24/12/25",
}

BOTH = [DateOrder.DMY, DateOrder.MDY]


@dataclass(frozen=True)
class DateQuestion:
    """A file whose dates can be read in more than one way: why it is asked, and what each answer means."""

    file: str
    why: str
    readings: tuple[tuple[DateOrder, str], ...]


@dataclass(frozen=True)
class FileLook:
    """One table as it would be read. `refused` says how many rows, `shown` the first of them in full."""

    file: str
    says: str
    columns: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...]
    unknown: tuple[str, ...]
    already_here: bool = False
    question: DateQuestion | None = None
    rows_read: int = 0
    accepted: int = 0
    repeats: int = 0
    other_lines: int = 0
    refused: int = 0
    shown: tuple[Refused, ...] = ()
    first: date | None = None
    last: date | None = None
    new_words: tuple[tuple[str, str, int], ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Look:
    """What a set of files looks like, in one sentence, and each of them."""

    says: str
    files: tuple[FileLook, ...]
    notices: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[DateQuestion, ...]:
        """Date orders that a person must choose before anything can be brought in."""
        return tuple(f.question for f in self.files if f.question)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What a person should look at before the rows are counted on."""
        return tuple(doubt for file in self.files for doubt in file.doubts)

    @property
    def last(self) -> date | None:
        """The last date of any row."""
        return max((f.last for f in self.files if f.last), default=None)

    @property
    def first(self) -> date | None:
        """The first date of any row."""
        return min((f.first for f in self.files if f.first), default=None)

    @property
    def nothing_new(self) -> bool:
        """Whether every file is here already."""
        return all(f.already_here for f in self.files)


@dataclass
class ValueTally:
    """What one file's blocks add up to."""

    rows_read: int = 0
    accepted: int = 0
    repeats: int = 0
    other_lines: set[NotData] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)


def examine(
    paths: Sequence[Path],
    names: Sequence[str],
    orders: Mapping[str, DateOrder],
    here: frozenset[str],
    practice: Practice,
    today: date,
) -> Look:
    """Read the files through once, keeping nothing; raises Refusal where a file is not an export we know.

    `orders` holds the date orders a person chose so far, `here` the digests of files already brought in.
    """
    mappings, notices = batch.open_files(paths, names=names)
    files = tuple(_look(m, orders.get(m.table.file), here, practice, today) for m in mappings)
    return Look(recognise.says_together(mappings), files, tuple(notices))


def digests(sources: Sequence[Mapping[str, str]]) -> frozenset[str]:
    """Which files are here already, as read by today's reader."""
    return frozenset(f"{s['profile_table']} {s['digest']}" for s in sources if s["reader"] == READER_VERSION)


def _look(
    mapping: recognise.Mapping,
    chosen: DateOrder | None,
    here: frozenset[str],
    practice: Practice,
    today: date,
) -> FileLook:
    table, profile = mapping.table, mapping.profile
    columns = columns_words(mapping)
    base = FileLook(table.file, mapping.says(), columns, mapping.dropped, mapping.unknown)
    if f"{profile.profile}.{profile.name} {table.digest}" in here:
        return replace(base, already_here=True)
    reading = batch.date_reading(mapping)
    base = replace(base, question=date_question(table.file, reading))
    if base.question and not chosen:
        return base
    tally = tallied(mapping, chosen or reading.order, practice.timezone, today)
    return _counted(base, tally, mapping, practice)


def columns_words(mapping: recognise.Mapping) -> tuple[tuple[str, str], ...]:
    """Every column of the file, in its order, with what becomes of it."""
    becomes = {place: field_words(name) for name, place in mapping.fields.items()}
    told = []
    for place, header in enumerate(mapping.table.header):
        if place in becomes:
            word = becomes[place]
        elif header in mapping.dropped:
            word = "not read: it could identify a person"
        elif header in mapping.ignored:
            word = "left aside: no measure needs it"
        else:
            word = "not known: left aside"
        told.append((header or "(no name)", word))
    return tuple(told)


def date_question(file: str, reading: DateReading) -> DateQuestion | None:
    """The question to ask of a file whose dates do not say which part comes first."""
    if reading.contradictory:
        why = "Some dates fit one order only, some the other. Rows that do not fit your choice are refused."
        return DateQuestion(file, why, tuple((o, _reading_words("", o)) for o in BOTH))
    if not reading.ambiguous:
        return None
    line, column, seen = reading.examples[0]
    possible = [o for o in DateOrder if _day(seen, o)] or BOTH
    why = f'Row {line}, "{column}": {seen} can be read in two ways, and no date in the file settles which.'
    return DateQuestion(file, why, tuple((o, _reading_words(seen, o)) for o in possible))


def _reading_words(seen: str, order: DateOrder) -> str:
    day = _day(seen, order)
    example = f"{seen} is {day_words(day)}" if day else NO_EXAMPLE[order]
    return f"{ORDER_WORDS[order]}: {example}"


def _day(seen: str, order: DateOrder) -> date | None:
    return date_in(seen.split(" ")[0], order, date(2039, 12, 31))


def tallied(mapping: recognise.Mapping, order: DateOrder | None, timezone: str, today: date) -> ValueTally:
    """The row accounting of a file, as an import would make it."""
    tally, repeats = ValueTally(other_lines={NotData(mapping.table.header_line, "header")}), Repeats()
    for block in mapping.table.blocks():
        sifted = sift(block, mapping, order, repeats, timezone, today)
        tally.rows_read += block.rows.height + len(block.refused)
        tally.accepted += sifted.rows.height
        tally.repeats += len(sifted.repeats)
        tally.other_lines |= set(block.not_data)
        tally.refused += [*block.refused, *sifted.refused]
        _note(sifted.rows, tally)
    return tally


def _note(rows: pl.DataFrame, tally: ValueTally) -> None:
    if "day" in rows.columns and rows.height:
        tally.days += [rows["date"].min(), rows["date"].max()]  # type: ignore[list-item]
    for name in ASKED:
        if name in rows.columns:
            tally.words.update({(name, seen): n for seen, n in rows[name].drop_nulls().value_counts().rows()})


def _counted(base: FileLook, tally: ValueTally, mapping: recognise.Mapping, practice: Practice) -> FileLook:
    first = sorted(tally.refused, key=lambda r: r.line)[:SHOWN]
    return replace(
        base,
        rows_read=tally.rows_read,
        accepted=tally.accepted,
        repeats=tally.repeats,
        other_lines=len(tally.other_lines),
        refused=len(tally.refused),
        shown=tuple(first),
        first=min(tally.days, default=None),
        last=max(tally.days, default=None),
        new_words=new_words(tally.words, mapping, practice),
        doubts=tuple(_report(tally, mapping).doubts),
    )


def _report(tally: ValueTally, mapping: recognise.Mapping) -> batch.FileReport:
    """The accounting that an import would give."""
    return replace(
        batch.file_report(mapping), rows_read=tally.rows_read, accepted=tally.accepted, refused=tally.refused,
        not_data=sorted(tally.other_lines, key=lambda one: one.line),
    )  # fmt: skip


def new_words(
    words: Mapping[tuple[str, str], int], mapping: recognise.Mapping, practice: Practice
) -> tuple[tuple[str, str, int], ...]:
    """Names and words that neither the profile nor a person explained: field, as seen, in how many rows."""
    profile = mapping.profile
    names, gate = {*practice.roster, *practice.outsiders}, Gate(secrets.token_bytes(32), said_by(practice))
    explained = {(field, seen) for field, seen, _ in practice.words}

    def known(name: str, seen: str) -> bool:
        spelt = seen if name in profile.case_matters else seen.casefold()
        by_person = (f"{profile.event}.{name}", seen) in explained or (name == "provider" and spelling(seen) in names)
        return by_person or spelt in profile.values.get(name, {})

    def through(name: str, seen: str) -> str:
        return gate.clinician(seen) if name in CLINICIANS else gate.word(seen)

    return tuple((name, through(name, seen), n) for (name, seen), n in sorted(words.items()) if not known(name, seen))
