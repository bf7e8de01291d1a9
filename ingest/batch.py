"""Bring export files in: recognise, sift, read, stage and commit; all of it or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl

from ingest import clean, lexicon
from ingest.ahead import ahead
from ingest.accepted import Repeats, Sifted, mapped, sift
from ingest.facts import TICKS, Door, Rows, made
from ingest.privacy import Pseudonyms
from ingest.profile import Profile, known_headers, profiles
from ingest.read import Block, NotData, Refused, Table, UnreadableFile, contents
from ingest.recognise import Mapping, NotRecognised, recognise, says_together
from ingest.store import KEYS, REPLACED, VANISHED, WITH_SOURCE_ID, Staging, Store, keys_in, row_number, settled
from measures.practice import Practice
from measures.red_flags.words import READER_VERSION

ORDER = ("patients", "visits", "orders", "referrals", "diagnoses", "medications", "responses", "activities", "notes")
DATE_FIELDS = ("date", "birth_date", "end_date", "assessed")
ASKED = ("provider", "status", "mode", "service", "question", "answer", "warm_referral")
NEVER_NO = "red_flags"

Progress = Callable[[str, float], None]


class Refusal(Exception):
    """The whole import is refused; nothing was changed. The message says what was seen and what to do."""


@dataclass
class FileReport:
    """Row accounting of one file: rows read = accepted + refused + exact repeats; other lines beside it."""

    file: str
    table: str = ""
    says: str = ""
    rows_read: int = 0
    accepted: int = 0
    refused: list[Refused] = field(default_factory=list)
    exact_repeats: list[int] = field(default_factory=list)
    not_data: list[NotData] = field(default_factory=list)
    header_line: int = 0
    replaced: int = 0
    repeated_keys: int = 0
    already_there: bool = False

    def as_json(self) -> dict[str, Any]:
        """The accounting as plain data."""
        return {
            "table": self.table,
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "refused": [{"line": r.line, "class": r.reason, "column": r.column, "says": r.says} for r in self.refused],
            "exact_repeats": self.exact_repeats,
            "not_data": [{"line": n.line, "class": n.kind} for n in self.not_data],
            "header_line": self.header_line,
            "replaced": self.replaced,
            "repeated_keys": self.repeated_keys,
            "already_there": self.already_there,
        }


@dataclass
class Report:
    """What an import did, for a person and for a program."""

    says: str
    files: list[FileReport]
    import_id: int | None = None
    vanished: int = 0
    notices: list[str] = field(default_factory=list)
    seconds_reading_words: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether anything new was brought in."""
        return self.import_id is not None


@dataclass(frozen=True)
class Source:
    """One file to read, with the order of its dates."""

    number: int
    peeked: "Peeked"
    order: clean.DateOrder | None

    @property
    def mapping(self) -> Mapping:
        """What its columns mean."""
        return self.peeked.mapping


def silent(_: str, __: float) -> None:
    """No progress shown."""


def open_files(paths: Sequence[Path], profile: str | None = None, names: Sequence[str] | None = None) -> tuple[list[Mapping], list[str]]:
    """Every table of the files, recognised; notices about members of archives that are not tables we know."""
    within = _chosen(profile)
    mappings: list[Mapping] = []
    notices: list[str] = []
    for place, path in enumerate(paths):
        try:
            inside = contents(path, known_headers(), names[place] if names else None)
        except UnreadableFile as problem:
            raise Refusal(str(problem)) from None
        except FileNotFoundError:
            raise Refusal(f"{path.name}: there is no such file. Check the name and the folder.") from None
        notices += [says for _, says in inside.unreadable]
        found, problems = _recognised(inside.tables, within)
        if not found:
            raise Refusal(problems[0])
        mappings += found
        notices += problems
    return mappings, notices


def _chosen(profile: str | None) -> list[Profile] | None:
    if profile is None:
        return None
    if profile not in profiles():
        raise Refusal(f"There is no profile {profile!r}. Profiles are: {', '.join(profiles())}.")
    return [profiles()[profile]]


