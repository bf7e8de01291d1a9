"""What an import did, or why it was refused: the row accounting, for people and for programs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.for_people import Refusal
from ingest.table import NotData, Refused

FEW_LINES = 5
"""So many lines of a list may be refused, or be no data, before anybody is asked (the spine's number)."""
ONE_IN_FIFTY = 50
ONE_IN_TWENTY = 20
"""`counting.md` section 7: refusing more than one row in twenty of a list is asked about before anything is kept."""
PLAINLY_NO_DATA = ("blank", "header", "same_visit", "other_file", "older_version", "group_heading")
"""Kinds of line that need no faith: nothing, the column names again, a visit's further lines, an older version."""
SHOWN_LINES = 8


@dataclass(frozen=True)
class OpenPoint:
    """What the reading of a file leaves open: its kind, where it was seen, a sentence, and how it can be settled.

    `readings` are the answers, each with what it gives, the proposed one first. One that `stops` must be settled
    before anything is kept; the others are shown.
    """

    kind: str
    file: str
    lines: tuple[int, ...]
    says: str
    readings: tuple[tuple[str, str], ...]
    stops: bool = False


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
    separator: str = ""
    header_separator: str = ""

    @property
    def doubts(self) -> list[OpenPoint]:
        """What a person should look at before the rows of this file are counted on."""
        if self.already_there:
            return []
        return [*no_row_kept(self), *other_separator(self), *much_refused(self), *much_no_data(self)]

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
            "doubts": [{"kind": d.kind, "lines": list(d.lines), "says": d.says} for d in self.doubts],
        }


@dataclass
class Report:
    """The account of one import. `notices` are sentences a person should read."""

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


def no_row_kept(file: FileReport) -> list[OpenPoint]:
    """Nothing of the file counts, whatever its neighbours hold."""
    if file.accepted or file.exact_repeats:
        return []
    return [OpenPoint("nothing", file.file, (file.header_line,), _nothing(file), (("as_read", "no rows are kept"),))]


def other_separator(file: FileReport) -> list[OpenPoint]:
    """The header is separated by one sign and the rows by another."""
    if file.separator == file.header_separator:
        return []
    header, rows = (SIGN_WORDS.get(sign, "another sign") for sign in (file.header_separator, file.separator))
    says = f"{file.file}: the column names are separated by {header}, the rows by {rows}; each was read with its own."
    reading = ("as_read", f"{file.rows_read:,} rows read with {rows} between the cells")
    return [OpenPoint("other_separator", file.file, (file.header_line,), says, (reading,))]


SIGN_WORDS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


def much_refused(file: FileReport) -> list[OpenPoint]:
    """More than a few rows, and more than one in twenty, would be left out."""
    refused = len(file.refused)
    if refused <= FEW_LINES or refused * ONE_IN_TWENTY <= file.rows_read:
        return []
    reasons = Counter(one.reason for one in file.refused).most_common(3)
    why = ", ".join(f"{count:,} {REASON_WORDS.get(reason, reason)}" for reason, count in reasons)
    says = (
        f"{file.file}: {refused:,} of {file.rows_read:,} rows cannot be read ({why}; lines "
        f"{listed([one.line for one in file.refused])}), more than one in twenty."
    )
    readings = (
        ("export_again", "nothing is kept; correct the export and bring it in again"),
        ("leave_out", f"{file.accepted:,} rows are kept and {refused:,} left out"),
    )
    first = tuple(one.line for one in file.refused[:SHOWN_LINES])
    return [OpenPoint("much_refused", file.file, first, says, readings, stops=True)]


REASON_WORDS = {
    "patient_missing": "without a patient number",
    "patient_key_scientific": "with a patient number that a spreadsheet has spoilt",
    "date_missing": "without a date",
    "date_invalid": "with a date that is none",
    "field_count": "with too few or too many cells",
    "broken_quote": "with a quotation mark that is not closed",
    "above_header": "above the column names",
}


def much_no_data(file: FileReport) -> list[OpenPoint]:
    """More than a few lines, or more than one in fifty, are taken for letterhead, totals or footers."""
    claimed = [one for one in file.not_data if one.kind not in PLAINLY_NO_DATA]
    if not many_no_data(len(claimed), file.rows_read):
        return []
    kinds = Counter(one.kind for one in claimed)
    why = ", ".join(f"{count:,} {KIND_WORDS.get(kind, kind)}" for kind, count in kinds.items())
    lines = [one.line for one in claimed]
    says = f"{file.file}: {len(claimed):,} lines are taken for no records ({why}; lines {listed(lines)}). Look at them."
    readings = (("no_data", f"they are no records; {file.rows_read:,} rows are read"),)
    return [OpenPoint("much_no_data", file.file, tuple(lines[:SHOWN_LINES]), says, readings)]


def many_no_data(lines: int, rows: int) -> bool:
    """Whether so many lines beside so many rows are taken for no records that somebody should look at them."""
    return lines > FEW_LINES or lines * ONE_IN_FIFTY > max(rows + lines, FEW_LINES * ONE_IN_FIFTY)


KIND_WORDS = {"banner": "above the column names", "totals": "totals", "footer": "page or report lines"}


def listed(lines: Sequence[int]) -> str:
    """The first lines of many, as words."""
    shown = ", ".join(str(line) for line in lines[:SHOWN_LINES])
    return shown if len(lines) <= SHOWN_LINES else f"{shown} and {len(lines) - SHOWN_LINES:,} more"


def refuse_what_is_open(files: Sequence[FileReport], leave_out_refused: bool) -> None:
    """Stop an import of nothing, and one that would leave out much that nobody has agreed to; raises Refusal."""
    if not any(file.accepted for file in files):
        raise Refusal(nothing_in(files))
    open_ones = [doubt for file in files for doubt in file.doubts if doubt.stops]
    if open_ones and not leave_out_refused:
        raise Refusal(" ".join(doubt.says for doubt in open_ones) + f" Nothing was brought in. {HOW_TO_SETTLE}")


HOW_TO_SETTLE = (
    "Correct the export and bring it in again, or agree that these rows are left out (on the page, or with "
    "--leave-out-refused)."
)


def nothing_in(files: Sequence[FileReport]) -> str:
    """What was seen instead of rows, file by file, and what to do."""
    told = " ".join(_nothing(file) for file in files)
    return f"{told} Nothing was brought in. Export again and check that it has rows."


def _nothing(file: FileReport) -> str:
    if not file.rows_read:
        return f"{file.file} holds column names and no rows."
    first = min(file.refused, key=lambda one: one.line).says if file.refused else ""
    return f"{file.file}: none of its {file.rows_read:,} rows can be read. {first}".strip()
