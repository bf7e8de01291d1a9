"""What the labels of a series say of time: the day on which each point begins, and what one point is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from measures.periods import days as days_of
from measures.periods import period_at

CIRCLES = (("month", 12), ("week", 52), ("week", 53), ("quarter", 4), ("day", 7))
ORDERS = ("dmy", "mdy", "ymd")
MOST_UNREAD = 0.2  # a column of which more than a fifth is no time is not a column of times
EXCEL_DAYS = range(36_526, 73_051)  # 2000 to 2099 as Excel counts days
EXCEL_ZERO = date(1899, 12, 30)
LAST_OF_THIS_CENTURY = 39  # a two-digit year up to it is 20yy, as in the exports

_MONTHS = (
    "jan january janv janvier", "feb february fev fevr fevrier", "mar march mars", "apr april avr avril", "may mai",
    "jun june juin", "jul july juil juillet", "aug august aou aout", "sep sept september septembre",
    "oct october octobre", "nov november novembre", "dec december decembre",
)  # fmt: skip
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
UNIT_WORDS = {
    "week": "week", "wk": "week", "w": "week", "semaine": "week", "sem": "week", "month": "month", "mois": "month",
    "day": "day", "jour": "day", "quarter": "quarter", "q": "quarter", "period": "point", "periode": "point",
    "cycle": "point", "point": "point", "sprint": "point", "visit": "point", "p": "point", "m": "month",
}  # fmt: skip

Reading = tuple[str, date]  # how long the point is (day, week, month, quarter, year), and its first day
Readings = dict[str, Reading]  # for each order of day and month, what a label then says

WEEKDAY = re.compile(
    r"^(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|lun(?:di)?|mardi|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)[.,]?\s+"
)
OF_SO_MANY = re.compile(r"\s+(?:of|de|/)\s+\d{1,3}$")
MONTH_DAY = re.compile(r"([a-z]{3,9})\.?[\s\-/.']+(\d{1,2})|(\d{1,2})[\s\-/.']+([a-z]{3,9})\.?")
FOOTNOTE = re.compile(
    r"(?:\s*(?:[*\u2020\u2021\u00a7]+|\[\w{1,2}\]|\((?:[a-z]|\d|note \w+|prelim\w*\.?|revised)\)))+$"
)
CLOCK = re.compile(r"(?:t|\s|,)\s*\d{1,2}[:h]\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?|z)?$")


@dataclass(frozen=True)
class Times:
    """The first day of each point (None: no time stands there), and what one point is."""

    days: tuple[date | None, ...]
    every: str  # day, week, month, quarter, year; "point" where they are no periods of the calendar
    dated: bool = True  # False: months without a year, or numbered weeks; they have an order and no calendar
    unsure: bool = False  # day and month could be either way round
    fiscal: bool = False  # quarters of fiscal years: nobody says in which month such a year begins


def read_times(labels: Sequence[Any], order: str | None = None) -> Times | None:
    """What labels say of time; None where they do not say it. `order` is told for dates of numbers alone.

    Day and month are decided for the whole column: by a number above 12, else by which way round the points lie
    a regular step apart. Where neither decides, the days are unsure; they are given only if both ways agree on
    which point comes after which.
    """
    if labels and all(isinstance(label, int) and not isinstance(label, bool) for label in labels):
        return _whole_numbers(labels)
    words = [_plain(label) for label in labels]
    there = [word for word in words if word]
    if len(there) < 2:
        return None
    for reads in (_numbered, _years_over_two, _fiscal_quarters, _months_alone, _days_alone):
        found = reads(words)
        if found:
            return found
    return _dated(words, order)


def _plain(label: Any) -> str:
    """A label without case, accents, weekday and time of day."""
    if isinstance(label, date):
        return label.isoformat()[:10]
    if label is None or (isinstance(label, float) and label != label):
        return ""
    marked = "".join("*" if unicodedata.category(sign) == "No" else sign for sign in str(label))  # 1¹ is no 11
    text = unicodedata.normalize("NFKD", FOOTNOTE.sub("", marked.casefold().strip()))
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).replace("\u2019", "'").strip()
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    return CLOCK.sub("", WEEKDAY.sub("", " ".join(digits.split()))).strip()


def _whole_numbers(labels: Sequence[int]) -> Times | None:
    """202501 and 20250131 are months and days, 45292 a day of Excel; any other numbers are only a sequence."""
    for reads in (_year_month, _year_month_day, _excel):
        found = [reads(label) for label in labels]
        days = [day for day in found if day is not None]
        if len(days) == len(labels) > 1:
            return _settled(days, [("month" if reads is _year_month else "day")] * len(days))
    return _going_round(labels) or _gap_at_new_year(labels)


def _gap_at_new_year(labels: Sequence[int]) -> Times | None:
    """50, 51, 2, 3 and 11, 2, 3: numbers that come close to the end of a year, fall once, and go on small."""
    near = next((every for every, last in (("month", 12), ("week", 53)) if last - 3 <= max(labels) <= last), None)
    once = near is not None and len(set(labels)) == len(labels) and min(labels) > 0 and not _one_way(labels)
    return _over_new_year(labels, near) if near and once else None


def _as_numbered(numbers: Sequence[int], every: str) -> Times | None:
    """In the order of their numbers; one that stands again after others is of a year (or a count) nobody knows."""
    beside = sum(after == before for before, after in pairwise(numbers))
    once = len(numbers) - beside == len(set(numbers))
    return Times(_counted_days(numbers, every), every, dated=False) if once else None


def _over_new_year(numbers: Sequence[int], every: str) -> Times | None:
    """Week 50, 52, 2, 3: numbers that fall once, and by the shorter way round the year, go on into the next."""
    circle = {"month": 12, "quarter": 4, "week": max(52, *numbers)}.get(every)
    falls = sum(after < before for before, after in pairwise(numbers))
    rises = sum(after > before for before, after in pairwise(numbers))
    if circle is None or min(falls, rises) != 1 or (numbers[-1] < numbers[0]) != (falls == 1):
        return None
    places = _around(numbers, circle)
    near = abs(places[-1]) < circle and all(abs(after - before) <= circle // 2 for before, after in pairwise(places))
    return Times(_counted_days(places, every), every, dated=False) if near else None


def _going_round(labels: Sequence[int], only: str = "") -> Times | None:
    """1 to 12 and 1 again: numbers of months, weeks or quarters over several years, forwards or backwards."""
    for every, circle in CIRCLES:
        if only and every != only:
            continue
        steps = {(after - before) % circle for before, after in pairwise(labels)}
        if not _one_way(labels) and all(0 < label <= circle for label in labels) and len(steps) == 1:
            step = {1: 1, circle - 1: -1}.get(steps.pop())
            if step:
                return Times(_counted_days([step * k for k in range(len(labels))], every), every, dated=False)
    return None


def _one_way(labels: Sequence[int]) -> bool:
    steps = [after > before for before, after in pairwise(labels) if after != before]
    return len(set(labels)) == len(labels) and (all(steps) or not any(steps))


def _year_month(label: int) -> date | None:
    return _day(label // 100, label % 100, 1) if 190_001 <= label <= 209_912 else None


def _year_month_day(label: int) -> date | None:
    return _day(label // 10_000, label // 100 % 100, label % 100) if 19_000_101 <= label <= 20_991_231 else None


def _excel(label: int) -> date | None:
    return EXCEL_ZERO + timedelta(days=label) if label in EXCEL_DAYS else None


def _numbered(words: Sequence[str]) -> Times | None:
    """ "Week 1", "Week 2": the same word of time before every number."""
    found = [re.fullmatch(r"([a-z]+)\.?\s*#?(\d{1,3})", OF_SO_MANY.sub("", word)) for word in words]
    prefixes = {one[1] for one in found if one}
    if not all(found) or len(prefixes) != 1 or next(iter(prefixes)) not in UNIT_WORDS:
        return None
    numbers = [int(one[2]) for one in found if one]
    every = UNIT_WORDS[next(iter(prefixes))]
    return _going_round(numbers, every) or _over_new_year(numbers, every) or _as_numbered(numbers, every)


def _years_over_two(words: Sequence[str]) -> Times | None:
    """2023-24 and 2023/24, each beginning in the year named first. 2001-02 alone could be a month; a column is none."""
    found = [re.fullmatch(r"(?:fy\s*)?((?:19|20)\d\d)\s*[-/\u2013]\s*(?:20)?(\d\d)", word) for word in words]
    years = [int(one[1]) for one in found if one and (int(one[1]) + 1) % 100 == int(one[2])]
    if len(years) < len(words):
        return None
    return Times(tuple(date(year, 1, 1) for year in years), "year")


def _fiscal_quarters(words: Sequence[str]) -> Times | None:
    """FY2024 Q1, 2024/25 Q2, Q1 2024-25: their order, and no calendar, since no label says when such a year begins.

    A year named by one number and one named by two are not of one column: FY2024 is 2023-24 here and 2024-25 there.
    """
    found = [_fiscal_quarter(word) for word in words]
    told = [one for one in found if one is not None]
    if len(told) < len(words) or len({named for _, _, named in told}) > 1:
        return None
    days = tuple(date(year, 3 * quarter - 2, 1) for year, quarter, _ in told)
    return Times(days, "quarter", dated=False, fiscal=True)


def _fiscal_quarter(word: str) -> tuple[int, int, int] | None:
    """Year (the first, where two are named), quarter, and by how many years it is named."""
    found = FISCAL_FIRST.fullmatch(word) or FISCAL_LAST.fullmatch(word)
    if found is None or not (found["f"] or found["z"]):
        return None
    year = int(found["y"]) + (0 if len(found["y"]) == 4 else 2000)
    if found["z"] and (int(found["z"]) - year - 1) % 100:
        return None
    return year, int(found["q"]), 2 if found["z"] else 1


def _counted_days(numbers: Sequence[int], every: str) -> tuple[date, ...]:
    """Days so many periods apart, of no particular year: an order, and no calendar."""
    if every in ("month", "quarter"):
        first = period_at(every, date(2000, 1, 1))
        return tuple(days_of(every, first + number)[0] for number in numbers)
    step = 7 if every == "week" else 1
    return tuple(date(2000, 1, 3) + timedelta(days=step * number) for number in numbers)


def _months_alone(words: Sequence[str]) -> Times | None:
    """Months without a year: each is the next of its name, forwards or, where that is the shorter way, backwards."""
    months = [MONTHS.get(word.rstrip(".")) for word in words]
    known = [month for month in months if month is not None]
    if len(known) < len(words):
        return None
    start, travelled = 2000 * 12 + known[0] - 1, _around(known, 12)
    if abs(travelled[-1]) > 12 + 2 * len(known):
        return None  # in no order, nobody knows which year each is of
    days = tuple(days_of("month", start + place)[0] for place in travelled)
    return Times(days, "month", dated=False)


def _days_alone(words: Sequence[str]) -> Times | None:
    """5 Jan, 12 Jan, 19 Jan: days without a year. A number that hardly changes is a year and not a day."""
    found = [MONTH_DAY.fullmatch(word) for word in words]
    pairs = [(one[1] or one[4], one[2] or one[3]) for one in found if one]
    if len(pairs) < len(words) or any(name not in MONTHS for name, _ in pairs):
        return None
    if len({number for _, number in pairs}) <= -(-len(pairs) // 3) + 1:
        return None
    of_year = [_day(2000, MONTHS[name], int(number)) for name, number in pairs]
    known = [(day - date(2000, 1, 1)).days for day in of_year if day]
    if len(known) < len(words):
        return None
    travelled = _around(known, 366)
    if abs(travelled[-1]) > 366 + 31 * len(known):  # in no order: of one year, if no day is there twice
        if len(set(known)) < len(known):
            return None
        travelled = [place - known[0] for place in known]
    start = date(2000, 1, 1) + timedelta(days=known[0])
    days = [start + timedelta(days=place) for place in travelled]
    return Times(tuple(days), _every(days), dated=False)


def _around(places: Sequence[int], circle: int) -> list[int]:
    """How far each place lies from the first, going round the year the one way that makes the journey shorter."""
    steps = [(after - before) % circle or circle for before, after in pairwise(places)]
    back = [circle - step if step < circle else circle for step in steps]
    forwards = sum(steps) <= sum(back)
    travelled = [0]
    for step, other in zip(steps, back, strict=True):
        travelled.append(travelled[-1] + (step if forwards else -other))
    return travelled


def _dated(words: Sequence[str], order: str | None) -> Times | None:
    """Dates and periods with their years, under the one order of day and month that the column allows."""
    readings = [_readings(word) for word in words]
    there = [one for word, one in zip(words, readings, strict=True) if word]
    if sum(not one for one in there) > MOST_UNREAD * len(there):
        return None
    known = [one for one in there if one]
    allowed = [way for way in ([order] if order else ORDERS) if all(_under(one, way) for one in known)]
    found = {way: [_under(one, way) for one in known] for way in allowed}
    chosen = _chosen_order(found)
    if chosen is None:
        return None
    way, unsure = chosen
    told = [_under(one, way) for one in readings]
    settled = _settled([day for one in told if one for day in [one[1]]], [one[0] for one in told if one])
    kept = iter(settled.days)
    return Times(tuple(next(kept) if one else None for one in told), "point" if unsure else settled.every,
                 unsure=unsure)  # fmt: skip


def _under(readings: Readings, way: str) -> Reading | None:
    return readings.get("any") or readings.get(way)


def _chosen_order(found: Mapping[str, Sequence[Reading | None]]) -> tuple[str, bool] | None:
    """The order of day and month, and whether it is a guess that changes no neighbours."""
    days = {way: [one[1] for one in told if one] for way, told in found.items()}
    ways: list[str] = []
    for way in days:
        if all(days[way] != days[other] for other in ways):
            ways.append(way)
    if len(ways) < 2:
        return (ways[0], False) if ways else None
    regular = [way for way in ways if _every(days[way]) != "day"]
    if len(regular) == 1:
        return regular[0], False
    ranks = [[sorted(days[way]).index(day) for day in days[way]] for way in ways]
    return (ways[0], True) if all(rank == ranks[0] for rank in ranks) else None


def _settled(days: Sequence[date], grains: Sequence[str]) -> Times:
    """What one point is; days that stand for months begin them."""
    kinds = set(grains)
    every = _every(days) if kinds == {"day"} else next(iter(kinds)) if len(kinds) == 1 else "point"
    if every in ("month", "quarter"):
        return Times(tuple(days_of(every, period_at(every, day))[0] for day in days), every)
    if every == "year":
        return Times(tuple(date(day.year, 1, 1) for day in days), every)
    return Times(tuple(days), every)


def _every(days: Sequence[date]) -> str:
    """What a day stands for where all days lie alike in their months, or whole weeks apart; else the day itself."""
    apart = sorted(set(days))
    if len(apart) < 2:
        return "day"
    ends = all((day + timedelta(days=1)).day == 1 for day in apart)
    if len({day.day for day in apart}) == 1 or ends:
        steps = {(b.year - a.year) * 12 + b.month - a.month for a, b in pairwise(apart)}
        if all(step % 12 == 0 for step in steps):
            return "year"
        return "quarter" if all(step % 3 == 0 for step in steps) else "month"
    if all((b - a).days % 7 == 0 for a, b in pairwise(apart)):
        return "week"
    months = [(day.year, day.month) for day in apart]
    near = all(25 <= (b - a).days <= 36 for a, b in pairwise(apart))
    return "month" if near and len(set(months)) == len(months) else "day"


def _readings(word: str) -> Readings:
    for pattern, reads in PATTERNS:
        found = pattern.fullmatch(word)
        if found:
            told = reads(found)
            if told:
                return told
    return {}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    number = int(text)
    return number if len(text) == 4 else number + (2000 if number <= LAST_OF_THIS_CENTURY else 1900)


def _any(every: str, day: date | None) -> Readings:
    return {"any": (every, day)} if day else {}


def _numbers_alone(found: re.Match[str]) -> Readings:
    """12/01/2025 both ways; 25-01-12 a third."""
    a, b, c = found[1], found[2], found[3]
    ways = {
        "dmy": _day(_year(c), int(b), int(a)),
        "mdy": _day(_year(c), int(a), int(b)),
        "ymd": _day(_year(a), int(b), int(c)) if len(a) == 2 == len(c) else None,
    }
    return {way: ("day", day) for way, day in ways.items() if day}


def _month_named(word: str, year: str, day: int = 1, every: str = "month") -> Readings:
    month = MONTHS.get(word)
    return _any(every, _day(_year(year), month, day)) if month else {}


def _week(year: str, week: str) -> Readings:
    try:
        return _any("week", date.fromisocalendar(_year(year), int(week), 1))
    except ValueError:
        return {}


def _span(first: str, last: str, year: str) -> Readings:
    """Jan-Mar 2024: the quarter, or the month that it begins in where it is none of the calendar."""
    begins, ends = MONTHS.get(first), MONTHS.get(last)
    if begins is None or ends is None or ends <= begins:
        return {}
    whole = ends == begins + 2 and begins % 3 == 1
    return _any("quarter" if whole else "month", _day(_year(year), begins, 1))


def _quarter(year: str, quarter: str) -> Readings:
    return _any("quarter", _day(_year(year), 3 * int(quarter) - 2, 1))


QUARTER = r"(?:q|t|qtr|quarter|trim|trimestre)\.?"
FISCAL_YEAR = r"(?P<f>fy|af|ex|exercice|fiscal)?[\s\-]*(?P<y>(?:19|20)?\d\d)(?:\s*[-/\u2013]\s*(?P<z>(?:20)?\d\d))?"
FISCAL_FIRST = re.compile(FISCAL_YEAR + r"[\s\-/.,]*" + rf"{QUARTER}\s*(?P<q>[1-4])")
FISCAL_LAST = re.compile(rf"{QUARTER}\s*(?P<q>[1-4])" + r"[\s\-/.,]*(?:of\s+)?" + FISCAL_YEAR)
WEEK_OF = r"(?:w/?[ceb]|wk of|week (?:of|commencing|beginning|starting|ending)|semaine du|sem\. du)\.?:?\s+"
NAME, SEP = r"([a-z]{3,9})\.?", r"[\s\-/.,']*"
PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Readings]], ...] = tuple(
    (re.compile(pattern), reads)
    for pattern, reads in (
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", lambda m: _any("day", _day(int(m[1]), int(m[2]), int(m[3])))),
        (r"((?:19|20)\d\d)[-/. ](\d{1,2})", lambda m: _any("month", _day(int(m[1]), int(m[2]), 1))),
        (r"((?:19|20)\d\d)(\d\d)", lambda m: _any("month", _day(int(m[1]), int(m[2]), 1))),
        (r"((?:19|20)\d\d)(\d\d)(\d\d)", lambda m: _any("day", _day(int(m[1]), int(m[2]), int(m[3])))),
        (r"(\d{1,2})[-/. ](\d{4})", lambda m: _any("month", _day(int(m[2]), int(m[1]), 1))),
        (r"(?:fy\s*)?((?:19|20)\d\d)(?:\.0)?", lambda m: _any("year", _day(int(m[1]), 1, 1))),
        (r"((?:19|20)\d\d)\s*m\s*(\d{1,2})", lambda m: _any("month", _day(int(m[1]), int(m[2]), 1))),
        (r"m\s*(\d{1,2})[\s\-/.]+((?:19|20)\d\d)", lambda m: _any("month", _day(int(m[2]), int(m[1]), 1))),
        (r"(\d{4})" + SEP + QUARTER + r"\s*([1-4])", lambda m: _quarter(m[1], m[2])),
        (QUARTER + r"\s*([1-4])" + SEP + r"(\d{4}|\d\d)", lambda m: _quarter(m[2], m[1])),
        (r"([1-4])\s*" + QUARTER + SEP + r"(\d{4}|\d\d)", lambda m: _quarter(m[2], m[1])),
        (NAME + r"\s*(?:-|\u2013|to|a)\s*" + NAME + SEP + r"(\d{4}|\d\d)", lambda m: _span(m[1], m[2], m[3])),
        (r"([1-4])(?:[a-z]{1,3})?\s*(?:quarter|trimestre)" + SEP + r"(\d{4})", lambda m: _quarter(m[2], m[1])),
        (r"(\d{4})" + SEP + r"(?:cw|w|wk|week|s|sem|semaine)\.?\s*(\d{1,2})(?:-1)?", lambda m: _week(m[1], m[2])),
        (r"(?:cw|w|wk|week|s|sem|semaine)\.?\s*(\d{1,2})[\s\-/,]+(?:of\s+)?(\d{4})", lambda m: _week(m[2], m[1])),
        (WEEK_OF + r"(.+)", lambda m: {way: ("week", day) for way, (_, day) in _readings(m[1]).items()}),
        (NAME + SEP + r"(\d{4})\s*(?:-|\u2013|to|a)\s*" + NAME + SEP + r"(\d{4})",
         lambda m: _span(m[1], m[3], m[2]) if m[2] == m[4] else {}),
        (r"(.+?\d)\s*(?:to|until|through|au|\u2013|\u2014)\s*(.*\d)", lambda m: _readings(m[1])),
        (NAME + SEP + r"(\d{4})", lambda m: _month_named(m[1], m[2])),
        (r"(\d{4})" + SEP + NAME, lambda m: _month_named(m[2], m[1])),
        (NAME + r"[\s\-/.']*(\d\d)", lambda m: _month_named(m[1], m[2])),
        (r"(\d\d)[\s\-/.']+" + NAME, lambda m: _month_named(m[2], m[1])),
        (r"(\d{1,2})(?:st|nd|rd|th|er|e)?" + SEP + r"(?:de |of )?" + NAME + SEP + r"(\d{4}|\d\d)",
         lambda m: _month_named(m[2], m[3], int(m[1]), "day")),
        (NAME + SEP + r"(\d{1,2})(?:st|nd|rd|th)?[\s,\-/.]+(\d{4}|\d\d)",
         lambda m: _month_named(m[1], m[3], int(m[2]), "day")),
        (r"(\d{4})" + SEP + NAME + SEP + r"(\d{1,2})", lambda m: _month_named(m[2], m[1], int(m[3]), "day")),
        (r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d\d)", _numbers_alone),
    )
)  # fmt: skip