def _recognised(tables: Sequence[Table], within: list[Profile] | None) -> tuple[list[Mapping], list[str]]:
    found, problems = [], []
    for table in tables:
        try:
            found.append(recognise(table, within))
        except NotRecognised as problem:
            problems.append(str(problem))
    return found, problems


def date_reading(mapping: Mapping) -> clean.DateReading:
    """Which orders the dates of this file allow, over all its date columns, with the lines that say so.

    A file with nothing but unmistakable dates in its first block needs no order.
    """
    watcher = clean.DateWatcher()
    columns = {name: place for name, place in mapping.fields.items() if name in DATE_FIELDS}
    for number, block in enumerate(mapping.table.blocks()):
        for name, place in columns.items():
            watcher.observe(_shown(name, mapping.table.header[place]), block.rows[f"c{place}"], block.rows["line"])
        reading = watcher.reading()
        settled_already = not reading.ambiguous and not reading.contradictory
        if number == 0 and settled_already:
            break
    return watcher.reading()


@dataclass
class Peeked:
    """A file whose first block is already at hand, so that deciding about its dates does not read it twice."""

    mapping: Mapping
    first: list[Block]
    rest: Iterator[Block]

    def blocks(self) -> Iterator[Block]:
        """Every block, once."""
        return chain(self.first, self.rest)


def peek(mapping: Mapping) -> Peeked:
    """Read the first block of a file."""
    rest = ahead(mapping.table.blocks())
    return Peeked(mapping, list(islice(rest, 1)), rest)


def date_order(peeked: Peeked, chosen: clean.DateOrder | None) -> clean.DateOrder | None:
    """How this file writes its dates, decided from all its date columns; both readings are shown where it cannot be.

    Where the first block holds nothing but unmistakable dates, or settles the order, the rest is not asked; a later
    date that does not fit is refused with its row.
    """
    if chosen:
        return chosen
    mapping, watcher = peeked.mapping, clean.DateWatcher()
    reading = _watched(watcher, mapping, peeked.first)
    if reading.ambiguous:
        reading = _watched(watcher, mapping, islice(mapping.table.blocks(), 1, None))
    if reading.contradictory:
        raise Refusal(_contradictory(mapping.table.file, reading))
    if reading.ambiguous:
        raise Refusal(_ambiguous(mapping.table.file, reading))
    return reading.order


def _watched(watcher: clean.DateWatcher, mapping: Mapping, blocks: Iterable[Block]) -> clean.DateReading:
    columns = {name: place for name, place in mapping.fields.items() if name in DATE_FIELDS}
    for block in blocks:
        for name, place in columns.items():
            watcher.observe(_shown(name, mapping.table.header[place]), block.rows[f"c{place}"], block.rows["line"])
    return watcher.reading()


def _shown(name: str, header: str) -> str:
    return "a birth date" if name == "birth_date" else header


def _ambiguous(file: str, reading: clean.DateReading) -> str:
    line, column, seen = reading.examples[0]
    first, second = [*seen.replace("-", "/").replace(".", "/").split("/"), "?"][:2]
    both = f"day {first} of month {second} (day first) or day {second} of month {first} (month first)"
    if second == "?":  # a birth date is not shown
        both = "day first or month first"
    return (
        f'{file}: its dates can be read both ways. Row {line}, "{column}": "{seen}" may be {both}, '
        "and no date in the file settles it. "
        "Nothing was imported. Say which it is: day first (dmy) or month first (mdy)."
    )


def _contradictory(file: str, reading: clean.DateReading) -> str:
    shown = "; ".join(f'row {line}, "{column}": "{seen}"' for line, column, seen in reading.examples[:2])
    return (
        f"{file}: some dates can only be day first and others only month first ({shown}). Nothing was imported. "
        "Export it again with one date format, or say which order to use (dmy or mdy); rows that do not fit will be left out."
    )


