"""What files say of themselves: the practice's name and the day they were made, above the list, by name or by date."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.dates import date_in

#: Lines looked at, and how much of a file they may take.
LINES, HEAD = 15, 8_192
#: A line with so many separators is a list's, not a banner's.
CELLS = 3
LONGEST_NAME = 60
PRACTICE = re.compile(
    r"(?i)\b(clinics?|clinique|practice|medical|m[ée]dicale?|family (medicine|health|doctors)|health cent(re|er)|"
    r"physicians|doctors|gmf|groupe de m[ée]decine|surgery|cabinet)\b"
)
NO_NAME = re.compile(
    r"(?i)\b(report|list|export|printed|page|visits?|orders?|appointments?|imaging|patient|dr|system|software|rapport|"
    r"liste|medical record|management)\b|\d"
)
MADE = re.compile(
    r"(?i)\b(printed|print date|run|run date|generated|created|exported|extracted|extract date|export date|as of|as at|"
    r"report date|date of report|produced|imprim[ée]e?|g[ée]n[ée]r[ée]e?|extraite?|[ée]dit[ée]e?|date d.impression|"
    r"date de l.extraction)\b[\s:.,]*(?:on|at|le|by)?[\s:]*(?P<rest>.{6,40})"
)
DATED = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ][A-Za-zÀ-ÿ]{3,9}\.?[-/. ,]+\d{4}|[A-Za-zÀ-ÿ]{3,9}\.? \d{1,2},? \d{4}|"
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
)
IN_A_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")
SAVED = "when the file was saved"
CORE, MODIFIED = "docProps/core.xml", re.compile(rb"<dcterms:(?:modified|created)[^>]*>(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True)
class OfItself:
    """The practice's name, empty where no line holds one, and the days on which files may be made, best first."""

    name: str = ""
    made: tuple[tuple[date, str], ...] = ()


def of_itself(files: Sequence[tuple[str, bytes]], latest: date) -> OfItself:
    """What files, by name, say of themselves; no day after `latest` is believed."""
    lines = [line for name, data in files for line in banner(name, data)]
    stated = [day for line in lines if (day := _made(line, latest))]
    named = [day for name, _ in files if (day := _in_name(name, latest))]
    saved = [day for _, data in files if (day := _saved(data, latest))]
    kinds = ((stated, "as a line above the list says"), (named, "as the file's name says"), (saved, SAVED))
    days = {max(found): why for found, why in reversed(kinds) if found}
    best = sorted(days.items(), key=lambda one: [why for _, why in kinds].index(one[1]))
    return OfItself(next((name for line in lines if (name := _practice(line))), ""), tuple(best))


def banner(name: str, data: bytes) -> list[str]:
    """The lines of text that stand above the list of a file or of the first sheet of a workbook."""
    ending = name.lower().rpartition(".")[2]
    if ending == "xlsx":
        return [line for line in _until_the_list(list(_sheet(data)), "\t") if line]
    if ending in ("csv", "txt", "tsv", "tab"):
        return [line for line in _until_the_list(_text(data[:HEAD]).splitlines()[:LINES]) if line]
    return []


def _text(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as cut:
        whole = cut.start >= len(head) - 4
        return head[: cut.start].decode("utf-8-sig") if whole else head.decode("cp1252", "replace")


def _sheet(data: bytes) -> Iterator[str]:
    import fastexcel

    try:
        book = fastexcel.read_excel(data)
        sheet = book.load_sheet(0, header_row=None, n_rows=LINES, dtypes="string")
        rows = sheet.to_polars().rows()
    except Exception:  # a workbook that cannot be opened is refused where it is read
        return
    yield from ("\t".join(str(cell or "").strip() for cell in row) for row in rows)


def _until_the_list(lines: Sequence[str], sign: str = "") -> Iterator[str]:
    """The lines before the first one with as many cells as a list has; a comma or two are a sentence's."""
    for line in lines:
        cells = [cell for cell in line.split(sign or max(",;\t|", key=line.count)) if cell.strip(' "')]
        if len(cells) > CELLS:
            return
        yield line.strip(' ,;\t|"')


def _practice(line: str) -> str:
    """The part of a line that reads as a practice's name."""
    parts = [part.strip(" .,;*=_\"'") for part in re.split(r"[:|–—\t;]| - ", line)]
    named = (p for p in parts if PRACTICE.search(p) and not NO_NAME.search(p) and 2 <= len(p.split()) <= 8)
    return next((part for part in named if len(part) <= LONGEST_NAME), "")


def _made(line: str, latest: date) -> date | None:
    found = MADE.search(line)
    dated = DATED.search(found["rest"]) if found else None
    return _believed(date_in(dated[0], None, latest), latest) if dated else None


def _in_name(name: str, latest: date) -> date | None:
    days = [_believed(_day(*map(int, found.groups())), latest) for found in IN_A_NAME.finditer(name)]
    return max((day for day in days if day), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _saved(data: bytes, latest: date) -> date | None:
    """The day a workbook says it was saved, or the newest date of an archive's members."""
    if data[:2] != b"PK":
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if CORE in packed.namelist():
                told = [date.fromisoformat(day.decode()) for day in MODIFIED.findall(packed.read(CORE))]
            else:
                told = [date(*one.date_time[:3]) for one in packed.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    return _believed(max(told, default=None), latest)


def _believed(day: date | None, latest: date) -> date | None:
    return day if day and day.year >= 1990 and day <= latest else None
