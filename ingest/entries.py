"""The catalogue's rows of one import: what each file carried, and what became of every line."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from ingest.code_columns import CodeColumn, in_part
from ingest.facts import NO, TICKS, YES
from ingest.profile import profiles
from ingest.reading import SourceReading
from ingest.report import Report
from ingest.store import PASSED_LINES, PRIMARY, REFUSED_LINES, Staging
from ingest.table import KEPT_IN_WORDS, NotData, Refused
from measures.declare import CODES_IN_PART, CODES_UNDECIDED
from measures.red_flags.words import READER_VERSION

NEVER_NO = "red_flags"
#: Where a table feeds two kinds of event, both ask for these words.
BOTH_ASK = ("status", "provider")


def import_row(
    staging: Staging, clinic: str, report: Report, readings: Sequence[SourceReading], given: date | None, left_out: bool
) -> dict[str, Any]:
    """The import itself."""
    primary = [r for r in readings if r.source.mapping.profile.event in PRIMARY]
    days = [day for r in primary for day in (r.first_day, r.last_day) if day is not None]
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


def file_rows(readings: Sequence[SourceReading], clinic: str, staging: Staging) -> dict[str, list[dict[str, Any]]]:
    """The files, their refused rows, their lines that are no data or repeats, and the spellings met."""
    rows: dict[str, list[dict[str, Any]]] = {"sources": [], "refusals": [], "passed_lines": [], "spellings": []}
    for reading in readings:
        report, number = reading.report, reading.source.number
        common, passed = {"clinic": clinic, "source_id": number}, list[NotData]()
        rows["sources"].append(_source_row(reading, clinic, staging))
        rows["refusals"] += [
            {**common, "line": r.line, "reason": r.reason, "column_name": r.column, "seen": r.seen, "says": r.says}
            for r in report.refused[:KEPT_IN_WORDS]
        ]
        if len(report.refused) > KEPT_IN_WORDS:
            staging.write(REFUSED_LINES, number, 0, refused_lines(report.refused[KEPT_IN_WORDS:]))
        for kind_of_line in (report.not_data, [NotData(line, "exact_repeat") for line in report.exact_repeats]):
            rows["passed_lines"] += [{**common, "line": n.line, "kind": n.kind} for n in kind_of_line[:KEPT_IN_WORDS]]
            passed += kind_of_line[KEPT_IN_WORDS:]
        staging.write(PASSED_LINES, number, 0, runs(passed))
        rows["spellings"] += [{**common, **word} for word in _spellings(reading)]
    return rows


def refused_lines(refused: Sequence[Refused]) -> pl.DataFrame:
    """Line, reason and column of refused rows, without the sentence that the reason and the line make."""
    return pl.DataFrame(
        {
            "line": pl.Series([one.line for one in refused], dtype=pl.UInt32),
            "reason": pl.Series([one.reason for one in refused], dtype=pl.String),
            "column_name": pl.Series([one.column for one in refused], dtype=pl.String),
        }
    )


def runs(lines: Sequence[NotData]) -> pl.DataFrame:
    """Lines of one kind that follow each other, as the first and the last of them."""
    frame = pl.DataFrame(
        {"line": [one.line for one in lines], "kind": [one.kind for one in lines]},
        schema={"line": pl.UInt32, "kind": pl.String},
    ).sort("line")
    begins = (pl.col("line").diff() != 1) | (pl.col("kind") != pl.col("kind").shift())
    numbered = frame.with_columns(run=begins.fill_null(True).cum_sum())
    found = numbered.group_by("run", "kind").agg(first=pl.col("line").min(), last=pl.col("line").max())
    return found.select("first", "last", "kind").sort("first")


def notices(readings: Sequence[SourceReading]) -> list[str]:
    """Sentences about cells that hold neither a yes nor a no mark."""
    said = []
    for reading in readings:
        mapping = reading.source.mapping
        for name, rows in reading.odd_ticks.items():
            column = mapping.table.header[mapping.fields[name]]
            said.append(
                f'{reading.report.file}, "{column}": {len(rows)} cells hold neither a yes nor a no mark '
                f"({', '.join(sorted(YES)[:3])} ...; {', '.join(sorted(NO)[:3])} ...). They count as not recorded."
            )
    said += [_unread_codes(reading) for reading in readings if _unread(reading)]
    return said + [
        _open_codes(column) for reading in readings for column in reading.source.codes if column.decision.open
    ]


def _unread(reading: SourceReading) -> bool:
    """Whether a list of procedures holds no imaging code that any list of ours knows."""
    fields = reading.source.mapping.fields
    has_codes = reading.source.mapping.profile.event == "orders" and "procedure_code" in fields and "exam" not in fields
    return has_codes and not reading.known_exams and not _complete(reading)


def _unread_codes(reading: SourceReading) -> str:
    return (
        f"{reading.report.file}: none of its {reading.report.accepted:,} procedure codes is an imaging code we know. "
        "Images cannot be counted from it; bring in a list that names the exams."
    )


def _open_codes(column: CodeColumn) -> str:
    """A column whose code system a person must say."""
    likely = " or ".join(SYSTEM_NAMES[fit.system] for fit in column.decision.readings if fit.share >= 0.5)
    examples = ", ".join(column.examples) or "codes with words beside them"
    return (
        f'{column.file}, "{column.column}": the code system of its {column.rows:,} codes ({examples}) cannot be told '
        f"({likely or 'none that we know fits'}). Until someone says which it is the column says nothing, and what "
        "rests on it cannot be counted yet."
    )


SYSTEM_NAMES = {
    "icd": "ICD", "icd9": "ICD-9", "icd10": "ICD-10", "icpc2": "ICPC-2", "read2": "Read v2", "ctv3": "CTV3",
    "snomed": "SNOMED CT", "cpt": "CPT", "loinc": "LOINC", "opcs4": "OPCS-4", "nicip": "NICIP", "omop": "OMOP concepts",
    "own": "the clinic's own",
}  # fmt: skip


def _spellings(reading: SourceReading) -> list[dict[str, Any]]:
    if not reading.spellings:
        return []
    profile = reading.source.mapping.profile
    summed = pl.concat(reading.spellings).group_by("field", "seen").agg(pl.col("rows").sum())

    def known(name: str, seen: str) -> bool:
        spelt = seen if name in profile.case_matters else seen.casefold()
        return spelt in profile.values.get(name, {})

    return [
        {"field": f"{event}.{name}", "seen": seen, "rows": rows, "known": known(name, seen)}
        for name, seen, rows in summed.sort("field", "seen").rows()
        for event in (profile.event, *(feed.event for feed in profile.feeds if name in BOTH_ASK))
    ]


def _source_row(reading: SourceReading, clinic: str, staging: Staging) -> dict[str, Any]:
    mapping, report = reading.source.mapping, reading.report
    blanks = dict(mapping.profile.blanks)
    yes_only = reading.yes_marks - reading.no_marks
    is_no = [n for n in TICKS if n in mapping.fields and n != NEVER_NO and blanks.get(n, n in yes_only)]
    return {
        "id": reading.source.number,
        "clinic": clinic,
        "import_id": staging.import_id,
        "file": report.file,
        "profile_table": mapping.profile.full_name,
        "event": mapping.profile.event,
        "digest": mapping.table.digest,
        "reader": READER_VERSION,
        "header_line": report.header_line,
        "rows_read": report.rows_read,
        "accepted": report.accepted,
        "replaced": report.replaced,
        "carries": sorted(carried(reading)),
        "traits": sorted(traits(reading)),
        "blank_is_no": {name: reading.odd_ticks.get(name, []) for name in is_no},
        "first_day": reading.first_day,
        "last_day": reading.last_day,
    }


def carried(reading: SourceReading) -> set[str]:
    """Which fields of the event tables this file carries at all, as 'visits.pamphlet'."""
    mapping = reading.source.mapping
    event, fields = mapping.profile.event, set(mapping.fields)
    found = {f"{event}.{name}" for name in fields} | {f"{event}.day"}
    # An undecided column of diagnoses is there: what hangs on it waits, it is not missing (CODES_UNDECIDED).
    open_columns = [column for column in reading.source.codes if column.decision.open]
    found -= {f"{event}.{column.field}" for column in open_columns if column.field != "diagnosis"}
    if event == "visits" and ({"start_time", "end_time"} <= fields or "actual_minutes" in fields):
        found.add("visits.minutes")
    if event == "diagnoses":
        found.add("diagnoses.code")
    if event == "activities" and {"procedure_code", "diagnosis", "category"} <= fields:
        found.add("activities.back_imaging")
    if event == "orders" and "procedure_code" in fields and (reading.known_exams or _complete(reading)):
        found.add("orders.exam")
    for feed in mapping.profile.feeds:
        found |= {f"{feed.event}.{name}" for name in fields} | {f"{feed.event}.day"}
    if event == "referrals" and "assessed" in fields:
        found.add("referrals.assessed_day")
    if event == "responses":
        found |= {f"responses.{q}" for q in reading.questions if not q.startswith("?")}
    return found


#: Systems whose every code for a lumbar image is listed, so that a list without one holds no lumbar image.
LISTED_WHOLE = ("cpt", "loinc")


def _complete(reading: SourceReading) -> bool:
    """Whether a list of procedure codes would show a lumbar image if it held one."""
    return any(c.field == "procedure_code" and c.system in LISTED_WHOLE for c in reading.source.codes)


def traits(reading: SourceReading) -> set[str]:
    """What this export can hold, by its profile and its columns."""
    mapping = reading.source.mapping
    shipped = profiles().get(mapping.profile.profile)
    found = set(shipped.traits if shipped else ()) | set(mapping.profile.traits)
    if any(column.decision.open and column.field == "diagnosis" for column in reading.source.codes):
        found.add(CODES_UNDECIDED)
    if any(c.field == "diagnosis" and in_part(c, mapping.fields) for c in reading.source.codes):
        found.add(CODES_IN_PART)
    words = {"reason", "indication"} & set(mapping.fields)
    if mapping.profile.event in ("visits", "orders", "referrals") and (words or "red_flags" in mapping.fields):
        found.add("deniable_flags")
    if (mapping.profile.event == "visits" and "reason" in words) or mapping.profile.event == "diagnoses":
        found.add("named_flags")
    if mapping.profile.event == "referrals" and "service" in mapping.fields:
        found.add("back_program_referrals")
    return found
