"""Monthly figures that somebody pasted: what each line was understood as, and why a line cannot be kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from dashboard.records import Counted, Entry, Tally
from dashboard.telling.phrases import period_words
from dashboard.telling.tally_entries import in_month, total_words
from ingest.dates import MONTHS
from measures.periods import days, period_at
from measures.spc.number_words import BLANKS, SUPPRESSED
from measures.spc.series_doctor import MISSING_CODES, missing_codes

#: A larger number is no monthly figure of a practice, and may be somebody's number.
MOST = 99_999
LONGEST = 60  # signs of a line that the preview repeats

_DAY = re.compile(r"(?:\d{4}([-/.])\d{1,2}\1(?P<day>\d{1,2})|\d{1,2}([-/.])\d{1,2}\3(?:\d{4}|\d{2}))(?!\d)")
_NUMBERS = re.compile(r"(?:(?P<year>\d{4}) ?[-/.] ?(?P<month>\d{1,2})|(?P<m>\d{1,2}) ?[-/.] ?(?P<y>\d{4}))(?!\d)")
_FIRST_OF_MONTH = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.]0?1(?!\d)(?:[ t]0?0:00(?::00)?)?")
_WORD = re.compile(
    r"(?:0?1(?:er|st)?[ -]+)?(?P<word>[a-z]{3,})\.?(?:[ ,/-]*(?P<year>\d{4})| ?[-'’/] ?(?P<short>\d{2}))(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[ ,/-]*(?P<word>[a-z]{3,})\.?")
_APART = re.compile(r"[\t;|]")
_BETWEEN = re.compile(r"[\s,/]+")
_WHOLE = re.compile(r"\d+(?:\.0+)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ ,']\d{3})+")
_CELLS = re.compile(r"[\t;|,\s]+")
_DASHES = frozenset(("-", "--", "---", "–", "—"))
_NEGATIVE = re.compile(r"-\d+")
_SAYS_NOTHING = re.compile(r"[-–—:=]*|of|out|sur|de|[\d.,]+ ?%")


@dataclass(frozen=True)
class PastedLine:
    """One line as it was understood; with a `problem` it is not kept."""

    number: int
    text: str
    month: date | None = None
    numerator: int | None = None
    denominator: int | None = None
    problem: str = ""

    @property
    def words(self) -> str:
        """What it was understood as: "March 2025: 12 of 40"."""
        if self.month is None or self.numerator is None:
            return ""
        out_of = "" if self.denominator is None else f" of {self.denominator:,}"
        return f"{period_words('month', self.month)}: {self.numerator:,}{out_of}"


def understood(
    text: str, tally: Tally, entries: Sequence[Entry], today: date, total_first: bool = False
) -> list[PastedLine]:
    """Every line that holds anything, each with what speaks against keeping it.

    `entries` are those of the tally that stand: a month with anything in it takes no second figure. `total_first`
    says that the larger number stands before the counted one.
    """
    lines = [_line(k, line, tally.is_rate, total_first) for k, line in enumerate(text.splitlines(), 1) if line.strip()]
    lines = _without_codes(lines)
    if lines and lines[0].month is None and not any(sign.isdigit() for sign in lines[0].text):
        head = lines[0].text.casefold()  # a printed page has it again
        lines = [replace(line, problem="a heading") if line.text.casefold() == head else line for line in lines]
    seen: set[date] = set()
    checked = []
    for line in lines:
        checked.append(replace(line, problem=line.problem or _against(line, tally, entries, today, seen)))
        if line.month and not checked[-1].problem:
            seen.add(line.month)
    return checked


def _without_codes(lines: Sequence[PastedLine]) -> list[PastedLine]:
    """A number that a database writes for "missing", as the series doctor finds it in a file, is no figure."""
    counted = np.array([np.nan if line.numerator is None else float(line.numerator) for line in lines])
    whole = np.array([np.nan if line.denominator is None else float(line.denominator) for line in lines])
    found = zip(lines, missing_codes(counted), missing_codes(whole), strict=True)
    return [
        replace(line, problem=_nothing(f"{line.numerator if first else line.denominator}")) if first or second else line
        for line, first, second in found
    ]


def _nothing(seen: str) -> str:
    return f"“{seen}” is what is written where nothing was counted; the month stays a gap"


def _missing(rest: str) -> str:
    """What of a line says that a figure is missing: NULL, N/A, a dash alone, -99; empty where nothing does."""
    words = [word for word in _CELLS.split(rest) if word]
    told = next((word for word in words if word in BLANKS - _DASHES - {"x"}), "")
    fields = [field.strip() for field in _APART.split(rest)]
    alone = fields if len(fields) > 1 or all(word in _DASHES for word in words) else []
    only_dashes = next((field for field in alone if field in _DASHES), "")
    code = next((word for word in words if _NEGATIVE.fullmatch(word) and float(word) in MISSING_CODES), "")
    return told or only_dashes or code


def to_keep(lines: Sequence[PastedLine]) -> list[Counted]:
    """What the lines without a problem counted."""
    return [
        Counted(line.month, line.numerator, line.denominator, "month", "pasted")
        for line in lines
        if line.month is not None and line.numerator is not None and not line.problem
    ]


def _against(line: PastedLine, tally: Tally, entries: Sequence[Entry], today: date, seen: set[date]) -> str:
    if line.month is None:
        return ""
    name = period_words("month", line.month)
    if line.month > today:
        return f"{name} is still to come"
    if days("month", period_at("month", line.month))[1] >= today:
        return f"{name} is not over yet; paste it when it is"
    if line.month in seen:
        return f"{name} stands here twice; the first one is taken"
    pasted, daily = (in_month(entries, line.month, every) for every in ("month", "day"))
    if pasted:
        return f"{name} has a figure already ({total_words(tally, pasted)}); take that back first"
    if daily:
        return f"{name} was tallied day by day ({total_words(tally, daily)}); a figure beside it would count twice"
    return ""


def _line(number: int, text: str, is_rate: bool, total_first: bool) -> PastedLine:
    shown = re.sub(r"\d{7,}", "…", " ".join(text.split()))[:LONGEST]
    marked = "".join("*" if unicodedata.category(sign) == "No" else sign for sign in text.lower())  # 9¹ is no 91
    folded = "".join(s for s in unicodedata.normalize("NFKD", marked) if not unicodedata.combining(s))
    month, rest, problem = _month(folded.strip(" \"'|"))
    if month is None:
        return PastedLine(number, shown, problem=problem)
    if nothing := _missing(rest.replace('"', " ")):
        return PastedLine(number, shown, month, problem=_nothing(nothing))
    hidden = SUPPRESSED.search(rest)
    if hidden and " - " not in hidden[0]:  # "5 - 20": two numbers
        problem = f"“{hidden[0]}” was withheld, as small numbers are; the month stays a gap"
        return PastedLine(number, shown, month, problem=problem)
    numbers, odd = _numbers(re.sub(r'["()]', " ", rest))
    needs = 2 if is_rate else 1
    if odd:
        return PastedLine(number, shown, month, problem=f"“{odd}” is not a whole number")
    if len(numbers) != needs:
        wanted = "two numbers: how many, and out of how many" if is_rate else "one number"
        return PastedLine(number, shown, month, problem=f"it needs {wanted}; here {_found(len(numbers))}")
    if max(numbers) > MOST:
        return PastedLine(number, shown, month, problem=f"a number over {MOST:,} cannot be a monthly figure")
    counted, out_of = (numbers[::-1] if total_first else numbers) if is_rate else (numbers[0], None)
    if out_of is not None and counted > out_of:
        return PastedLine(number, shown, month, problem=f"{counted:,} of {out_of:,}: more were counted than there were")
    return PastedLine(number, shown, month, counted, out_of)


def _month(line: str) -> tuple[date | None, str, str]:
    """The month a line begins with, what follows it, and what is wrong where there is none."""
    if whole := _FIRST_OF_MONTH.match(line):
        return _made(int(whole["year"]), int(whole["month"]), line[whole.end() :])
    if _DAY.match(line):
        return None, "", "it begins with a day; write the month, as 2025-03 or March 2025"
    if numbers := _NUMBERS.match(line):
        year, month = numbers["year"] or numbers["y"], numbers["month"] or numbers["m"]
        return _made(int(year), int(month), line[numbers.end() :])
    named = _WORD.match(line) or _YEAR_FIRST.match(line)
    if named and named["word"] in MONTHS:
        year = named["year"] or f"20{named['short']}"
        return _made(int(year), MONTHS[named["word"]], line[named.end() :])
    return None, "", "it begins with no month that can be read; write 2025-03 or March 2025"


def _made(year: int, month: int, rest: str) -> tuple[date | None, str, str]:
    if 1 <= month <= 12 and 2000 <= year <= 2100:
        return date(year, month, 1), rest, ""
    return None, "", f"there is no month {month} of {year}" if year >= 2000 else f"{year} is too long ago"


def _numbers(rest: str) -> tuple[list[int], str]:
    """The whole numbers of what follows the month, and the first thing that is none; shares in per cent are passed."""
    numbers = []
    for part in _parts(rest):
        if _WHOLE.fullmatch(part):
            numbers.append(int(float(part)))
        elif _THOUSANDS.fullmatch(part):
            numbers.append(int(re.sub(r"\D", "", part)))
        elif not _SAYS_NOTHING.fullmatch(part):
            return numbers, part
    return numbers, ""


def _parts(rest: str) -> list[str]:
    """Between tabs, semicolons or bars a field may hold "1,204"; without them a comma parts two numbers."""
    if not _APART.search(rest.strip()):
        return [part for part in _BETWEEN.split(re.sub(r"(\d) (%)", r"\1\2", rest)) if part]
    fields = [field.strip(" ,") for field in _APART.split(rest)]
    return [
        part
        for field in fields
        for part in ([field] if _THOUSANDS.fullmatch(field) or "%" in field else _BETWEEN.split(field))
        if part
    ]


def _found(count: int) -> str:
    return {0: "is none", 1: "is one"}.get(count, f"are {count}")
