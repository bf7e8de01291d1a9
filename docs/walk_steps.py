"""The story whose pictures docs/make_walk_through.py takes: one change, from the aim to the review that held it."""

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
ODILE, JUNE, KOFI, MAREN = "Odile Savard", "June Tamarack", "Kofi Lind", "Maren Holt"
ROLES = {
    ODILE: "Champion",
    JUNE: "Physician or nurse practitioner",
    KOFI: "Data or EMR person",
    MAREN: "Manager or improvement planner",
}
OUTCOME, PROCESS, BALANCE = (
    "Imaging rate without red flags",
    "Pamphlet or exercise prescription given",
    "Appointments that ran over",
)
WIDE = 1400
MAIN = '[data-testid="stMainBlockContainer"]'
RATED = {
    ODILE: (5, 4, 4, 5, 4, 4, 3, 4, 5, 4, 3, 4),
    JUNE: (4, 4, 5, 4, 4, 2, 3, 4, 4, 3, 4, 4),
    MAREN: (4, 3, 4, 2, 4, 4, 2, 4, 3, 4, 1, 4),
}


def walk(comes: Comes, place: Path) -> None:
    """Every step in the order of the manual; the clock moves between them."""
    data = place / "data"
    known_to(date(2025, 12, 5), data, place)
    with comes(data, date(2025, 12, 8)) as now:
        huddle(now)
        aim(now)
        team_and_measures(now)
        gaps(now)
        ideas(now)
        plan(now)
        diagram(now)
        tally(now)
    known_to(date(2026, 2, 13), data, place)
    with comes(data, date(2026, 2, 16)) as now:
        study(now)
        adopt(now)
    known_to(date(2026, 4, 7), data, place)
    with comes(data, date(2026, 4, 8)) as now:
        baseline(now)
        first_review(now)
    known_to(date(2026, 9, 11), data, place)
    with comes(data, date(2026, 9, 14)) as now:
        what_happened(now)
        chart_with_flags(now)
        did_it_work(now)
        second_review(now)
        hand_over(now)


def known_to(day: date, data: Path, place: Path) -> None:
    """Bring in the practice's export as it was on a day; what was set in the app stays set."""
    files = exported(day, place / f"export {day}")
    store = Store(data)
    told = next(one for one in files if one.suffix == ".toml").read_text("utf-8")
    settings = None if store.clinics() else read_settings(told)
    bring_in(store, [one for one in files if one.suffix == ".csv"], settings=settings, export_date=day, today=day)


def huddle(now: Champion) -> None:
    now.opens("/")
    now.shows("01-huddle", end=".st-key-tiles", menu=True, most=1000)


def aim(now: Champion) -> None:
    now.opens("/our_aim")
    now.is_called(ODILE)
    now.presses("Begin a project")
    now.sees("Which measure will tell?")
    now.names("Which measure will tell?", OUTCOME)
    now.types("How far? The per cent to reach", "20")
    now.dates("By when?", "2026-12-31")
    now.types(
        "In your own words: what will be better, and for whom?",
        "Our patients get a picture of the back when it would change their care, and a plan when it would not.",
    )
    now.presses("Keep the aim")
    now.sees(re.compile("from .*% to 20% or less"))
    now.shows("02-aim", end='[data-testid="stFormSubmitButton"]', most=1500)


def team_and_measures(now: Champion) -> None:
    now.turns_to("Team")
    for name, role in ROLES.items():
        now.types("Name or initials", name)
        now.names("Roles", role)
        now.presses("Add to the team")
        now.sees(f"{name} is on the team.")
    now.shows("03-team", start='[role="tablist"]', end=f'{MAIN} p:has-text("Allied provider")', most=900)
    now.turns_to("Measures")
    for option in (f"Process: {PROCESS}", f"Balancing: {BALANCE}"):
        now.adds("The few measures, beside the one of the aim", option)
    now.presses("Keep the measures")
    now.sees("The measures are kept.")
    now.presses("Show the few measures in the huddle instead")
    now.shows("04-measures", start='[role="tablist"]', end='[data-testid="stFormSubmitButton"]', most=900)


def gaps(now: Champion) -> None:
    now.turns_to("Gaps")
    for number, answer in enumerate(
        ("yes", "yes", "not sure", "yes", "no", "no", "yes", "not sure", "no", "yes", "no", "yes", "not sure")
    ):
        asked = now.page.get_by_role("radiogroup").nth(number)
        asked.get_by_text(answer, exact=True).click()
    now.presses("Keep the answers")
    now.sees("The answers are kept.")
    now.shows("05-gaps", start='[role="tablist"]', most=900)