@dataclass
class Reading:
    """One source while it is read: counts, marks and spans gathered over its blocks."""

    source: Source
    report: FileReport
    repeats: Repeats = field(default_factory=Repeats)
    yes_marks: set[str] = field(default_factory=set)
    no_marks: set[str] = field(default_factory=set)
    spellings: list[pl.DataFrame] = field(default_factory=list)
    services: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    first_day: int | None = None
    last_day: int | None = None
    new_keys: list[pl.DataFrame] = field(default_factory=list)

    def note_days(self, rows: pl.DataFrame) -> None:
        """Widen the span of days seen."""
        if "day" in rows.columns and rows.height:
            low, high = rows["day"].min(), rows["day"].max()
            self.first_day = low if self.first_day is None else min(self.first_day, low)  # type: ignore[type-var,assignment]
            self.last_day = high if self.last_day is None else max(self.last_day, high)  # type: ignore[type-var,assignment]


def keys_of(rows: pl.DataFrame) -> pl.DataFrame:
    """row, key and day of accepted rows: the record's own number, or a digest of its cells where it has none."""
    day = rows["day"] if "day" in rows.columns else pl.Series("day", [None] * rows.height, dtype=pl.Int32)
    if "source_id" in rows.columns:
        key = rows["source_id"]
    else:
        cells = rows.select(pl.exclude("row", "line", "date", "day", "month", "patient").cast(pl.String).fill_null(""))
        whole = cells.with_columns(rows["patient"].cast(pl.String), day.cast(pl.String).fill_null(""))
        joined = whole.select(pl.concat_str(pl.all(), separator="\x1f")).to_series()
        key = pl.Series("key", [blake2b(text.encode(), digest_size=12).hexdigest() for text in joined], dtype=pl.String)
    return pl.DataFrame({"row": rows["row"], "key": key, "day": day})


def read_source(reading: Reading, staging: Staging, door: Door, today: date, progress: Progress) -> None:
    """Read one file, block by block, into staged event tables."""
    report = reading.report
    for number, (block, sifted) in enumerate(ahead(_sifted(reading, door, today))):
        report.not_data += block.not_data
        report.refused += [*block.refused, *sifted.refused]
        report.rows_read += block.rows.height + len(block.refused)
        report.exact_repeats += sifted.repeats
        report.accepted += sifted.rows.height
        if sifted.rows.height:
            _stage(reading, sifted, staging, door, number)
        progress(f"{report.file}: {report.rows_read:,} rows read", 0.5)
    report.refused.sort(key=lambda r: r.line)


def _sifted(reading: Reading, door: Door, today: date) -> Iterator[tuple[Block, Sifted]]:
    source = reading.source
    for block in source.peeked.blocks():
        yield block, sift(block, source.mapping, source.order, reading.repeats, door.timezone, today)


def _stage(reading: Reading, sifted: Sifted, staging: Staging, door: Door, block: int) -> None:
    source = reading.source
    hashed = door.pseudonyms.of(sifted.rows["patient"])
    frame = sifted.rows.with_columns(
        hashed.alias("patient"), row=pl.lit(row_number(source.number)) + pl.col("line").cast(pl.Int64)
    )
    rows = Rows(frame.drop("line"), source.mapping.profile, source.order, source.number)
    tables = made(rows, door)
    for table, made_rows in tables.items():
        staging.write(table, source.number, block, made_rows)
    if "source_id" not in frame.columns or source.mapping.profile.event not in WITH_SOURCE_ID:
        staging.write(KEYS, source.number, block, keys_of(frame))
    reading.note_days(frame)
    _note(reading, rows, tables)


