"""Bring export files in: recognise, sift, read, stage and commit; all of it or nothing."""

from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest import clean, entries, lexicon
from ingest.clinic import FIRST_YEAR
from ingest.code_columns import code_columns
from ingest.date_columns import date_columns, refuse_open_dates
from ingest.date_order import OrderFound, date_order, date_reading, peek
from ingest.facts import Door
from ingest.for_people import Refusal
from ingest.gate import Gate, said_by
from ingest.many_readers import Readers
from ingest.opening import open_files
from ingest.overlap import overlap
from ingest.plans import Plans
from ingest.privacy import Pseudonyms
from ingest.reading import FileToRead, Progress, SourceReading, read_source
from ingest.recognise import Mapping, says_together
from ingest.remembered import Remembered
from ingest.report import FileReport, Report, refuse_what_is_open
from ingest.store import Staging, Store, settled
from ingest.table import AS_THE_FIRST, NotData, Refused
from ingest.which_clinic import chosen_clinic, refuse_strangers
from measures.practice import Practice
from measures.red_flags.words import READER_VERSION

__all__ = ["FileReport", "Refusal", "Report", "bring_in", "date_reading", "open_files"]

ORDER = ("patients", "visits", "orders", "referrals", "diagnoses", "medications", "responses", "activities", "notes")


def silent(_: str, __: float) -> None:
    """No progress shown."""


@dataclass(frozen=True)
class Asked:
    """What a person said about one import, beside the files."""

    practice: Practice
    export_date: date | None
    order: clean.DateOrder | None
    orders: Named[str, clean.DateOrder]
    leave_out_vanished: bool
    leave_out_refused: bool
    today: date
    words: lexicon.Lexicon | None
    progress: Progress
    systems: Named[str, Named[str, str]] = field(default_factory=dict)
    dates: Named[str, Named[str, str]] = field(default_factory=dict)
    clinic_said: bool = False
    settled: Named[str, str] = field(default_factory=dict)
    questions: Sequence[Named[str, Any]] = ()
    #: Files here whose facts were lost: they take their place again.
    lost: Named[tuple[str, str], int] = field(default_factory=dict)


def bring_in(
    store: Store,
    paths: Sequence[Path],
    *,
    settings: Practice | None = None,
    export_date: date | None = None,
    coverage_start: date | None = None,
    profile: str | None = None,
    order: clean.DateOrder | None = None,
    orders: Named[str, clean.DateOrder] | None = None,
    leave_out_vanished: bool = False,
    leave_out_refused: bool = False,
    today: date,
    names: Sequence[str] | None = None,
    words: lexicon.Lexicon | None = None,
    systems: Named[str, Named[str, str]] | None = None,
    dates: Named[str, Named[str, str]] | None = None,
    clinic_id: str | None = None,
    plans: Plans | None = None,
    progress: Progress = silent,
) -> Report:
    """Bring export files into a clinic's facts; raises Refusal, with nothing changed, where that is not safe.

    The same files again change nothing. A file that overlaps an earlier one replaces its rows by key; rows that have
    vanished in it are counted, kept, and left for a person to settle. More than one refused row in twenty stops the
    import unless they may be left out, and an import of nothing is refused. `orders` says how single files (by name)
    write their dates, `order` how all the others do; by their headings `systems` says in which code system a file's
    columns are, and `dates` how its date columns are to be read (ingest/date_columns.py). `clinic_id` says which
    clinic of the folder the files are of; a new id begins a new clinic. Without it an export that seems to be of
    another clinic than the one here raises OtherClinic. With `plans` the lists are read by a reading plan.
    """
    _refuse_days(settings, export_date, coverage_start, today)
    mappings, notices = (plans.mappings, list(plans.notices)) if plans else open_files(paths, profile, names)
    if not mappings:
        raise Refusal(" ".join([*notices, "Nothing was changed."]))
    plans = plans or Plans((), (), orders or {}, {}, systems or {}, dates or {})
    clinic = chosen_clinic(store, settings, clinic_id)
    practice = _practice(store, settings, clinic, coverage_start)
    lost = store.lost(clinic)
    fresh, there = _fresh(store, clinic, mappings, lost)
    known = [_already(store, clinic, m) for m in there]
    if not fresh:
        if leave_out_vanished and (rows := _left_out_now(store, clinic, there)):
            says = f"These files are already here; {rows} rows that they no longer hold are now left out."
            return Report(says, known, vanished=rows, notices=notices)
        if settings or coverage_start:
            store.save_settings(replace(practice, export_date=None))
        return Report("These files are already here; nothing was changed.", known, notices=notices)
    asked = Asked(
        practice, export_date or practice.export_date, order, plans.orders, leave_out_vanished, leave_out_refused,
        today, words, progress, plans.systems, plans.dates, clinic_id is not None, plans.settled, plans.questions, lost,
    )  # fmt: skip
    report = _import(store, clinic, fresh, asked)
    report.says = says_together(mappings)
    report.files += known
    report.notices = notices + report.notices
    progress("done", 1.0)
    return report