def ideas(now: Champion) -> None:
    now.opens("/change_ideas")
    now.is_called(ODILE)
    now.page.locator(".st-key-idea-pamphlet").get_by_role("button", name="Take it up").click()
    now.rests()
    now.sees(re.compile("^Taken up: Hand over a pamphlet"))
    now.shows("06-ideas", most=1150)


def plan(now: Champion) -> None:
    now.follows("Plan a test of this")
    now.types("Name of the test", "Pamphlet in every visit")
    now.types("What do we want to find out?", "Does it help the talk, and does it fit into a full day?")
    now.page.get_by_label("of what", exact=True).click()
    now.page.get_by_role("option", name="weeks").click()
    now.rests()
    now.types("Size: how many", "3")
    now.names("Who leads it", ODILE)
    now.presses("Plan this test")
    now.sees("The test is planned.")
    predict(now, PROCESS, "50", "70")
    now.unfolds("Another prediction")
    predict(now, OUTCOME, "15", "30")
    now.types("What (task 1)", "A pamphlet on every desk")
    now.names("Who (task 1)", KOFI)
    now.types("Where (task 1)", "all rooms")
    now.dates("When (task 1)", "2025-12-08")
    now.presses("Keep the tasks")
    now.sees("The tasks are kept.")
    now.shows("07-plan", start="h2:has-text('Plan')", end='button:has-text("Start the test")', most=1600)
    now.presses("Start the test")
    now.sees(re.compile("the prediction stays as it is"))
    now.presses("Yes, start and lock the prediction")
    now.sees("The test runs. Its prediction is locked.")
    now.shows("08-locked", end='summary:has-text("Correct or complete Plan")', most=1300)


def predict(now: Champion, measure: str, low: str, high: str) -> None:
    now.names("Measure to watch", measure)
    now.types("From (%)", low)
    now.types("To (%)", high)
    now.dates("By which day", "2026-01-31")
    now.presses("Keep this prediction")
    now.sees("The prediction is kept.")


def diagram(now: Champion) -> None:
    now.opens("/our_aim?charter=Driver+diagram")
    now.shows("09-diagram", start='[role="tablist"]', end=f"{MAIN} img:visible", most=1500)


def tally(now: Champion) -> None:
    now.opens("/tally")
    now.is_called(ODILE)
    now.types("Its name, as it shall stand on the chart", "Pamphlet given")
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
    now.shows("10-tally", most=700)
    now.turns_to("Card")
    now.shows("11-card", start=".hb-tally-card img", end=".hb-tally-card img", most=1200, widths=(WIDE,), beside=500)


def study(now: Champion) -> None:
    now.opens("/tests_of_change?cycle=1")
    now.is_called(ODILE)
    now.ticks("yes")
    now.types(
        "What did you see?", "With the pamphlet on the desk nobody forgot it. Three patients asked for a second one."
    )
    now.types("What surprised you?", "It took no longer than the usual talk.")
    now.dates("Last day of the test", "2025-12-31")
    now.presses("End the test")
    now.sees("The test has ended.")
    for number in (1, 2):
        asked = now.page.get_by_role("radiogroup", name=f"What came of prediction {number}?")
        asked.get_by_text("from the data").click()
        now.rests()
    now.types("What did we learn?", "On the desk it needs nobody's memory, and it opens the talk about what helps.")
    now.shows("12-study", start='p:has-text("Expected:")', end='button:has-text("Keep what was learned")')
    now.presses("Keep what was learned")
    now.sees("What you learned is kept.")
    now.shows("13-found", start="h2:has-text('Study')", end='dd:has-text("On the desk it needs")')


def adopt(now: Champion) -> None:
    now.ticks(re.compile("^Adopt"))
    now.types("What comes next?", "Fill the desks every Monday; look again after three months.")
    now.dates("From which day is it how we work?", "2026-01-01")
    now.shows("14-adopt", start="h2:has-text('Act')", end='button:has-text("Keep the decision")')
    now.presses("Keep the decision")
    now.sees("Adopted from 1 January 2026. Reviews after 3 and 6 months: 1 April 2026 and 1 July 2026.")
    now.opens("/reviews")
    now.shows("15-reviews", end=f'{MAIN} [data-testid="stDownloadButton"]')


