"""Ugly series, each with what an expert would find in it and how far an expert's verdict would go.

A case is a name, the rows, the options of `huddleboard spc`, the codes that must be found, codes that must not, the
order, and what may be said: "unlikely" (a pattern that may be called unlikely to be chance), "signal" (a pattern, but
no more than a signal of its rules), "nothing" (no pattern), and on which side the newest signal lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

MONTHS_FR = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
LOW, HIGH = [5, 7, 6, 5, 6, 7, 7, 5, 6, 7, 5, 6], [15, 14, 15, 16, 14, 15, 14, 16, 16, 14, 15, 16]
RISEN = LOW + HIGH


@dataclass(frozen=True)
class Ugly:
    """One series as a file has it, and what an expert would allow."""

    name: str
    csv: str
    options: tuple[str, ...]
    found: frozenset[str]
    absent: frozenset[str]
    order: str
    says: str
    side: str = ""


def starts(number: int, first: date = date(2023, 1, 1)) -> list[date]:
    """The first days of so many months."""
    month = first.year * 12 + first.month - 1
    return [date((month + k) // 12, (month + k) % 12 + 1, 1) for k in range(number)]


def file_of(labels: Iterable[object], values: Iterable[object], mark: str = ",") -> str:
    """Rows of a label and a value; cells that hold the mark are quoted."""
    rows = [(str(label), str(value)) for label, value in zip(labels, values, strict=True)]
    quoted = [[f'"{cell}"' if mark in cell else cell for cell in row] for row in rows]
    return "\n".join(mark.join(row) for row in [["when", "n"], *quoted]) + "\n"


def ugly(
    name: str,
    labels: Iterable[object],
    values: Iterable[object],
    *options: str,
    found: Iterable[str] = (),
    absent: Iterable[str] = (),
    order: str = "as_given",
    says: str = "nothing",
    side: str = "",
    mark: str = ",",
) -> Ugly:
    """A case of one column of labels and one of values."""
    chart = () if "--chart" in options else ("--chart", "run")
    asked = ("--y", "n", "--x", "when", *chart, *options)
    return Ugly(name, file_of(labels, values, mark), asked, frozenset(found), frozenset(absent), order, says, side)


STYLES: dict[str, Callable[[date], str]] = {
    "iso": lambda d: d.isoformat(),
    "iso month": lambda d: f"{d:%Y-%m}",
    "digits": lambda d: f"{d:%Y%m}",
    "Mon yyyy": lambda d: f"{d:%b %Y}",
    "Month yyyy": lambda d: f"{d:%B %Y}",
    "yyyy Mon": lambda d: f"{d:%Y %b}",
    "Mon-yy": lambda d: f"{d:%b-%y}",
    "french": lambda d: f"{MONTHS_FR[d.month - 1]} {d.year}",
    "dmy slashes": lambda d: f"{d:%d/%m/%Y}",
    "mdy slashes": lambda d: f"{d:%m/%d/%Y}",
    "dots": lambda d: f"{d:%d.%m.%Y}",
    "d-Mon-yyyy": lambda d: f"{d.day}-{d:%b-%Y}",
    "US words": lambda d: f"{d:%B} {d.day}, {d.year}",
    "month/year": lambda d: f"{d.month}/{d.year}",
    "with clock": lambda d: f"{d.isoformat()}T00:00:00",
    "excel days": lambda d: str((d - date(1899, 12, 30)).days),
    "month ends dmy": lambda d: f"{(d + timedelta(days=31)).replace(day=1) - timedelta(days=1):%d/%m/%Y}",
}


def _styles() -> list[Ugly]:
    days = starts(24)
    cases = []
    for name, style in STYLES.items():
        labels = [style(day) for day in days]
        cases.append(ugly(f"{name}, newest first", labels[::-1], RISEN[::-1], found=["turned"], order="turned",
                          says="unlikely", side="up"))  # fmt: skip
        cases.append(ugly(f"{name}, oldest first", labels, RISEN, absent=["turned", "sorted"], says="unlikely",
                          side="up"))  # fmt: skip
        mixed = [7, 0, 15, 3, 20, 11, 1, 23, 9, 18, 5, 13, 2, 22, 8, 16, 4, 19, 10, 21, 6, 14, 12, 17]
        cases.append(ugly(f"{name}, in no order", [labels[k] for k in mixed], [RISEN[k] for k in mixed],
                          found=["sorted"], order="sorted", says="unlikely", side="up"))  # fmt: skip
    return cases


def _orders() -> list[Ugly]:
    quarters = [f"Q{q} {year}" for year in range(2020, 2026) for q in range(1, 5)]
    weeks = [(date(2025, 1, 6) + timedelta(days=7 * k)) for k in range(24)]
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] * 2
    return [
        ugly("quarters newest first", quarters[::-1], RISEN[::-1], found=["turned"], order="turned", says="unlikely",
             side="up"),
        ugly("ISO weeks newest first", [f"{d.isocalendar()[0]}-W{d.isocalendar()[1]:02d}" for d in weeks][::-1],
             RISEN[::-1], found=["turned"], order="turned", says="unlikely", side="up"),
        ugly("weeks as days mdy newest first", [f"{d:%m/%d/%Y}" for d in weeks][::-1], RISEN[::-1], found=["turned"],
             order="turned", says="unlikely", side="up"),
        ugly("numbered weeks newest first", [f"Week {k}" for k in range(24, 0, -1)], RISEN[::-1], found=["turned"],
             order="turned", says="unlikely", side="up"),
        ugly("months without a year newest first", names[::-1], RISEN[::-1], found=["turned"], order="turned",
             says="unlikely", side="up"),
        ugly("numbers of months over two years", [*range(1, 13), *range(1, 13)], RISEN, absent=["sorted", "turned"],
             says="unlikely", side="up"),
        ugly("numbers of months backwards", [*range(12, 0, -1), *range(12, 0, -1)], RISEN[::-1], found=["turned"],
             order="turned", says="unlikely", side="up"),
        ugly("sequence backwards", range(24, 0, -1), RISEN[::-1], found=["turned"], order="turned", says="unlikely",
             side="up"),
        ugly("years newest first", range(2025, 2001, -1), RISEN[::-1], found=["turned"], order="turned",
             says="unlikely", side="up"),
        ugly("clinics are no times", [f"Clinic {chr(65 + k)}" for k in range(24)], RISEN, found=["no_time"],
             order="no_time"),
        ugly("given order wanted", [f"{d:%b %Y}" for d in starts(24)][::-1], RISEN[::-1], "--order", "given",
             absent=["turned"], says="unlikely", side="down"),
        ugly("a row of totals", [*(f"{d:%b %Y}" for d in starts(24)), "Total"], [*RISEN, sum(RISEN)],
             found=["summary_rows"], says="unlikely", side="up"),
        ugly("an average below", [*(f"{d:%Y-%m}" for d in starts(24)), "Average"], [*RISEN, 10.5],
             found=["summary_rows"], says="unlikely", side="up"),
        ugly("a month absent", [f"{d:%Y-%m}" for k, d in enumerate(starts(25)) if k != 8], RISEN,
             found=["absent_periods"], says="unlikely", side="up"),
        ugly("the same row twice", [*(f"{d:%Y-%m}" for d in starts(24)), "2024-12"], [*RISEN, RISEN[-1]],
             found=["duplicates_same"], says="unlikely", side="up"),
        ugly("a month twice with two values", [*(f"{d:%Y-%m}" for d in starts(24)), "2024-12"], [*RISEN, 40],
             found=["duplicates_asked"], says="unlikely", side="up"),
        ugly("a month twice, the rows added as asked", [*(f"{d:%Y-%m}" for d in starts(24)), "2024-12"], [*RISEN, 1],
             "--duplicates", "sum", found=["duplicates_added"], says="unlikely", side="up"),
        ugly("a template filled with noughts ahead", [f"{d:%b %Y}" for d in starts(36, date(2025, 1, 1))],
             [*[8, 9, 7, 10, 8, 9, 11, 8, 9, 10, 7, 9] * 1, *[8, 10, 9, 7, 9, 8, 10, 9, 8, 9], *[0] * 14],
             found=["not_yet"]),
    ]  # fmt: skip


def _spellings() -> list[Ugly]:
    days = [d.isoformat() for d in starts(24)]
    return [
        ugly("per cent signs", days, [f"{v}%" for v in RISEN], found=["percent"], says="unlikely", side="up"),
        ugly("per cent with a blank", days, [f"{v} %" for v in RISEN], found=["percent"], says="unlikely", side="up"),
        ugly("decimal commas", days, [f"{v},5" for v in RISEN], found=["decimal_comma"], says="unlikely", side="up",
             mark=";"),
        ugly("quoted decimal commas", days, [f"{v},5" for v in RISEN], found=["decimal_comma"], says="unlikely",
             side="up"),
        ugly("thousands by comma", days, [f"1,{v:03d}" for v in RISEN], found=["thousands"], says="unlikely",
             side="up"),
        ugly("thousands by a thin space", days, [f"1 {v:03d}" for v in RISEN], says="unlikely", side="up"),
        ugly("German thousands and decimals", days, [f"1.{v:03d},5" for v in RISEN], found=["thousands"],
             says="unlikely", side="up", mark=";"),
        ugly("digits of another script", days, ["".join(chr(0x660 + int(c)) for c in str(v)) for v in RISEN],
             says="unlikely", side="up"),
        ugly("blanks of databases", days, ["NULL", *RISEN[1:5], "N/A", *RISEN[6:20], "-", *RISEN[21:]],
             found=["blanks"], says="unlikely"),
        ugly("withheld small numbers", days, ["<5", *RISEN[1:7], "<5", *RISEN[8:]], found=["suppressed"],
             says="unlikely", side="up"),
        ugly("some with a per cent sign", days, [f"{v}%" for v in RISEN[:20]] + ["0.14", "0.16", "0.15", "0.15"],
             found=["percent", "mixed_percent"], says="unlikely", side="up"),
        ugly("999 for missing", days, [*RISEN[:6], 999, *RISEN[7:15], 999, *RISEN[16:]], found=["missing_codes"],
             says="unlikely", side="up"),
        ugly("-9 for missing", days, [-9, *RISEN[1:12], -9, *RISEN[13:]], found=["missing_codes"], says="unlikely",
             side="up"),
        ugly("a true minus sign", days, [f"\u2212{40 - v}" for v in RISEN], says="unlikely", side="up"),
        ugly("numbers in brackets are below zero", days, [f"({40 - v})" for v in RISEN], says="unlikely", side="up"),
    ]  # fmt: skip


def _shapes() -> list[Ugly]:
    days = [d.isoformat() for d in starts(36)]
    chance = np.random.default_rng(16)
    slow = [0.0]
    for step in chance.normal(size=35):
        slow.append(0.95 * slow[-1] + float(step))
    season = 20 + 8 * np.sin(np.arange(36) * 2 * np.pi / 12) + chance.normal(size=36)
    so_far = np.cumsum(chance.poisson(6, 36))
    by_year = np.concatenate([np.cumsum(chance.poisson(6, 12)) for _ in range(3)])
    copied = [11, 9, 14, 8, 12, 10, 13, 7, 12, 11, 9, 10, *[14] * 9, 11, 8]
    return [
        ugly("one value of 500 among fives", days[:12], [5] * 11 + [500], "--chart", "i", "--better", "higher",
             found=["carried"], says="signal", side="up"),
        ugly("one value of 500 among near fives", days[:14], [5, 6, 4, 5, 6, 5, 4, 6, 5, 5, 4, 6, 500, 5], "--chart",
             "i", found=["carried"], says="signal", side="up"),
        ugly("one slip in a count", days[:20], [3, 4, 2, 5, 3, 4, 3, 2, 4, 3, 5, 3, 4, 2, 3, 300, 4, 3, 2, 4],
             "--chart", "c", found=["carried"], says="signal", side="up"),
        ugly("hardly any events on a run chart", days[:24], [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0,
             0, 0, 0, 0], found=["median_edge"]),
        ugly("hardly any events on a C chart", days[:24], [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0,
             0, 0, 0, 0], "--chart", "c", found=["no_lower_limit"], says="signal"),
        ugly("always a hundred per cent", days[:24], ["100%"] * 24, found=["constant"]),
        ugly("nearly always a hundred per cent", days[:24], [*["100%"] * 9, "97%", *["100%"] * 13, "96%"],
             found=["median_edge"]),
        ugly("never anything", days[:24], [0] * 24, "--chart", "c", found=["constant"]),
        ugly("copied constants", days[: len(copied)], copied, found=["copied"], says="signal", side="up"),
        ugly("sums since the start", days[:24], so_far[:24], found=["cumulative"], says="signal", side="up"),
        ugly("sums of the year so far", days, by_year, found=["cumulative"], says=""),
        ugly("a season", days, [f"{v:.1f}" for v in season], found=["season"], says=""),
        ugly("a slow wander", days, [f"{v:.2f}" for v in slow], found=["slow"], says="signal"),
        ugly("six points", days[:6], [5, 6, 4, 9, 8, 9], found=["few_points"]),
        ugly("two points", days[:2], [5, 60], found=["short_phase"]),
        ugly("one point", days[:1], [5], found=["short_phase"]),
        ugly("a newest phase of one point", days[:13], [*LOW, 40], "--parts", "12", found=["short_phase"]),
        ugly("limits from eight points", days[:9], [5, 6, 4, 5, 6, 5, 4, 6, 30], "--chart", "i", "--freeze", "8",
             found=["few_for_limits"], says="signal", side="up"),
        ugly("an icon from twelve points", days[:12], LOW, "--chart", "i", "--rules", "mdc", found=["few_for_icon"]),
        ugly("a step on an I chart is a signal of a chart that signals often", days[:24], [v + 0.3 * (k % 3) for k, v in
             enumerate(RISEN)], "--chart", "i", says="signal", side="up"),
        ugly("a long tail on an I chart", days, [f"{v:.0f}" for v in np.random.default_rng(3).exponential(30, 36)],
             "--chart", "i", found=["skewed"], says=""),
        ugly("a rule set that signals often", days, [f"{v:.2f}" for v in np.random.default_rng(8).normal(size=36)],
             "--chart", "i", "--rules", "ihi", says=""),
        ugly("a sharp fall said as a fall", days[:24], RISEN[::-1], says="unlikely", side="down"),
        ugly("a fall where lower is better", days[:24], RISEN[::-1], "--better", "lower", says="unlikely", side="down"),
    ]  # fmt: skip


def shares(y: Sequence[int], n: Sequence[int], name: str, *options: str, **expected: object) -> Ugly:
    """A case with numerators and denominators by month."""
    days = [d.isoformat() for d in starts(len(y))]
    rows = "\n".join(f"{day},{a},{b}" for day, a, b in zip(days, y, n, strict=True))
    told: dict[str, object] = {"found": (), "absent": (), "order": "as_given", "says": "nothing", "side": ""} | expected
    return Ugly(
        name, f"when,y,m\n{rows}\n", ("--y", "y", "--n", "m", "--x", "when", *options),
        frozenset(told["found"]), frozenset(told["absent"]), str(told["order"]), str(told["says"]), str(told["side"]),
    )  # fmt: skip


def _shares() -> list[Ugly]:
    chance = np.random.default_rng(5)
    wide = chance.binomial(900, np.clip(0.3 + 0.08 * chance.normal(size=24), 0.05, 0.9))
    return [
        shares([0, 1, 0, 2, 1, 0, 0, 1, 2, 0, 1, 0] * 2, [0, 2, 1, 2, 1, 0, 1, 2, 2, 1, 1, 0] * 2,
               "nought to two cases a month", "--chart", "p", found=["no_lower_limit", "no_upper_limit"], says=""),
        shares(list(wide), [900] * 24, "more than chance between months on a P chart", "--chart", "p",
               found=["over_dispersed"], says="signal"),
        shares([270, 271, 269, 270, 272, 268, 270, 271] * 3, [900] * 24, "less than chance", "--chart", "p",
               found=["under_dispersed"]),
        shares([15] * 12 + [5] * 12, [50] * 24, "a fall on a P chart of two years", "--chart", "p", says="",
               side="down"),
        shares([30, 28, 33, 29, 31, 27, 32, 30, 29, 31, 30, 28] * 2, [100] * 24, "shares are per cent", "--chart", "p"),
        shares([0] * 24, [20] * 24, "no event in any month", "--chart", "p", found=["constant"]),
        shares([20, 20, 19, 20, 20, 20, 20, 20] * 3, [20] * 24, "the median at a hundred per cent",
               found=["median_edge"]),
    ]  # fmt: skip


FULL_FR = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre")  # fmt: skip


def _from_others() -> list[Ugly]:
    """What files of other people hold: several ways of writing in one column, rows that are no points, odd numbers."""
    days, iso = starts(24), [d.isoformat() for d in starts(24)]
    mixed = [(f"{d:%Y-%m}", f"{d:%b %Y}", f"{d:%B %Y}", f"{d:%m/%Y}")[k % 4] for k, d in enumerate(days)]
    both = [f"{d:%B %Y}" if k % 2 else f"{FULL_FR[d.month - 1]} {d.year}" for k, d in enumerate(days)]
    weeks = [(date(2024, 9, 30) + timedelta(days=7 * k)).isocalendar() for k in range(24)]
    marks = ("*", "", " (p)", "\u00b9")
    quarters = [(y, q) for y in range(2019, 2025) for q in range(1, 5)]
    totalled = [x for y in (2023, 2024) for x in (*(f"{d:%b %Y}" for d in starts(12, date(y, 1, 1))), f"Total {y}")]
    risen: dict[str, Any] = {"says": "unlikely", "side": "up"}
    turned: dict[str, Any] = {"found": ["turned"], "order": "turned"} | risen
    return [
        ugly("four ways of writing a month in one column", mixed, RISEN, absent=["turned", "sorted"], **risen),
        ugly("four ways of writing a month, newest first", mixed[::-1], RISEN[::-1], **turned),
        ugly("English and French months by turns, newest first", both[::-1], RISEN[::-1], **turned),
        ugly("fiscal years newest first", [f"{y}/{(y + 1) % 100:02d}" for y in range(2025, 2001, -1)], RISEN[::-1],
             **turned),
        ugly("quarters of fiscal years, newest first", [f"FY{y} Q{q}" for y, q in quarters][::-1], RISEN[::-1],
             found=["turned", "fiscal_quarters"], order="turned", says="unlikely", side="up"),
        ugly("fiscal years over two, the quarter behind", [f"{y}/{y % 100 + 1} Q{q}" for y, q in quarters], RISEN,
             found=["fiscal_quarters"], absent=["turned", "no_time"], **risen),
        ugly("fiscal years over two, the quarter first, newest first", [f"Q{q} {y}-{y % 100 + 1}" for y, q in quarters]
             [::-1], RISEN[::-1], found=["turned", "fiscal_quarters"], order="turned", says="unlikely", side="up"),
        ugly("a fiscal quarter is absent", [f"FY{y} Q{q}" for y, q in quarters if (y, q) != (2021, 2)],
             [*RISEN[:9], *RISEN[10:]], found=["fiscal_quarters", "absent_periods"], **risen),
        ugly("quarters of fiscal years and of the calendar in one column", [f"{'FY' * (q == 2)}{y} Q{q}" for y, q in
             quarters][::-1], RISEN[::-1], found=["no_time"], order="no_time"),
        ugly("fiscal years named once and over two in one column", [f"FY{y} Q{q}" if q < 3 else f"{y}/{y % 100 + 1} "
             f"Q{q}" for y, q in quarters][::-1], RISEN[::-1], found=["no_time"], order="no_time"),
        ugly("quarters and nothing else over six years, newest first", [f"Q{q}" for _, q in quarters][::-1],
             RISEN[::-1], **turned),
        ugly("numbered weeks over the turn of the year", [f"Week {(40 + k) % 52 + 1}" for k in range(24)], RISEN,
             absent=["sorted", "turned"], **risen),
        ugly("numbered weeks over the turn of the year, newest first", [f"Wk {(40 + k) % 52 + 1}" for k in range(24)]
             [::-1], RISEN[::-1], **turned),
        ugly("bare week numbers over the turn of the year, one absent", [w for k in range(25) if
             (w := (40 + k) % 52 + 1) != 1], RISEN, absent=["sorted"], **risen),
        ugly("numbered periods that stand again after others", [f"Period {k % 13 + 1}" for k in range(24)][::-1],
             RISEN[::-1], found=["no_time"], order="no_time"),
        ugly("marks of footnotes at the months", [f"{d:%b %Y}{marks[k % 4]}" for k, d in enumerate(days)]
             [::-1], RISEN[::-1], **turned),
        ugly("Apr-24 and 24-Apr in one column, newest first", [f"{d:%b-%y}" if k % 2 else f"{d:%y-%b}" for k, d in
             enumerate(days)][::-1], RISEN[::-1], **turned),
        Ugly("a heading again in the middle", file_of(iso, RISEN).replace("2024-01-01", "When , N\n2024-01-01"),
             ("--y", "n", "--x", "when"), frozenset(["repeated_heading"]), frozenset(["undated_rows"]), "as_given",
             "unlikely", "up"),
        ugly("ISO weeks over the turn of the year, newest first", [f"{y}-W{w}" for y, w, _ in weeks][::-1],
             RISEN[::-1], **turned),
        ugly("days with years of two digits, newest first", [f"{d:%d-%b-%y}" for d in days][::-1], RISEN[::-1],
             **turned),
        ugly("no labels at all", [""] * 24, RISEN, found=["no_time"], order="no_time"),
        ugly("every second label is missing", [d if k % 2 else "" for k, d in enumerate(iso)], RISEN,
             found=["undated_rows", "absent_periods"], says=""),
        ugly("two series one below the other", [f"{d:%Y-%m}" for d in days] * 2, [*RISEN, *[v + 100 for v in RISEN]],
             found=["duplicates_asked", "short_phase"], order="sorted"),
        ugly("forecasts behind today", [f"{d:%Y-%m}" for d in starts(36, date(2025, 1, 1))], [*RISEN[:23], *[40] * 13],
             found=["not_yet"], **risen),
        ugly("noughts for months to come", [f"{d:%b %Y}" for d in starts(26, date(2025, 1, 1))],
             [*RISEN[:23], 0, 0, 0], found=["not_yet"], **risen),
        ugly("a sum without a word at the end", [*(f"{d:%Y-%m}" for d in days), ""], [*RISEN, sum(RISEN)],
             found=["undated_rows"], **risen),
        ugly("a sum in French", [*(f"{d:%Y-%m}" for d in days), "Total général"], [*RISEN, sum(RISEN)],
             found=["summary_rows"], **risen),
        ugly("a sum behind each year", totalled, [*LOW, sum(LOW), *HIGH, sum(HIGH)], found=["undated_rows"], **risen),
        ugly("every month twice alike", [f"{d:%Y-%m}" for d in days for _ in (0, 1)],
             [v for v in RISEN for _ in (0, 1)], found=["duplicates_same"], **risen),
        ugly("a year is missing", [f"{d:%Y-%m}" for d in (*starts(12), *starts(12, date(2025, 1, 1)))], RISEN,
             found=["absent_periods"], **risen),
        ugly("more than a hundred per cent", iso, [f"{100 + v}%" for v in RISEN], found=["percent", "over_a_hundred"],
             **risen),
        ugly("below zero", iso, [v - 10 for v in RISEN], "--chart", "i", says="signal", side="up"),
        ugly("a step up and back again", [d.isoformat() for d in starts(36)], [*LOW, *HIGH, *LOW], says=""),
        ugly("constant but for one month", iso, [*[7] * 20, 9, 7, 7, 7], found=["median_edge"]),
        ugly("a phase of two points", [d.isoformat() for d in starts(14)], [*LOW, 40, 41], "--parts", "12",
             found=["short_phase"]),
        ugly("to and fro", iso, [5, 15] * 12),
        ugly("one enormous value among counts on a run chart", iso, [*LOW, 9000, *LOW[:11]]),
        ugly("999 far above numbers of two figures is a code", iso, [*[30 + v for v in LOW], 999, 999, *[30 + v for v in
             LOW[:10]]], found=["missing_codes"], says=""),
        ugly("999 among hundreds is a number", iso, [*[300 + v for v in LOW], 999, 999, *[300 + v for v in LOW[:10]]],
             absent=["missing_codes"], says=""),
        ugly("dollars", iso, [f"${v}" for v in RISEN], **risen),
        ugly("euros behind", iso, [f"{v} €" for v in RISEN], **risen),
        ugly("Swiss thousands", iso, [f"1\u2019{v:03d}" for v in RISEN], **risen),
        ugly("Indian groups", iso, [f"1,00,{v:03d}" for v in RISEN], found=["thousands"], **risen),
        shares([30, 9, 12, 8, 11, 7, 10, 13, 9, 8, 12, 10] * 2, [20] * 24, "more counted than there were",
               found=["beyond_the_whole"]),
    ]  # fmt: skip


UGLY: tuple[Ugly, ...] = (*_styles(), *_orders(), *_spellings(), *_shapes(), *_shares(), *_from_others())