def _note(reading: Reading, rows: Rows, tables: dict[str, pl.DataFrame]) -> None:
    """Remember which marks each tick column holds, and how names and words are spelt."""
    if "visits" in tables:
        for name in TICKS:
            column = tables["visits"][name]
            reading.yes_marks |= {name} if column.any() else set()
            reading.no_marks |= {name} if (~column).any() else set()
    for name in ASKED:
        if rows.carries(name):
            seen = rows.text(name).value_counts().drop_nulls()
            reading.spellings.append(seen.rename({name: "seen"}).select(pl.lit(name).alias("field"), "seen", pl.col("count").cast(pl.Int64).alias("rows")))
    if "referrals" in tables:
        reading.services |= set(tables["referrals"]["service"].drop_nulls().unique().to_list())
    if "responses" in tables:
        reading.questions |= set(tables["responses"]["question"].drop_nulls().unique().to_list())


def bring_in(
    store: Store,
    paths: Sequence[Path],
    *,
    settings: Practice | None = None,
    export_date: date | None = None,
    coverage_start: date | None = None,
    profile: str | None = None,
    order: clean.DateOrder | None = None,
    orders: dict[str, clean.DateOrder] | None = None,
    leave_out_vanished: bool = False,
    today: date,
    names: Sequence[str] | None = None,
    words: lexicon.Lexicon | None = None,
    progress: Progress = silent,
) -> Report:
    """Bring export files into a clinic's facts; raises Refusal, with nothing changed, where that is not safe.

    The same files again change nothing. A file that overlaps an earlier one replaces its rows by key; rows that have
    vanished in it are counted, kept, and left for a person to settle. `orders` says how single files (by name) write
    their dates, `order` how all the others do.
    """
    mappings, notices = open_files(paths, profile, names)
    clinic = store.clinic_for(settings)
    practice = _practice(store, settings, clinic, coverage_start)
    fresh, there = _fresh(store, clinic, mappings)
    reports = [FileReport(m.table.file, table=m.profile.name, says=m.says(), already_there=True) for m in there]
    if not fresh:
        if settings or coverage_start:
            store.save_settings(replace(practice, export_date=None))
        return Report("These files are already here; nothing was changed.", reports, notices=notices)
    chosen = orders or {}
    peeked = [peek(m) for m in sorted(fresh, key=lambda m: ORDER.index(m.profile.event))]
    decided = [date_order(p, chosen.get(p.mapping.table.file, order)) for p in peeked]
    door = Door(clinic, Pseudonyms(store.key(clinic)), practice.timezone, READER_VERSION, words or lexicon.words())
    with store.staging(clinic) as staging:
        sources = [
            Source(staging.next_source + n, p, its_order)
            for n, (p, its_order) in enumerate(zip(peeked, decided, strict=True))
        ]
        readings = [Reading(s, FileReport(s.mapping.table.file, s.mapping.profile.name, s.mapping.says())) for s in sources]
        for reading in readings:
            reading.report.header_line = reading.source.mapping.table.header_line
            reading.report.not_data.append(NotData(reading.report.header_line, "header"))
            read_source(reading, staging, door, today, progress)
            reading.report.not_data = sorted(set(reading.report.not_data), key=lambda n: n.line)
        staging.written()
        progress("comparing with what is already here", 0.9)
        vanished = sum(_overlap(store, staging, clinic, reading) for reading in readings)
        report = Report(says_together(mappings), [r.report for r in readings] + reports, staging.import_id, vanished, notices)
        report.seconds_reading_words = door.words.seconds
        given = export_date or practice.export_date
        import_row = _import_row(staging, clinic, report, readings, given, leave_out_vanished)
        if given is None:
            report.notices.append("No export date was given: the last accepted row's date is taken for it.")
        # An export date belongs to one import; it is not kept as a setting for the next.
        practice = replace(practice, export_date=None)
        staging.commit(practice, import_row, _catalogue_rows(readings, clinic, staging))
    progress("done", 1.0)
    return report


