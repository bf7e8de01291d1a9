"""Every way of writing a time crossed with every order of rows, and every way of writing a number: none inverted.

A rise from about 6 to about 15 in 24 points. Whatever the labels look like, a chart says that it rose, or says nothing
of what came after what; it never says that it fell, and never a word more than its findings allow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ugly_series import RISEN, starts

from dashboard.cli import main

Say = pytest.CaptureFixture[str]
FR = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
      "décembre")  # fmt: skip
SHORT_FR = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
ENDS = (("Jan", "Mar"), ("Apr", "Jun"), ("Jul", "Sep"), ("Oct", "Dec"))
MIXED = (7, 0, 15, 3, 20, 11, 1, 23, 9, 18, 5, 13, 2, 22, 8, 16, 4, 19, 10, 21, 6, 14, 12, 17)
ORDERS = {"newest first": tuple(range(23, -1, -1)), "oldest first": tuple(range(24)), "in no order": MIXED}


def month_end(day: date) -> date:
    return (day + timedelta(days=31)).replace(day=1) - timedelta(days=1)


MONTHLY: dict[str, Callable[[date], str]] = {
    "janvier 2024": lambda d: f"{FR[d.month - 1]} {d.year}",
    "JANVIER 2024": lambda d: f"{FR[d.month - 1].upper()} {d.year}",
    "Fevrier 2024, no accent": lambda d: f"{FR[d.month - 1].replace('é', 'e').replace('û', 'u').title()} {d.year}",
    "janv.-24": lambda d: f"{SHORT_FR[d.month - 1]}-{d:%y}",
    "2024 janv": lambda d: f"{d.year} {SHORT_FR[d.month - 1].strip('.')}",
    "1er janvier 2024": lambda d: f"1er {FR[d.month - 1]} {d.year}",
    "1 janvier 2024": lambda d: f"1 {FR[d.month - 1]} {d.year}",
    "lundi 1 janvier 2024": lambda d: f"{DAYS_FR[d.weekday()]} {d.day} {FR[d.month - 1]} {d.year}",
    "01-2024": lambda d: f"{d:%m-%Y}",
    "1/2024": lambda d: f"{d.month}/{d.year}",
    "2024/01": lambda d: f"{d:%Y/%m}",
    "2024.01": lambda d: f"{d:%Y.%m}",
    "2024-1": lambda d: f"{d.year}-{d.month}",
    "2024M01": lambda d: f"{d.year}M{d.month:02d}",
    "M01 2024": lambda d: f"M{d.month:02d} {d.year}",
    "Jan '24": lambda d: f"{d:%b} '{d:%y}",
    "Jan.24": lambda d: f"{d:%b}.{d:%y}",
    "jan24": lambda d: f"{d:%b%y}".lower(),
    "January, 2024": lambda d: f"{d:%B}, {d.year}",
    "Sept 2024": lambda d: f"{'Sept' if d.month == 9 else f'{d:%b}'} {d.year}",
    "20240101": lambda d: f"{d:%Y%m%d}",
    "2024/01/01": lambda d: f"{d:%Y/%m/%d}",
    "Mon, 01 Jan 2024": lambda d: f"{d:%a, %d %b %Y}",
    "2024-01-01T00:00:00Z": lambda d: f"{d.isoformat()}T00:00:00Z",
    "2024-01-01 00:00:00": lambda d: f"{d.isoformat()} 00:00:00",
    "28/01/24": lambda d: f"{d + timedelta(days=27):%d/%m/%y}",
    "01/28/24": lambda d: f"{d + timedelta(days=27):%m/%d/%y}",
    "1/21/2024 0:00": lambda d: f"{d.month}/{d.day + 20}/{d.year} 0:00",
    "15.1.24": lambda d: f"{d.day + 14}.{d.month}.{d:%y}",
    "2024-01-01 to 2024-01-31": lambda d: f"{d.isoformat()} to {month_end(d).isoformat()}",
}
QUARTERLY: dict[str, Callable[[int, int], str]] = {
    "Q1-24": lambda y, q: f"Q{q}-{y % 100}",
    "2024Q1": lambda y, q: f"{y}Q{q}",
    "2024 T1": lambda y, q: f"{y} T{q}",
    "T1 2024": lambda y, q: f"T{q} {y}",
    "Qtr 1 2024": lambda y, q: f"Qtr {q} {y}",
    "1er trimestre 2024": lambda y, q: f"{q}{'er' if q == 1 else 'e'} trimestre {y}",
    "Jan-Mar 2024": lambda y, q: f"{'-'.join(ENDS[q - 1])} {y}",
}
WEEKLY: dict[str, Callable[[date], str]] = {
    "W03/2025": lambda d: f"W{d.isocalendar()[1]:02d}/{d.isocalendar()[0]}",
    "2025 week 3": lambda d: f"{d.isocalendar()[0]} week {d.isocalendar()[1]}",
    "S3 2025": lambda d: f"S{d.isocalendar()[1]} {d.isocalendar()[0]}",
    "w/c 6 Jan 2025": lambda d: f"w/c {d.day} {d:%b %Y}",
    "semaine du 6 janvier 2025": lambda d: f"semaine du {d.day} {FR[d.month - 1]} {d.year}",
}
NUMBERED = ("Day {}", "Month {}", "Mois {}", "Wk {}", "semaine {}", "P{:02d}", "Period {} of 24", "Cycle #{}")


def labels() -> Iterator[tuple[str, list[str]]]:
    months = starts(24)
    yield from ((name, [style(day) for day in months]) for name, style in MONTHLY.items())
    quarters = [(year, q) for year in range(2019, 2025) for q in range(1, 5)]
    yield from ((name, [style(*one) for one in quarters]) for name, style in QUARTERLY.items())
    weeks = [date(2025, 1, 6) + timedelta(days=7 * k) for k in range(24)]
    yield from ((name, [style(day) for day in weeks]) for name, style in WEEKLY.items())
    yield from ((form, [form.format(k) for k in range(1, 25)]) for form in NUMBERED)
    yield "2001-02", [f"{year}-{(year + 1) % 100:02d}" for year in range(2001, 2025)]
    yield "2001/02", [f"{year}/{(year + 1) % 100:02d}" for year in range(2001, 2025)]
    yield "FY2001", [f"FY{year}" for year in range(2001, 2025)]
    yield "Mar 01, no year", [f"{date(2025, 3, 1) + timedelta(days=k):%b %d}" for k in range(24)]


LABELS = dict(labels())
NUMBERS: dict[str, tuple[Callable[[int], str], float]] = {  # how 16 is written, and what it then is
    "quoted": (lambda v: f'"{v}"', 16),
    "a dot behind": (lambda v: f"{v}.", 16),
    "a plus before": (lambda v: f"+{v}", 16),
    "powers of ten": (lambda v: f"{v:.2E}", 16),
    "per cent behind a no-break space": (lambda v: f"{v}\u00a0%", 16),
    "wide per cent": (lambda v: f"{v}\uff05", 16),
    "decimal comma and per cent": (lambda v: f"{v},5%", 16.5),
    "no nought before the point": (lambda v: f".{v:02d}", 0.16),
    "no nought before the comma": (lambda v: f",{v:02d}", 0.16),
    "three decimals behind a point": (lambda v: f"0.{v:03d}", 0.016),
    "three decimals behind a comma": (lambda v: f"0,{v:03d}", 0.016),
    "apostrophes part thousands": (lambda v: f"1'{v:03d}", 1016),
    "no-break spaces part thousands": (lambda v: f"12\u00a0{v:03d}", 12016),
    "English thousands and decimals": (lambda v: f"{1000 + v:,}.50", 1016.5),
    "French thousands and decimals": (lambda v: f"1\u202f0{v:02d},5", 1016.5),
    "wide digits": (lambda v: "".join(chr(0xFF10 + int(c)) for c in str(v)), 16),
    "Devanagari digits": (lambda v: "".join(chr(0x966 + int(c)) for c in str(v)), 16),
}


def told_of(rows: str, folder: Path, say: Say) -> dict[str, Any]:
    file = folder / "ugly.csv"
    file.write_text(f"when\tn\n{rows}\n", "utf-8")
    assert main(["spc", str(file), "--y", "n", "--x", "when", "--json"]) == 0
    found: dict[str, Any] = json.loads(say.readouterr().out)
    return found


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLEBOARD_TODAY", "2026-11-30")


def refuse_unsupported(told: dict[str, Any]) -> None:
    words = f"{told['sentence']} {told['verdict']}"
    assert told["unlikely_to_be_chance"] or "unlikely to be chance" not in words
    assert not told["unlikely_to_be_chance"] or told["false_alarms"] <= 0.10


@pytest.mark.slow
@pytest.mark.parametrize("style", LABELS)
def test_a_rise_is_told_as_a_rise_however_its_times_are_written_and_ordered(
    style: str, tmp_path: Path, capsys: Say
) -> None:
    wanted = {"newest first": "turned", "oldest first": "as_given", "in no order": "sorted"}
    for order, places in ORDERS.items():
        told = told_of("\n".join(f"{LABELS[style][k]}\t{RISEN[k]}" for k in places), tmp_path, capsys)
        assert told["order"] == wanted[order], (style, order)
        assert [point["y"] for point in told["points"]] == RISEN
        assert told["unlikely_to_be_chance"]
        newest = max((s for s in told["signals"] if s["direction"]), key=lambda s: s["last"])
        assert newest["direction"] == "up"
        assert "are all below" not in f"{told['sentence']} {told['verdict']}"
        refuse_unsupported(told)


@pytest.mark.slow
@pytest.mark.parametrize("style", NUMBERS)
def test_a_rise_is_a_rise_however_its_numbers_are_written(style: str, tmp_path: Path, capsys: Say) -> None:
    write, sixteen = NUMBERS[style]
    days = [day.isoformat() for day in starts(24)]
    told = told_of("\n".join(f"{days[k]}\t{write(RISEN[k])}" for k in range(23, -1, -1)), tmp_path, capsys)
    assert told["points"][-1]["y"] == pytest.approx(sixteen)
    assert {s["direction"] for s in told["signals"] if s["last"] == 24} - {None} == {"up"}
    refuse_unsupported(told)


@pytest.mark.slow
@pytest.mark.parametrize(
    "labels",
    [
        [f"{k:02d}/{m:02d}" for m in (3, 4) for k in range(1, 13)],
        [f"Spring {k}" if k % 2 else f"Autumn {k}" for k in range(2001, 2025)],
        [f"after visit {k} of 2024" for k in range(24)],
        [*["Jan", "Mar", "Feb", "Jun", "May", "Apr", "Dec", "Nov", "Jul", "Oct", "Sep", "Aug"] * 2],
    ],
    ids=["day and month alone", "seasons", "sentences with a year", "months without years in no order"],
)
def test_labels_whose_order_nobody_knows_say_nothing_of_what_came_after_what(
    labels: list[str], tmp_path: Path, capsys: Say
) -> None:
    told = told_of("\n".join(f"{label}\t{y}" for label, y in zip(labels, RISEN, strict=True)), tmp_path, capsys)
    assert told["order"] in ("unknown", "no_time")
    assert not told["signals"]
    assert not told["unlikely_to_be_chance"]
    refuse_unsupported(told)


def test_the_grid_is_wide() -> None:
    assert 3 * len(LABELS) + len(NUMBERS) >= 170
