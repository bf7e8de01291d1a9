"""What the files of one import hold, found out once: each list with its columns, kinds of cells, people and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256

import polars as pl

from ingest.clean import scientific
from ingest.code_columns import CodeColumn
from ingest.date_columns import DateColumn, spelt_plainly
from ingest.dates import DateOrder, dates
from ingest.plan.before import Before
from ingest.plan.propose import Found, Proposal, propose
from ingest.plan.shapes import KINDS, ColumnShape, shapes
from ingest.plan.steps import named_apart
from ingest.recognise import Mapping as Recognised
from ingest.report import PLAINLY_NO_DATA
from ingest.table import NotData, Table, normalise
from measures.practice import Practice

#: More different cells than this in the whole list, and a column is no list of kinds.
MOST_KINDS = 2_000


@dataclass(frozen=True)
class Survey:
    """What one pass over a whole list finds: its kinds of cells by column, its people, its rows a visit, its days.

    `divided`: in a list whose rows belong to two kinds of event by a word, the exams under each word. `no_data`: lines
    taken for letterhead, totals or footers; `refused`: rows that cannot be read, and all rows with them.
    """

    rows: int
    kinds: Mapping[str, Mapping[str, int]]
    people: pl.Series
    per_visit: tuple[int, int]
    days: pl.DataFrame
    divided: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    no_data: tuple[NotData, ...] = ()
    refused: tuple[int, int] = (0, 0)

    @property
    def first(self) -> date | None:
        """The first day of any row."""
        return self.days["day"].min() if self.days.height else None  # type: ignore[return-value]

    @property
    def last(self) -> date | None:
        """The last day of any row."""
        return self.days["day"].max() if self.days.height else None  # type: ignore[return-value]

    @property
    def longest_quiet(self) -> int:
        """The most days between two days with rows."""
        if self.days.height < 2:
            return 0
        gaps = self.days.sort("day")["day"].diff().dt.total_days()
        return int(gaps.max() or 0)  # type: ignore[arg-type]

    def after(self, day: date) -> int:
        """Rows dated later than a day."""
        return int(self.days.filter(pl.col("day") > day)["rows"].sum())


#: Fields that are also looked for among the columns that a list's profile does not know.
BIRTHS = ("birth_date", "birth_year", "age")
EXTRA = (*BIRTHS, "status", "provider", "diagnosis", "source_id", "requisition")

NO_DAYS = pl.DataFrame(schema={"day": pl.Date, "rows": pl.UInt32})
_UNSEEN = (pl.Series("patient", [], dtype=pl.String), (0, 0), NO_DAYS)
UNSEEN = Survey(0, {}, pl.Series("patient", [], dtype=pl.String), (0, 0), NO_DAYS)


@dataclass(frozen=True)
class Listed:
    """One list of the files: what it is by a profile or by its headings, and how its columns look."""

    table: Table
    known: Recognised | None
    proposal: Proposal
    shapes: tuple[ColumnShape, ...]
    called: str = ""

    @property
    def event(self) -> str:
        """What its rows are."""
        return self.known.profile.event if self.known else self.proposal.event

    @cached_property
    def fingerprint(self) -> str:
        """The heading row's own word, by which a confirmed plan is found again."""
        return fingerprint(self.table.header)

    @property
    def key(self) -> str:
        """How questions and kept plans name the list: never by its file, whose name changes every month."""
        if self.known:
            return self.known.profile.full_name
        return self.called or f"{self.event}-{self.fingerprint[:8]}"

    def shape(self, column: str) -> ColumnShape:
        """How a column looks."""
        return self.shapes[self.table.header.index(column)]

    def found(self, name: str) -> Found | None:
        """The column proposed for a field."""
        return self.proposal.found.get(name)

    @property
    def columns(self) -> dict[str, str]:
        """Field -> column, as the profile or the proposal has it."""
        header = self.table.header
        known = {name: header[place] for name, place in self.known.fields.items()} if self.known else {}
        return known or {name: header[one.place] for name, one in self.proposal.found.items()}

    @property
    def extra(self) -> dict[str, Found]:
        """Fields that the list's profile does not find in it and that one of the other columns seems to be."""
        if not self.known:
            return {}
        unknown, header = set(self.known.unknown), self.table.header
        return {
            name: found
            for name, found in self.proposal.found.items()
            if name in EXTRA and name not in self.known.fields and header[found.place] in unknown
        }

    @property
    def free(self) -> list[str]:
        """Columns that serve no field and that nobody set aside."""
        if self.known:
            return list(self.known.unknown)
        used = set(self.columns.values())
        return [c for c in self.table.header if c and c not in used]