def _practice(store: Store, settings: Practice | None, clinic: str, coverage_start: date | None) -> Practice:
    practice = settled(settings, clinic) if settings else replace(store.settings(clinic), clinic=clinic)
    return replace(practice, coverage_start=coverage_start) if coverage_start else practice


def _fresh(store: Store, clinic: str, mappings: Sequence[Mapping]) -> tuple[list[Mapping], list[Mapping]]:
    """Files not yet here as this table, read by this reader; and those that are."""
    known = {(s["digest"], s["profile_table"], s["reader"]) for s in store.sources(clinic)}

    def here(mapping: Mapping) -> bool:
        return (mapping.table.digest, _table_name(mapping), READER_VERSION) in known

    once = {(m.table.digest, _table_name(m)): m for m in mappings}
    return [m for m in once.values() if not here(m)], [m for m in once.values() if here(m)]


def _table_name(mapping: Mapping) -> str:
    return f"{mapping.profile.profile}.{mapping.profile.name}"


def _overlap(store: Store, staging: Staging, clinic: str, reading: Reading) -> int:
    """Stage which rows of earlier imports this file replaces, and which have vanished; says how many vanished."""
    source = reading.source
    own = keys_in(staging.folder, source.number)
    earlier = store.live_keys(clinic, _table_name(source.mapping))
    if own is None:
        return 0
    if "source_id" in source.mapping.fields:
        reading.report.repeated_keys = int(
            own.filter(pl.col("key").is_not_null()).select(pl.len() - pl.col("key").n_unique()).collect().item()
        )
    if not earlier.height:
        return 0
    keys = own.select("key").unique().collect()
    replaced = earlier.join(keys, on="key", how="semi")
    staging.write(REPLACED, source.number, 0, replaced.select("row"))
    reading.report.replaced = replaced.height
    if reading.first_day is None:
        return 0
    gone = earlier.join(keys, on="key", how="anti").filter(pl.col("day").is_between(reading.first_day, reading.last_day))
    staging.write(VANISHED, source.number, 0, gone.select("row"))
    return gone.height


def _import_row(
    staging: Staging, clinic: str, report: Report, readings: Sequence[Reading], given: date | None, left_out: bool
) -> dict[str, Any]:
    days = [d for r in readings if r.source.mapping.profile.event in ("visits", "orders") for d in (r.first_day, r.last_day) if d is not None]
    return {
        "id": staging.import_id,
        "clinic": clinic,
        "profile": ", ".join(dict.fromkeys(r.source.mapping.profile.profile for r in readings)),
        "folder": staging.name,
        "imported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "export_date": given.isoformat() if given else None,
        "first_day": min(days, default=None),
        "last_day": max(days, default=None),
        "reader": READER_VERSION,
        "said": report.says,
        "vanished": report.vanished,
        "vanished_left_out": left_out,
    }


def _catalogue_rows(readings: Sequence[Reading], clinic: str, staging: Staging) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {"sources": [], "refusals": [], "passed_lines": [], "spellings": []}
    for reading in readings:
        report, number = reading.report, reading.source.number
        common = {"clinic": clinic, "source_id": number}
        rows["sources"].append(_source_row(reading, clinic, staging))
        rows["refusals"] += [
            {**common, "line": r.line, "reason": r.reason, "column_name": r.column, "seen": r.seen, "says": r.says}
            for r in report.refused
        ]
        rows["passed_lines"] += [{**common, "line": n.line, "kind": n.kind} for n in report.not_data]
        rows["passed_lines"] += [{**common, "line": line, "kind": "exact_repeat"} for line in report.exact_repeats]
        rows["spellings"] += [{**common, **word} for word in _spellings(reading)]
    return rows


def _spellings(reading: Reading) -> list[dict[str, Any]]:
    if not reading.spellings:
        return []
    profile = reading.source.mapping.profile
    summed = pl.concat(reading.spellings).group_by("field", "seen").agg(pl.col("rows").sum())

    def known(name: str, seen: str) -> bool:
        spelt = seen if name in profile.case_matters else seen.casefold()
        return spelt in profile.values.get(name, {})

    return [
        {"field": f"{profile.event}.{name}", "seen": seen, "rows": rows, "known": known(name, seen)}
        for name, seen, rows in summed.sort("field", "seen").rows()
    ]


