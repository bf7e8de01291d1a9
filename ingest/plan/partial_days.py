"""A month or a year where a day should stand, and the last day of it: by then it was known."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from ingest.dates import MONTHS
from ingest.plan.headings import plain

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH_LAST = re.compile(r"((?:19|20)\d\d)[-/.](\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.]((?:19|20)\d\d)")
_MONTH_WORD = re.compile(r"([^\W\d_]{3,})\.?[\s\-/]*((?:19|20)\d\d)")
#: The same as one expression, to find columns that hold such cells.
PARTIAL = rf"(?i)^({_YEAR.pattern}|{_MONTH_LAST.pattern}|{_MONTH_FIRST.pattern}|{_MONTH_WORD.pattern})$"


def last_day_of(cell: str) -> date | None:
    """The last day of "2019", "2019-05", "05/2019" or "May 2019"; None for anything else."""
    text = cell.strip()
    if _YEAR.fullmatch(text):
        return date(int(text), 12, 31)
    if found := _MONTH_LAST.fullmatch(text):
        return _last(found[1], int(found[2]))
    if found := _MONTH_FIRST.fullmatch(text):
        return _last(found[2], int(found[1]))
    found = _MONTH_WORD.fullmatch(text)
    return _last(found[2], MONTHS.get(plain(found[1]), 0)) if found else None


def _last(year: str, month: int) -> date | None:
    return date(int(year), month, monthrange(int(year), month)[1]) if 1 <= month <= 12 else None
