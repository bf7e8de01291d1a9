"""The made-up stories of the improvement work that the docs draw: did it work, what happened, what it depends on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from chart_stories import FLAGS, NARROW, WIDE, Shot, as_html, back_pain

from dashboard.drawing.driver_diagram import diagram_svg
from dashboard.drawing.figures import draw
from dashboard.drawing.gauge import gauge_svg
from dashboard.drawing.picture import DayNote
from dashboard.drawing.spread import spread_svg
from dashboard.drawing.tiles import chart_svg
from measures.improvement import Volume, effect, when_could_it_show
from measures.improvement.driver_diagram import Driver, DriverIdea, driver_diagram
from measures.improvement.library import groups
from measures.spc import analyse_series

BOTH = (WIDE, NARROW)


def did_it_work() -> Iterator[Shot]:
    """The course of a measure beside where its own past was leading it."""
    series = back_pain()
    chart = analyse_series(series, chart="p")
    course = effect(series, FLAGS[1].at if isinstance(FLAGS[1].at, date) else date.min).counterfactual
    says = "Did it work? The course as fitted, and, dashed, where the months before were leading: had nothing changed."
    yield Shot("course", says, lambda width: chart_svg(chart, series, width, flags=FLAGS, course=course), BOTH)
    yield Shot("course-screen", "The same on screen.", lambda _: as_html(draw(chart, series, FLAGS, course)), BOTH)


def many_notes() -> Iterator[Shot]:
    """More notes than there is room for their numbers."""
    series = back_pain()
    chart = analyse_series(series, chart="p", freeze=12)
    days = [date(2024, 9, 3) + timedelta(days=4 * k) for k in range(9)]
    flags = [*FLAGS[:1], *(DayNote(day, f"Small test {k}") for k, day in enumerate(days, 1)), *FLAGS[2:]]
    says = "Many notes: where they crowd, neighbours share a label, and all are listed under the chart."
    yield Shot("notes", says, lambda width: chart_svg(chart, series, width, flags=flags), BOTH)


def small_pictures() -> Iterator[Shot]:
    """The gauge of when a change could show, and how several people rated the same statements."""
    found = when_could_it_show(Volume(0.30, 40, 12, units="visits", next_start=date(2025, 3, 1)), 0.15)
    says = "Too soon to tell? The first month by which a change of the aimed size would show in 80% of such practices."
    yield Shot("gauge", says, lambda width: gauge_svg(found, min(width, 420)), (420,))
    rows = [
        ("It is part of the normal day, also when the one who began it is away", [2, 2, 3, 5, 5]),
        ("Everybody who does it can say why", [4, 4, 5, 4, 4]),
        ("Somebody looks at the numbers each month", [1, 2, 1, 3]),
    ]
    says = "How several people rated the same statements: where they differ is what to talk about."
    yield Shot(
        "spread", says, lambda width: spread_svg(rows, width=min(width, 560), ends=("not at all", "fully")), (560,)
    )


def theory() -> Iterator[Shot]:
    """A driver diagram."""
    drivers = [Driver(group.title, group.says) for group in groups()]
    visit, approach, _ = (driver.name for driver in drivers)
    ideas = [
        DriverIdea(
            "Hand over a pamphlet", visit, "Testing", ("Handout given",), ("cycle 1: adapted", "cycle 2: in Do")
        ),
        DriverIdea("Words for the visit", visit, "Considering", ("Satisfied with the plan",)),
        DriverIdea(
            "Three-minute exam", approach, "Adopted", ("Visits with an image and no red flag",), ("cycle 3: adopted",)
        ),
    ]
    aim = "Visits with an image and no red flag: from 41% to 25% or less, by 30 June 2026."
    diagram = driver_diagram(aim, drivers, ideas)
    says = "Driver diagram: the aim, what it depends on, what the team changes, and how it will know."
    yield Shot("drivers", says, lambda width: diagram_svg(diagram, width), (1000, NARROW))


def improvement_shots() -> Iterator[Shot]:
    """Every picture of the improvement work."""
    for some in (did_it_work, many_notes, small_pictures, theory):
        yield from some()