def _source_row(reading: Reading, clinic: str, staging: Staging) -> dict[str, Any]:
    mapping, report = reading.source.mapping, reading.report
    blanks = dict(mapping.profile.blanks)
    yes_only = reading.yes_marks - reading.no_marks
    is_no = [n for n in TICKS if n in mapping.fields and n != NEVER_NO and blanks.get(n, n in yes_only)]
    return {
        "id": reading.source.number,
        "clinic": clinic,
        "import_id": staging.import_id,
        "file": report.file,
        "profile_table": _table_name(mapping),
        "event": mapping.profile.event,
        "digest": mapping.table.digest,
        "reader": READER_VERSION,
        "header_line": report.header_line,
        "rows_read": report.rows_read,
        "accepted": report.accepted,
        "replaced": report.replaced,
        "carries": sorted(carried(reading)),
        "traits": sorted(traits(reading)),
        "blank_is_no": is_no,
        "first_day": reading.first_day,
        "last_day": reading.last_day,
    }


def carried(reading: Reading) -> set[str]:
    """Which fields of the event tables this file carries at all, as 'visits.pamphlet'."""
    mapping = reading.source.mapping
    event, fields = mapping.profile.event, set(mapping.fields)
    found = {f"{event}.{name}" for name in fields} | {f"{event}.day"}
    if event == "visits" and {"start_time", "end_time"} <= fields:
        found.add("visits.minutes")
    if event == "diagnoses":
        found.add("diagnoses.code")
    if event == "orders" and "procedure_code" in fields:
        found.add("orders.exam")
    for feed in mapping.profile.feeds:
        found |= {f"{feed.event}.{name}" for name in fields} | {f"{feed.event}.day"}
    if event == "referrals" and "assessed" in fields:
        found.add("referrals.assessed_day")
    if event == "responses":
        found |= {f"responses.{q}" for q in reading.questions if not q.startswith("?")}
    return found


def traits(reading: Reading) -> set[str]:
    """What this export can hold, by its profile and its columns."""
    mapping = reading.source.mapping
    profile = profiles()[mapping.profile.profile]
    found = set(profile.traits) | set(mapping.profile.traits)
    words = {"reason", "indication"} & set(mapping.fields)
    if mapping.profile.event in ("visits", "orders", "referrals") and (words or "red_flags" in mapping.fields):
        found.add("deniable_flags")
    if mapping.profile.event == "visits" and "reason" in words or mapping.profile.event == "diagnoses":
        found.add("named_flags")
    if mapping.profile.event == "referrals" and "service" in mapping.fields:
        found.add("back_program_referrals")
    return found


def preview(mappings: Sequence[Mapping], order: clean.DateOrder | None, timezone: str, today: date) -> list[tuple[Mapping, Sifted, str]]:
    """The first block of each file as it would be read: what is accepted, what refused, and any reason to refuse it all."""
    shown = []
    for mapping in mappings:
        try:
            decided, problem = date_order(peek(mapping), order), ""
        except Refusal as refusal:
            decided, problem = None, str(refusal)
        block = next(iter(mapping.table.blocks()), None)
        if block is None:
            shown.append((mapping, Sifted(pl.DataFrame(), (), ()), "no rows below the header"))
            continue
        sifted = sift(block, mapping, decided, Repeats(), timezone, today)
        both = Sifted(sifted.rows, tuple(sorted((*block.refused, *sifted.refused), key=lambda r: r.line)), sifted.repeats)
        shown.append((mapping, both, problem))
    return shown


__all__ = ["FileReport", "Refusal", "Report", "bring_in", "mapped", "open_files", "preview"]