def fingerprint(header: Sequence[str]) -> str:
    """The heading row's own word: names in their order, compared as headings are."""
    return sha256("\x1f".join(normalise(cell) for cell in header).encode()).hexdigest()[:16]


def listed(table: Table, known: Recognised | None, said: str | None = None) -> Listed:
    """A list, looked at; `said` is the event that a person confirmed."""
    apart = named_apart(table)
    looks = shapes(apart)
    event = known.profile.event if known else said
    only = event if event in ("visits", "orders", "referrals", "medications", "diagnoses") else None
    file = table.file.rpartition(" > ")[2]
    unasked = Proposal(event or "none", True, {}, (), {})
    seen = propose(apart.header, looks, file, only) if known is None or only else unasked
    if known:
        known = Recognised(apart, known.profile, known.fields, known.ignored, known.dropped, _unknown(apart, known))
        known = _without_misfits(known, looks)
    return Listed(apart, known, seen, looks)


#: Fields of a known heading whose cells must look like it; ticks under "Seen" are no time.
MUST_FIT = ("start_time", "end_time")


def _without_misfits(known: Recognised, looks: Sequence[ColumnShape]) -> Recognised:
    """A known heading over cells that are none of what it says: its column is one that nobody knows."""
    odd = {n: p for n, p in known.fields.items() if n in MUST_FIT and looks[p].is_tick}
    if not odd:
        return known
    fields = {n: p for n, p in known.fields.items() if n not in odd}
    return replace(known, fields=fields, unknown=(*known.unknown, *(known.table.header[p] for p in odd.values())))


def _unknown(apart: Table, known: Recognised) -> tuple[str, ...]:
    """The columns a profile does not know, as they are named apart."""
    left = list(known.unknown)
    places = set(known.fields.values())
    found = []
    for place, (name, original) in enumerate(zip(apart.header, known.table.header, strict=True)):
        if place not in places and original in left:
            left.remove(original)
            found.append(name)
    return tuple(found)


def survey(
    table: Table,
    columns: Mapping[str, str],
    order: DateOrder | None,
    kinds_of: Iterable[str],
    held: Sequence[DateColumn] = (),
    divided_by: str | None = None,
    gone: frozenset[str] = frozenset(),
) -> Survey:
    """One pass over a whole list; `columns` says field -> column, `kinds_of` which columns' cells are counted.

    `divided_by` is the field whose word decides to which kind of event a row belongs; rows whose status is among
    `gone` are no visits, and none of them is a second row of one.
    """
    counting = {c: f"c{table.header.index(c)}" for c in kinds_of}
    at = {name: f"c{table.header.index(c)}" for name, c in columns.items() if c in table.header}
    kinds: dict[str, dict[str, int] | None] = {c: {} for c in counting}
    people: list[pl.Series] = []
    days: list[pl.DataFrame] = []
    visits: list[pl.Series] = []
    divided: dict[str, dict[str, int]] = {}
    rows = unread = refused = 0
    no_data: list[NotData] = []
    for block in table.blocks():
        rows += block.rows.height
        no_data += [one for one in block.not_data if one.kind not in PLAINLY_NO_DATA]
        refused += len(block.refused)
        if divided_by in at and "exam" in at:
            _count_divided(divided, block.rows.select(at[str(divided_by)], at["exam"]))
        _count_kinds(kinds, counting, block.rows)
        if "patient" in at:
            people.append(block.rows[at["patient"]].drop_nulls().unique())
        if "date" in at:
            cells = _plain(block.rows[at["date"]], held)
            read = _read_days(cells, order)
            days.append(_days_of(read))
            unread += _unread(cells, block.rows[at["patient"]], read) if "patient" in at else 0
        if {"patient", "date"} <= at.keys():
            visits.append(_visit_hashes(block.rows, at, gone))
    return Survey(
        rows,
        {c: dict(sorted(k.items(), key=lambda one: (-one[1], one[0]))) for c, k in kinds.items() if k is not None},
        pl.concat(people).unique() if people else UNSEEN.people,
        _per_visit(visits),
        pl.concat(days).group_by("day").agg(pl.col("rows").sum()) if days else NO_DAYS,
        divided,
        tuple(no_data),
        (unread + refused, rows + refused),
    )


