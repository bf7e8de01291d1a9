"""Read one file, block by block, into staged event tables, and remember what the catalogue wants to know of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from ingest import clean
from ingest.accepted import Repeats, Sifted, sift
from ingest.ahead import ahead
from ingest.code_columns import CodeColumn, systems
from ingest.date_columns import DateColumn
from ingest.date_order import Peeked, order_needed
from ingest.facts import TICKS, Door, Rows, made
from ingest.recognise import Mapping
from ingest.report import FileReport
from ingest.row_keys import stage_keys
from ingest.store import Staging, row_number
from ingest.table import Block, NotData, in_short

ASKED = ("provider", "status", "mode", "service", "question", "warm_referral")
#: A numeric date: which part is the day depends on the order.
NUMERIC_DATE = r"^\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}"

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class FileToRead:
    """One file to read, with the order of its dates, and what its columns of codes and of dates are."""

    number: int
    peeked: Peeked
    order: clean.DateOrder | None
    codes: tuple[CodeColumn, ...] = ()
    dates: tuple[DateColumn, ...] = ()

    @property
    def mapping(self) -> Mapping:
        """What its columns mean."""
        return self.peeked.mapping


@dataclass
class SourceReading:
    """One source while it is read: counts, marks and spans gathered over its blocks.

    `odd_ticks` holds, for each tick column, the rows whose cell is neither blank nor a mark we know; `known_exams` says
    that at least one exam or imaging code was understood.
    """

    source: FileToRead
    report: FileReport
    repeats: Repeats = field(default_factory=Repeats)
    yes_marks: set[str] = field(default_factory=set)
    no_marks: set[str] = field(default_factory=set)
    odd_ticks: dict[str, list[int]] = field(default_factory=dict)
    spellings: list[pl.DataFrame] = field(default_factory=list)
    questions: set[str] = field(default_factory=set)
    known_exams: bool = False
    latest: date | None = None
    first_day: int | None = None
    last_day: int | None = None

    def note_days(self, rows: pl.DataFrame) -> None:
        """Widen the span of days seen."""
        if "day" in rows.columns and rows.height:
            days = [d for d in (self.first_day, self.last_day, rows["day"].min(), rows["day"].max()) if d is not None]
            self.first_day, self.last_day = min(days), max(days)  # type: ignore[assignment]

    def note_ticks(self, rows: Rows, visits: pl.DataFrame) -> None:
        """Remember which marks each tick column holds, and the rows whose mark is not understood."""
        for name in TICKS:
            marks = visits[name]
            self.yes_marks |= {name} if marks.any() else set()
            self.no_marks |= {name} if (~marks).any() else set()
            if rows.carries(name):
                odd = rows.text(name).is_not_null() & marks.is_null()
                if odd.any():
                    self.odd_ticks.setdefault(name, []).extend(rows.frame["row"].filter(odd).to_list())

    def note_spellings(self, rows: Rows) -> None:
        """Remember how names and words are spelt."""
        for name in ASKED:
            if rows.carries(name):
                said = rows.text(name)
                # A blank status is asked about like a word: whether such visits took place is for a person to say.
                said = said.fill_null("") if (name, rows.profile.event) == ("status", "visits") else said
                seen = said.value_counts().drop_nulls()
                columns = [pl.lit(name).alias("field"), pl.col(name).alias("seen"), pl.col("count").cast(pl.Int64)]
                self.spellings.append(seen.select(columns).rename({"count": "rows"}))


def read_source(reading: SourceReading, staging: Staging, door: Door, today: date, progress: Progress) -> None:
    """Read one file into staged event tables; raises Refusal or OrderFound where its dates turn out to be open."""
    report, table = reading.report, reading.source.mapping.table
    report.header_line = table.header_line
    report.not_data.append(NotData(table.header_line, "header"))
    for number, (block, sifted) in enumerate(ahead(_sifted(reading, door, today))):
        report.not_data += block.not_data
        refused = sorted([*block.refused, *sifted.refused], key=lambda r: r.line)
        report.refused += in_short(refused, len(report.refused))
        report.rows_read += block.rows.height + len(block.refused)
        report.exact_repeats += sifted.repeats
        report.accepted += sifted.rows.height
        if sifted.rows.height:
            _stage(reading, sifted, staging, door, number)
        progress(f"{report.file}: {report.rows_read:,} rows read", 0.5)
    report.refused.sort(key=lambda r: r.line)
    report.not_data = sorted(set(report.not_data), key=lambda n: n.line)


def _sifted(reading: SourceReading, door: Door, today: date) -> Iterator[tuple[Block, Sifted]]:
    source = reading.source
    for block in source.peeked.blocks():
        sifted = sift(block, source.mapping, source.order, reading.repeats, door.timezone, today, source.dates)
        if source.order is None and _needs_order(block, sifted, source.mapping):
            order_needed(source.mapping)
        # From here on nobody sees a patient number.
        yield block, replace(sifted, rows=sifted.rows.with_columns(patient=door.pseudonyms.of(sifted.rows["patient"])))


def _needs_order(block: Block, sifted: Sifted, mapping: Mapping) -> bool:
    lines = [r.line for r in sifted.refused if r.reason == "date_invalid"]
    if not lines:
        return False
    seen = block.rows.filter(pl.col("line").is_in(lines))[f"c{mapping.fields['date']}"]
    return bool(seen.str.contains(NUMERIC_DATE).any())


def _stage(reading: SourceReading, sifted: Sifted, staging: Staging, door: Door, block: int) -> None:
    source = reading.source
    frame = sifted.rows.with_columns(row=pl.lit(row_number(source.number)) + pl.col("line").cast(pl.Int64))
    code_systems = systems(source.codes)
    kept = door.gate.rows(frame, source.mapping.profile)
    rows = Rows(
        kept.drop("line"), source.mapping.profile, source.order, source.number, code_systems, reading.latest
    )  # fmt: skip
    tables = made(rows, door)
    for table, made_rows in tables.items():
        staging.write(table, source.number, block, made_rows)
    # Keys are made of the cells as they came, so that rows of earlier imports keep theirs; a digest tells nothing.
    keyed = frame.with_columns(kept["source_id"]) if "source_id" in kept.columns else frame
    stage_keys(staging, source.number, block, keyed, source.mapping.profile.event, door.pseudonyms)
    reading.note_days(frame)
    reading.note_spellings(rows)
    if "visits" in tables:
        reading.note_ticks(rows, tables["visits"])
    reading.known_exams |= bool("orders" in tables and tables["orders"].height)
    if "responses" in tables:
        reading.questions |= set(tables["responses"]["question"].drop_nulls().unique().to_list())