def baseline(now: Champion) -> None:
    now.opens("/measure?measure=Imaging+rate+without+red+flags&part=Baseline+and+phases")
    now.presses("Freeze a baseline there")
    now.sees("What would change")
    now.is_called(ODILE)
    now.shows("16-baseline", start='[role="tablist"]', end='button:has-text("Keep this decision")', most=1750)
    now.presses("Keep this decision")
    now.sees(re.compile("^Kept:"))


def first_review(now: Champion) -> None:
    now.opens("/reviews?review=1")
    now.sees("What the data say")
    now.shows("17-three-months", end=".js-plotly-plot")
    now.is_called(ODILE)
    hold(now)


def hold(now: Champion) -> None:
    now.ticks("Yes, everybody does it")
    now.presses("Hold the review")
    now.sees(re.compile("The review is held"))


def what_happened(now: Champion) -> None:
    now.opens("/")
    now.shows("18-huddle-later", end=".st-key-tiles", menu=True, most=1000)
    now.opens("/notes")
    now.is_called(ODILE)
    now.dates("When?", "2026-05-11")
    now.dates("Until (only if it lasted)", "2026-08-28")
    now.page.get_by_label("What kind of thing?").first.click()
    now.page.get_by_role("option", name="leave", exact=False).first.click()
    now.rests()
    now.types("What happened? (nothing about a patient)", "One clinician on leave, a locum sees their patients")
    now.presses("Write it down")
    now.sees(re.compile("^Written down:"))
    now.shows("19-what-happened", end='summary:has-text("Correct or take back")')


def chart_with_flags(now: Champion) -> None:
    now.opens("/measure?measure=Imaging+rate+without+red+flags")
    now.page.wait_for_selector(".js-plotly-plot .main-svg")
    now.shows("20-measure", end=".st-key-about-flags")


def did_it_work(now: Champion) -> None:
    now.turns_to("Did it work?")
    now.sees(re.compile("than the months before would lead one to expect"))
    picture = ".st-key-course .js-plotly-plot"
    now.page.wait_for_selector(f"{picture} .main-svg")
    now.shows("21-did-it-work", start='[role="tablist"]', end=picture)
    now.unfolds("Too soon to tell?")
    now.sees("The gauge as a table")
    part = 'details:has(summary:has-text("Too soon to tell?"))'
    now.shows("22-too-soon", start=part, end=part)


def second_review(now: Champion) -> None:
    now.opens("/reviews?rate=2")
    for name, scores in RATED.items():
        now.is_called(name)
        asked = now.page.get_by_role("radiogroup")
        for number, score in enumerate(scores[: asked.count()]):
            asked.nth(number).get_by_text(str(score), exact=False).first.click()
        if name == MAREN:
            now.shows("23-rating", most=900)
        now.presses("Give my rating")
        now.sees("Thank you, your rating is kept.")
    now.opens("/reviews?review=2")
    now.page.wait_for_selector(".js-plotly-plot .main-svg")
    now.shows("24-review", end='details:has(summary:has-text("Are then and now counted alike"))', most=2000)
    now.shows("25-spread", start="h3:has-text('What we think')", end='summary:has-text("The answers in words")')
    now.is_called(ODILE)
    now.ticks("Partly: some people, or some days")
    now.ticks("Its numbers are on a huddle or meeting agenda")
    now.types("What drifted, or is out of date?", "From May to August nobody filled the desks of the locum's rooms.")
    now.ticks("Strengthen: it holds, but needs support")
    now.dates("Next review on (optional)", "2026-12-14")
    now.shows("26-hold", start="h3:has-text('Hold the review')", end='button:has-text("Hold the review")', most=2000)
    now.presses("Hold the review")
    now.sees(re.compile("The review is held"))
    now.types(
        "What would you tell a colleague?",
        "With the pamphlet on the desk the talk is easier. While a colleague was away nobody filled two of the "
        "rooms, and the numbers began to slip. Looking again is how we saw it.",
    )
    now.presses("Keep the story")
    now.sees("The story is kept.")
    now.opens("/reviews?story=2")
    now.shows("27-story", end=".story", most=1900, beside=790)


def hand_over(now: Champion) -> None:
    now.opens("/our_aim?charter=Project")
    last = 'summary:has-text("Bring in a project from another Huddleboard")'
    now.shows("28-hand-over", start='[role="tablist"]', end=last)