def _count_divided(divided: dict[str, dict[str, int]], rows: pl.DataFrame) -> None:
    """Exams under each word, as long as they are few enough to be kinds."""
    word, exam = rows.columns
    for seen, name, n in rows.drop_nulls().group_by(word, exam, maintain_order=True).len().rows():
        under = divided.setdefault(seen, {})
        if name in under or len(under) < MOST_KINDS:
            under[name] = under.get(name, 0) + n


def _count_kinds(kinds: dict[str, dict[str, int] | None], counting: Mapping[str, str], rows: pl.DataFrame) -> None:
    for column, cell in counting.items():
        known = kinds[column]
        if known is None:
            continue
        for seen, n in rows[cell].drop_nulls().value_counts().rows():
            known[seen] = known.get(seen, 0) + n
        if len(known) > MOST_KINDS:
            kinds[column] = None


def _plain(cells: pl.Series, held: Sequence[DateColumn]) -> pl.Series:
    return spelt_plainly(pl.DataFrame({"date": cells}), held)["date"]


def _read_days(cells: pl.Series, order: DateOrder | None) -> pl.DataFrame:
    """Each different cell of a date column with its day (null where it names none) and how often it stands there."""
    counted = cells.drop_nulls().value_counts(name="rows")
    day = dates(counted.to_series(0), order)
    plausible = day.is_between(date(1950, 1, 1), date(2100, 1, 1))
    return pl.DataFrame(
        {"cell": counted.to_series(0), "day": pl.select(pl.when(plausible).then(day)).to_series(),
         "rows": counted["rows"].cast(pl.UInt32)}
    )  # fmt: skip


def _days_of(read: pl.DataFrame) -> pl.DataFrame:
    return read.select("day", "rows").drop_nulls()


def _unread(cells: pl.Series, patients: pl.Series, read: pl.DataFrame) -> int:
    """Rows without a patient or a day; none where no cell at all is a day: then the column is asked about."""
    undated = read.filter(pl.col("day").is_null())["cell"]
    if len(undated) == read.height:
        return 0
    odd = patients.is_null() | cells.is_null() | scientific(patients).fill_null(False)
    return int((odd | cells.is_in(undated.implode()) if len(undated) else odd).sum())


def _visit_hashes(rows: pl.DataFrame, at: Mapping[str, str], gone: frozenset[str]) -> pl.Series:
    by = [at["patient"], at["date"], *([at["provider"]] if "provider" in at else [])]
    whole = rows.filter(pl.col(at["patient"]).is_not_null(), pl.col(at["date"]).is_not_null())
    if gone and "status" in at:
        out = pl.col(at["status"]).str.to_lowercase().is_in(list(gone)).fill_null(False)
        whole = whole.filter(~out)
    distinct = whole.drop("line").unique()
    day = pl.col(at["date"]).str.slice(0, 10).alias(at["date"])
    return distinct.select(pl.col(by)).with_columns(day).hash_rows()


def _per_visit(hashes: Sequence[pl.Series]) -> tuple[int, int]:
    """Rows, and different patient-day-clinicians among them."""
    if not hashes:
        return 0, 0
    together = pl.concat(hashes)
    return len(together), together.n_unique()


@dataclass(frozen=True)
class Look:
    """The whole set: its lists, what the clinic said before, the export date if given, and today."""

    lists: tuple[Listed, ...]
    surveys: Mapping[str, Survey]
    practice: Practice
    export_date: date | None
    today: date
    answers: Mapping[str, str] = field(default_factory=dict)
    here: frozenset[str] = frozenset()
    before: tuple[Before, ...] = ()
    codes: Mapping[str, tuple[CodeColumn, ...]] = field(default_factory=dict)
    held: Mapping[str, tuple[DateColumn, ...]] = field(default_factory=dict)

    def survey(self, one: Listed) -> Survey:
        """What the pass over a list found; before it, only how many rows the sample has."""
        return self.surveys.get(one.table.file) or Survey(one.shapes[0].rows if one.shapes else 0, {}, *_UNSEEN)

    def of(self, event: str) -> list[Listed]:
        """The lists of one event."""
        return [one for one in self.lists if one.event == event]


__all__ = ["KINDS", "Listed", "Look", "Survey", "fingerprint", "listed", "survey"]