def _refuse_days(settings: Practice | None, given: date | None, start: date | None, today: date) -> None:
    """Refuse days that cannot be meant, before anything is read."""
    exported = given or (settings.export_date if settings else None)
    begins = start or (settings.coverage_start if settings else None)
    if exported and exported > today + timedelta(days=1):
        raise Refusal(f"The export date {exported} has not come yet, today is {today}. Nothing was changed.")
    if begins and begins.year < FIRST_YEAR:
        raise Refusal(f"The coverage would begin on {begins}, before any export. Correct it; nothing was changed.")
    if begins and begins > (exported or today):
        end = f"the export date {exported}" if exported else f"today, {today}"
        raise Refusal(f"The coverage would begin on {begins}, after {end}. Correct it; nothing was changed.")


def _import(store: Store, clinic: str, fresh: Sequence[Mapping], asked: Asked) -> Report:
    """Read, stage and commit; a file whose dates are settled only further down is read once more from the start."""
    try:
        with store.staging(clinic) as staging, Readers(asked.progress) as readers:
            return _staged(store, clinic, fresh, asked, staging, readers)
    except OrderFound as found:
        return _import(store, clinic, fresh, replace(asked, orders={**asked.orders, found.file: found.order}))


def _staged(
    store: Store, clinic: str, fresh: Sequence[Mapping], asked: Asked, staging: Staging, readers: Readers
) -> Report:
    again = {one: place for place, one in enumerate(sorted(asked.lost, key=asked.lost.__getitem__))}
    in_order = sorted(
        fresh,
        key=lambda m: (ORDER.index(m.profile.event), m.profile.full_name, again.get(identity(m), len(again))),
    )
    peeked = [peek(mapping) for mapping in in_order]
    decided = [date_order(p, asked.orders.get(p.mapping.table.file, asked.order)) for p in peeked]
    door = _door(store, clinic, asked, readers)
    readings = []
    for number, (one, its_order) in enumerate(zip(peeked, decided, strict=True), staging.next_source):
        mapping = one.mapping
        report = file_report(mapping)
        codes = code_columns(mapping, one.first, asked.systems.get(mapping.table.file))
        held = date_columns(mapping, one.first, asked.dates.get(mapping.table.file))
        refuse_open_dates(held)
        readings.append(SourceReading(FileToRead(number, one, its_order, codes, held), report, latest=asked.today))
        if identity(mapping) in asked.lost:
            staging.instead_of[number] = asked.lost[identity(mapping)]
        read_source(readings[-1], staging, door, asked.today, asked.progress)
    refuse_what_is_open([r.report for r in readings], asked.leave_out_refused)
    if not asked.clinic_said and not asked.lost:  # a lost file that comes again has been this clinic's before
        refuse_strangers(store, staging, clinic)
    staging.written()
    asked.progress("comparing with what is already here", 0.9)
    whole = Report(says_together(fresh), [r.report for r in readings], staging.import_id)
    same_table = groupby(readings, key=lambda r: r.source.mapping.profile.full_name)
    said = asked.export_date
    whole.vanished = sum(overlap(store, staging, clinic, list(group), door.gate, said) for _, group in same_table)
    whole.seconds_reading_words = door.words.seconds
    whole.notices = entries.notices(readings) + [d.says for r in readings for d in r.report.doubts]
    if asked.export_date is None:
        whole.notices.append("No export date was given: the last accepted row's date is taken for it.")
    row = entries.import_row(staging, clinic, whole, readings, asked.export_date, asked.leave_out_vanished)
    row["settled"] = dict(asked.settled) or None
    # An export date belongs to one import; it is not kept as a setting for the next.
    practice = replace(asked.practice, export_date=None)
    rows = entries.file_rows(readings, clinic, staging)
    rows["questions"] = [{"clinic": clinic, "import_id": staging.import_id, **q} for q in asked.questions]
    staging.commit(practice, row, rows)
    if isinstance(door.words, Remembered):
        door.words.keep(staging.import_id)
    return whole


