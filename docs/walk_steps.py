"""The story whose pictures docs/make_walk_through.py takes: one change, from its aim to its story."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.store import Store
from sample_data.cut import exported

if TYPE_CHECKING:
    from make_walk_through import Champion

Comes = Callable[[Path, date], AbstractContextManager["Champion"]]
ODILE = "Odile Savard"
OUTCOME = "Imaging rate without red flags"
TALLY = "Pamphlet given"
STATED = re.compile(rf"{OUTCOME}: from \d+% to 20% or less")


def walk(comes: Comes, place: Path) -> None:
    """Every step in the order of the manual; the clock moves between them."""
    data = place / "data"
    known_to(date(2025, 12, 5), data, place)
    with comes(data, date(2025, 12, 8)) as now:
        december(now)
    with comes(data, date(2026, 1, 1)) as now:
        january(now)
    known_to(date(2026, 7, 1), data, place)
    with comes(data, date(2026, 7, 2)) as now:
        july(now)


def known_to(day: date, data: Path, place: Path) -> None:
    """Bring in the practice's export as it was on a day; what was set in the app stays set."""
    files = exported(day, place / f"export {day}")
    store = Store(data)
    told = next(one for one in files if one.suffix == ".toml").read_text("utf-8")
    settings = None if store.clinics() else read_settings(told)
    bring_in(store, [one for one in files if one.suffix == ".csv"], settings=settings, export_date=day, today=day)


def december(now: Champion) -> None:
    """An aim, the first patient, a prediction that is locked, and a tally for the phone."""
    now.opens("/")
    now.shows("01-this-week", menu=True, most=1000)
    now.follows("Our change")
    now.names("Which measure will tell?", OUTCOME)
    now.types("How far? The per cent to reach", "20")
    now.is_called(ODILE)
    now.shows("02-aim", most=1000)
    now.presses("Keep the aim")
    now.sees(STATED)
    now.types("What will you try?", "Pamphlet in every visit")
    now.types("How many will go as planned?", "1")
    now.page.locator("h1").first.click()
    now.shows("03-first-patient", most=1200)
    now.presses("Plan this test")
    now.sees("The test is planned.")
    now.presses("Start the test")
    now.presses("Yes, start and lock the prediction")
    now.sees("The test runs. Its prediction is locked.")
    tally(now)


def tally(now: Champion) -> None:
    """What no export holds, tapped as it happens."""
    now.opens("/tally")
    now.is_called(ODILE)
    now.types("Its name, as it shall stand on the chart", TALLY)
    now.types("What makes a “yes”?", "given a pamphlet")
    now.types("Out of what?", "patients seen with low back pain")
    now.page.get_by_text("More is better").click()
    now.rests()
    now.presses("Start this tally")
    now.sees("The tally is ready.")
    for tap in ("Yes: given a pamphlet", "Yes: given a pamphlet", "No: not this time", "Yes: given a pamphlet"):
        now.page.get_by_role("button", name=tap).click()
        now.rests()
    now.sees("3 of 4")
    now.opens(now.page.url.removeprefix(now.address))
    now.shows("04-tally", most=700)


def january(now: Champion) -> None:
    """The test has ended: its result beside the prediction, what was learned, and the decision."""
    now.opens("/")
    now.follows("Our change")
    now.is_called(ODILE)
    now.presses("End the test")
    now.sees("The test has ended.")
    now.types("How many of 1 went as planned? (empty: cannot tell yet)", "1")
    now.types("What did we learn?", "It opens the talk and takes no longer.")
    now.shows("05-learned", most=1400)
    now.presses("Keep what was learned")
    now.sees("What you learned is kept.")
    now.ticks(re.compile("^Adopt"))
    now.presses("Keep the decision")
    now.sees(re.compile("^Adopted from 1 January 2026"))
    now.shows("06-adopted", most=1400)


def july(now: Champion) -> None:
    """Half a year later: the verdict, the review, the story, and the wall."""
    now.opens("/")
    now.shows("07-half-a-year-later", menu=True, most=1300)
    now.opens(f"/measure?measure={OUTCOME.replace(' ', '+')}")
    now.page.wait_for_selector(".js-plotly-plot .point")
    now.shows("08-measure", most=1100)
    now.opens("/")
    now.follows("Our change")
    now.sees("6-month review of “Pamphlet in every visit”")
    now.is_called(ODILE)
    now.ticks("Yes, everybody does it")
    now.shows("09-review", most=1600)
    now.presses("Hold the review")
    now.sees(re.compile("The review is held"))
    now.follows("The story")
    now.sees(re.compile("Pamphlet in every visit"))
    now.shows("10-story", most=1500)
