"""The made-up stories, seeded, that the pictures of the docs are drawn from: one for every kind of chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from dashboard.drawing.cusum import cusum_figure, cusum_svg
from dashboard.drawing.figures import figure_of
from dashboard.drawing.funnel import funnel_figure, funnel_svg
from dashboard.drawing.pareto import pareto_figure, pareto_svg
from dashboard.drawing.picture import DayNote, Scene
from dashboard.drawing.printed import svg_of
from dashboard.drawing.scene import plain_scene, scene
from dashboard.drawing.tiles import tile
from measures.series import POINT_SCHEMA, Series
from measures.spc import analyse, analyse_series
from measures.spc.allowed import as_allowed
from measures.spc.bernoulli_cusum import bernoulli_cusum
from measures.spc.from_events import GAP, chart_of_gaps, days_between, gap_series, open_gap
from measures.spc.funnel import funnel
from measures.spc.pareto import pareto

WIDE, NARROW = 900, 390


@dataclass(frozen=True)
class Shot:
    """One picture of the docs: its file, what it is for, and how it is made at a width."""

    name: str
    says: str
    html: Callable[[int], str]
    widths: tuple[int, ...] = (WIDE,)


def months(count: int) -> list[date]:
    """The first days of months from January 2023."""
    return [date(2023 + k // 12, k % 12 + 1, 1) for k in range(count)]


def weeks(count: int) -> list[date]:
    """Mondays from 6 January 2025."""
    return [date(2025, 1, 6) + timedelta(weeks=k) for k in range(count)]


def on_paper(picture: Scene) -> Callable[[int], str]:
    """The SVG of a picture, as wide as asked."""
    return lambda width: svg_of(picture, width)


def on_screen(picture: Scene) -> Callable[[int], str]:
    """The Plotly figure of a picture, filling the width."""
    return lambda width: as_html(figure_of(picture))


def as_html(figure: Any) -> str:
    """A figure that needs no network."""
    return figure.to_html(include_plotlyjs=True, full_html=False, config={"displayModeBar": False, "responsive": True})


def numbers(title: str, y_title: str, y: Any, n: Any = None, flags: tuple[DayNote, ...] = (), **choices: Any) -> Scene:
    """A picture of any numbers."""
    return plain_scene(analyse(y, n, **choices), title, y_title, flags)


def run_charts() -> Iterator[Shot]:
    """Charts without limits."""
    chance = np.random.default_rng(3)
    waits = np.concatenate([chance.normal(14, 2.5, 14), chance.normal(9.5, 2, 12)]).round()
    picture = numbers(
        "Days to the third next available appointment",
        "Days, each Monday",
        waits,
        x=weeks(26),
        better="lower",
        freeze=12,
    )
    says = "Run chart: the first chart of any project; a median and the Anhøj rules, no limits."
    yield Shot("run", says, on_paper(picture))


def measurement_charts() -> Iterator[Shot]:
    """One number a point, or a few measured ones."""
    chance = np.random.default_rng(8)
    hours = chance.gamma(16, 1.6, 30)
    hours[21] = 58
    told = {"x": weeks(30), "better": "lower"}
    says = "I chart: one measurement a point; limits from the moving ranges of neighbours."
    yield Shot(
        "i", says, on_paper(numbers("Hours until a laboratory result is seen", "Hours", hours, chart="i", **told))
    )
    says = "MR chart: how much neighbours differ; read before the I chart is believed."
    yield Shot(
        "mr", says, on_paper(numbers("Hours until a result is seen: moving ranges", "Hours", hours, chart="mr", **told))
    )
    visits = chance.integers(20, 160, 24)
    total = [chance.normal(21, 9, n).clip(2).sum() for n in visits]
    picture = numbers(
        "Minutes in the waiting room", "Mean minutes", total, visits, chart="ip", x=months(24), better="lower"
    )
    yield Shot("ip", "I′ chart: averages that rest on very different numbers of visits.", on_paper(picture))
    week = np.repeat(np.arange(1, 25), 5)
    waited = chance.normal(21, 6, 120) + np.where(week > 18, 7, 0)
    for kind, title, says in (
        ("xbar", "Minutes waited, five patients a week", "X-bar chart: the mean of a small sample a week."),
        ("s", "Minutes waited: the spread in each sample", "S chart: the spread within each sample."),
        ("r", "Minutes waited: longest less shortest", "R chart: the range within each small sample."),
    ):
        picture = numbers(title, "Minutes", waited, chart=kind, subgroups=week, better="lower")
        yield Shot(kind, says, on_paper(picture))


def watchful_charts() -> Iterator[Shot]:
    """Charts that gather small changes, and a target that changed."""
    chance = np.random.default_rng(17)
    lasted = np.concatenate([chance.normal(20, 3, 16), chance.normal(18, 3, 14)]).round(1)
    told = {"x": weeks(30), "better": "lower"}
    for kind, says in (
        ("ewma", "EWMA chart: each point gathers those before it, the newest weighing most: for small changes."),
        ("cusum", "CUSUM of values: how far they have drifted above or below the centre since they were last on it."),
    ):
        picture = numbers("Minutes a phone visit takes", "Minutes, each week", lasted, chart=kind, **told)
        yield Shot(kind if kind == "ewma" else "cusum-values", says, on_paper(picture), (WIDE, NARROW))
    steps = [(1, 22.0), (11, 20.0), (21, 18.0)]
    picture = numbers("Minutes a phone visit takes", "Minutes, each week", lasted, chart="i", target=steps, **told)
    yield Shot("target", "A target that changed by date is drawn as steps.", on_paper(picture), (WIDE, NARROW))


def share_charts() -> Iterator[Shot]:
    """A share of something each period."""
    chance = np.random.default_rng(21)
    sizes = chance.integers(18, 70, 30)
    hits = chance.binomial(sizes, 0.55)
    hits[24] = round(sizes[24] * 0.93)
    says = "P chart: a share each month; its limits step with the number of patients."
    told = {"x": months(30), "better": "higher"}
    picture = numbers("Blood pressure written down at the visit", "Share of visits", hits, sizes, chart="p", **told)
    yield Shot("p", says, on_paper(picture))
    of_fifty = np.random.default_rng(22).binomial(50, 0.2, 24)
    charts = numbers("Of 50 charts read each month: no plan written", "Charts", of_fifty, [50] * 24, chart="np",
                     x=months(24), better="lower")  # fmt: skip
    yield Shot("np", "NP chart: how many of a sample that is always as large.", on_paper(charts))
    calls = chance.integers(3000, 5200, 30)
    level = 0.72 + np.cumsum(chance.normal(0, 0.012, 30)).clip(-0.08, 0.08)
    answered = chance.binomial(calls, level)
    says = "P′ chart: a share of thousands, where the plain limits would be too narrow."
    picture = numbers("Calls answered within three minutes", "Share of calls", answered, calls, chart="pp", **told)
    yield Shot("pp", says, on_paper(picture))


def count_charts() -> Iterator[Shot]:
    """Counts, and counts for each unit of opportunity."""
    chance = np.random.default_rng(5)
    days = chance.integers(700, 1400, 28)
    falls = chance.poisson(days * 0.0045)
    falls[19] = 16
    told = {"x": months(28), "better": "lower"}
    picture = numbers("Falls", "Falls in 1,000 resident days", falls, days, chart="u", multiply=1000, **told)
    yield Shot("u", "U chart: events for each unit of opportunity.", on_paper(picture))
    many = chance.integers(20_000, 40_000, 28)
    asked = chance.poisson(many * 0.02 * chance.gamma(60, 1 / 60, 28))
    picture = numbers(
        "Renewals asked for by fax", "In 1,000 prescriptions", asked, many, chart="up", multiply=1000, **told
    )
    yield Shot("up", "U′ chart: a rate with a very large denominator.", on_paper(picture))
    alarms = chance.poisson(7, 28)
    picture = numbers("Alarms of the vaccine fridge", "Alarms each month", alarms, chart="c", **told)
    yield Shot("c", "C chart: a plain count, the opportunity being about the same each month.", on_paper(picture))


def rare_charts() -> Iterator[Shot]:
    """Events so rare that the time between them says more than their number."""
    chance = np.random.default_rng(14)
    gaps = np.concatenate([chance.geometric(1 / 120, 18), chance.geometric(1 / 420, 8)])
    picture = numbers("Visits between two lost referrals", "Visits", gaps, chart="g", better="higher")
    yield Shot("g", "G chart: how many went well between two that did not.", on_paper(picture))
    days = np.concatenate([chance.exponential(24, 20), [190], chance.exponential(40, 6)]).round(1) + 0.5
    when = [date(2023, 1, 9) + timedelta(days=float(d)) for d in np.cumsum(days)]
    picture = numbers("Days between needle-stick injuries", "Days", days, chart="t", x=when, better="higher")
    yield Shot("t", "T chart: the days between two rare events.", on_paper(picture))


def event_charts() -> Iterator[Shot]:
    """Dated rare events: the gap before the first and the one since the last are open, and counted as what they are."""
    chance = np.random.default_rng(19)
    first, last = date(2024, 1, 1), date(2026, 11, 30)
    falls = [first + timedelta(days=int(day)) for day in np.cumsum(chance.exponential(34, 26)) + 20]
    falls = [day for day in falls if day < date(2026, 8, 20)]
    blank = Series("fall", "Falls in the clinic", "balancing", "lower", False, "falls", "", "ALL", "month",
                   pl.DataFrame(schema=POINT_SCHEMA))  # fmt: skip
    series = gap_series(blank, days_between(falls, first, last), "days")
    chart = as_allowed(chart_of_gaps(series, chart="te"), open_gap(series), GAP)
    says = "Days between rare events from their dates, with exact limits; the open gap at the end is still counting."
    yield Shot("te", says, on_paper(scene(series, chart)), (WIDE, NARROW))
    cases = np.random.default_rng(23).geometric(1 / 60, 24) - 1
    picture = numbers("Visits between two late results", "Visits", cases, chart="ge", better="higher")
    yield Shot("ge", "Exact G chart: cases between rare events, with geometric limits.", on_paper(picture))


def back_pain(count: int = 33) -> Series:
    """A made-up practice that images less after it changes its referral form."""
    chance = np.random.default_rng(11)
    sizes = chance.integers(24, 60, count)
    share = np.where(np.arange(count) < 20, 0.34, 0.17)
    starts = months(count + 1)
    points = {
        "period": [f"{start:%Y-%m}" for start in starts[:-1]],
        "start": starts[:-1],
        "end": [start - timedelta(days=1) for start in starts[1:]],
        "numerator": chance.binomial(sizes, share),
        "denominator": sizes,
        "unknown": [0] * count,
        "not_recorded": [0] * count,
        "immature": [k == count - 1 for k in range(count)],
        "partial": [False] * count,
    }
    return Series(
        "made_up",
        "Low-back-pain visits with a lumbar image and no red flag",
        "process",
        "lower",
        True,
        "visits with an image within 30 days",
        "low-back-pain visits without a red flag",
        "ALL",
        "month",
        pl.DataFrame(points),
    )


FLAGS = (
    DayNote(date(2024, 3, 12), "Team agreed on the red-flag checklist"),
    DayNote(date(2024, 9, 3), "New referral form asks for a red flag"),
    DayNote(date(2025, 2, 20), "Handout for patients in the rooms"),
)


def story() -> Iterator[Shot]:
    """Everything at once: baseline, phases, flags, target, an open month, a month left out."""
    series = back_pain()
    chart = analyse_series(series, chart="p", freeze=12, target=0.15)
    picture = scene(series, chart, FLAGS)
    says = "P chart with a baseline of 12 months, flags for what was done, a target, and the newest month still open."
    yield Shot("story", says, on_paper(picture), (WIDE, NARROW))
    says = "The same on screen: a pointer on a point says its limits, its n and why it is marked."
    yield Shot("story-screen", says, on_screen(picture), (WIDE, NARROW))
    cut = scene(series, analyse_series(series, chart="p", parts=[20], exclude=[7], target=0.15), FLAGS[1:])
    says = "The same in two phases, split where the form changed, with one month left out for a reason."
    yield Shot("phases", says, on_paper(cut))
    yield Shot("phases-screen", "The phases on screen.", on_screen(cut), (WIDE, NARROW))
    says = "The tile of the overview."
    yield Shot("tile", says, lambda width: tile(chart, series), (320,))


def rule_sets() -> Iterator[Shot]:
    """One series, judged by other rules."""
    chance = np.random.default_rng(6)
    share = np.concatenate([chance.normal(62, 4, 18), chance.normal(71, 4, 10)])
    share[5] = 44
    told = {"x": months(28), "better": "higher", "target": 80}
    for rules, says in (
        ("mdc", "The rules of NHS Making Data Count: typed points, and icons for variation and assurance."),
        ("nelson", "Nelson's eight rules."),
        ("western_electric", "The Western Electric rules."),
    ):
        picture = numbers("Patients seen within 48 hours", "Per cent", share, chart="i", rules=rules, **told)
        yield Shot(rules, says, on_paper(picture), (WIDE, NARROW) if rules == "mdc" else (WIDE,))
        if rules == "mdc":
            yield Shot("mdc-screen", "The same on screen.", on_screen(picture), (WIDE, NARROW))
    falling = np.array([31, 29, 33, 30, 32, 28, 34, 30, 29, 28, 26, 25, 23, 22, 24, 21, 23, 20, 22, 21.0])
    picture = numbers("No-shows in 100 booked visits", "Per cent", falling, x=months(20), rules="ihi", better="lower")
    yield Shot("ihi", "The run-chart rules taught by the IHI.", on_paper(picture))


def side_by_side() -> Iterator[Shot]:
    """Units at one time."""
    chance = np.random.default_rng(17)
    sizes = chance.integers(12, 400, 26)
    hits = chance.binomial(sizes, np.where(np.arange(26) == 4, 0.52, np.where(np.arange(26) == 17, 0.14, 0.3)))
    units = [f"Clinic {chr(65 + k)}" for k in range(26)]
    drawn = funnel(hits, sizes, units=units)
    told = {"y_title": "Share of visits with an image", "n_title": "visits of each clinic", "better": "lower"}
    says = "Funnel: units side by side; small ones may differ more by chance alone."
    paper = partial(funnel_svg, drawn, "Lumbar images at low-back-pain visits", **told)
    yield Shot("funnel", says, lambda width: paper(width=width), (WIDE, NARROW))
    names = ["Ash Road", "Birch Lane", "Cedar Hill", "Elm Street", "Fir Point", "Hazel Bay", "Larch Park", "Oak Mall"]
    few = numbers("Handout given", "Share of visits", hits[:8] * 2, sizes[:8] * 2, chart="p", x=names, better="higher")
    says = "P chart of a few units side by side: no line joins them, and no rule about neighbours is used."
    yield Shot("units", says, on_paper(few))
    yield Shot(
        "funnel-screen", "The funnel on screen.", lambda _: as_html(funnel_figure(drawn, **told)), (WIDE, NARROW)
    )


def single_cases() -> Iterator[Shot]:
    """Cases one by one."""
    chance = np.random.default_rng(17)
    cases = np.concatenate([chance.binomial(1, 0.1, 120), chance.binomial(1, 0.24, 70)])
    sums = bernoulli_cusum(cases, target=0.1)
    says = "Bernoulli CUSUM: case after case, for what must not wait for the end of a month."
    title = "Wound infections after minor surgery"
    yield Shot("cusum", says, lambda width: cusum_svg(sums, title, width=width), (WIDE, NARROW))
    yield Shot("cusum-screen", "The CUSUM on screen.", lambda _: as_html(cusum_figure(sums)), (WIDE, NARROW))


def kinds() -> Iterator[Shot]:
    """Reasons by size."""
    table = pareto(REASONS)
    says = "Pareto: which few reasons make up most of the count."
    title = "Why an image was ordered, as the order says"
    yield Shot("pareto", says, lambda width: pareto_svg(table, title, "orders", width), (WIDE, NARROW))
    yield Shot(
        "pareto-screen", "The Pareto on screen.", lambda _: as_html(pareto_figure(table, "orders")), (WIDE, NARROW)
    )


REASONS = {
    "No red flag asked for": 41,
    "Patient expected an image": 27,
    "Earlier image not found": 14,
    "Form filled in by someone else": 9,
    "Advice of a specialist": 6,
    "Insurance form": 4,
    "Other": 3,
}


def shots() -> Iterator[Shot]:
    """Every picture of the docs, in the order of the page that shows them."""
    for some in (
        run_charts,
        measurement_charts,
        watchful_charts,
        share_charts,
        count_charts,
        rare_charts,
        event_charts,
        story,
        rule_sets,
        side_by_side,
        single_cases,
        kinds,
    ):
        yield from some()