def file_report(mapping: Mapping) -> FileReport:
    """The accounting of one file before anything is read."""
    table = mapping.table
    report = FileReport(table.file, mapping.profile.name, mapping.says(), header_line=table.header_line)
    return replace(report, separator=table.separator, header_separator=table.header_separator or table.separator)


def _door(store: Store, clinic: str, asked: Asked, readers: Readers) -> Door:
    key = store.key(clinic)
    words = asked.words or Remembered(lexicon.words_by(readers.read), store.folder / clinic, key, READER_VERSION)
    asked_about = (word for one in asked.questions if one["kind"] in ("word", "exam") for word in one["seen"])
    gate = Gate(key, said_by(asked.practice) | set(asked_about))
    return Door(clinic, Pseudonyms(key), asked.practice.timezone, READER_VERSION, words, gate)


def _practice(store: Store, settings: Practice | None, clinic: str, coverage_start: date | None) -> Practice:
    practice = settled(settings, clinic) if settings else replace(store.settings(clinic), clinic=clinic)
    return replace(practice, coverage_start=coverage_start) if coverage_start else practice


def identity(mapping: Mapping) -> tuple[str, str]:
    """The file's own bytes and the table it is read as."""
    return mapping.table.digest, mapping.profile.full_name


def _fresh(
    store: Store, clinic: str, mappings: Sequence[Mapping], lost: Named[tuple[str, str], int]
) -> tuple[list[Mapping], list[Mapping]]:
    """Files not yet here as this table, read by this reader, or whose facts were lost; and those that are here.

    Raises FactsDamaged where other facts are lost too: what a new file replaces cannot be told without them.
    """
    if set(lost) - {identity(m) for m in mappings}:
        store.refuse_damage(clinic)
    known = {(s["digest"], s["profile_table"], s["reader"]) for s in store.sources(clinic)}

    def here(mapping: Mapping) -> bool:
        return (*identity(mapping), READER_VERSION) in known and identity(mapping) not in lost

    once = {identity(m): m for m in mappings}
    return [m for m in once.values() if not here(m)], [m for m in once.values() if here(m)]


def _left_out_now(store: Store, clinic: str, there: Sequence[Mapping]) -> int:
    """Leave out, afterwards, the rows that vanished in the imports of these files; says how many."""
    digests = {m.table.digest for m in there}
    theirs = {s["import_id"] for s in store.sources(clinic) if s["digest"] in digests}
    asked = [i for i in store.imports(clinic) if i["id"] in theirs and i["vanished"] and not i["vanished_left_out"]]
    for one in asked:
        store.leave_out_vanished(one["id"], True)
    return sum(one["vanished"] for one in asked)


def _already(store: Store, clinic: str, mapping: Mapping) -> FileReport:
    """The accounting that a file got when it was brought in."""
    is_it = identity(mapping)
    source = [s for s in store.sources(clinic) if (s["digest"], s["profile_table"]) == is_it][-1]
    passed = store.passed_lines(source)
    own = [r for r in store.refusals(clinic) if r["source_id"] == source["id"]]
    refused = [Refused(r["line"], r["reason"], r["column_name"], r["seen"], r["says"]) for r in own]
    refused += [Refused(line, reason, column, "", AS_THE_FIRST) for line, reason, column in store.refused_lines(source)]
    return FileReport(
        file=mapping.table.file,
        table=mapping.profile.name,
        says=mapping.says(),
        rows_read=source["rows_read"],
        accepted=source["accepted"],
        refused=refused,
        exact_repeats=[line for line, kind in passed if kind == "exact_repeat"],
        not_data=[NotData(line, kind) for line, kind in passed if kind != "exact_repeat"],
        header_line=source["header_line"],
        already_there=True,
    )
