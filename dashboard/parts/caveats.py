"""What must stand beside a number so that nobody reads more into it than it says."""

from __future__ import annotations

from typing import Any

from dashboard.drawing.tally_sources import source_words
from dashboard.study import WHOLE_PRACTICE, Filters, Study
from dashboard.study.unclear import reach_of
from dashboard.study.unexplained import lacks_orderers
from dashboard.telling.phrases import number_words, period_words
from dashboard.telling.unclear_words import reach_words
from measures.practice import EVERYONE
from measures.series import Series

ALL_IMAGES = "_lumbar_images_all"
WITHOUT = "“Without red flags” means stated absent or not recorded."
TOO_LOW = "too low until Our practice says who orders images here"


def beside(study: Study, series: Series, filters: Filters) -> list[str]:
    """How many have nothing recorded, and all lumbar imaging (red-flag measures); what it rests on (any).

    Of a tally made by hand: who wrote its numbers down, and how.
    """
    if series.measure not in study.available:
        return _by_hand(study, series)
    told = _too_low(study, series)
    if study.available[series.measure].not_recorded is not None:
        told += [*_not_recorded(series), *_could_move(study, series, filters), *_all_images(study, series, filters)]
        told.append(WITHOUT)
    rests = study.measures[series.measure].rests_on
    if rests:
        told.append(f"This export carries only a part of what the measure can use; it rests on: {'; '.join(rests)}.")
    return told


def _too_low(study: Study, series: Series) -> list[str]:
    if not lacks_orderers(study, series):
        return []
    silent = series.points["unknown"].sum()
    return [
        f"This figure is too low. Nobody has said yet who orders images for this practice (page Our practice), so "
        f"{silent:,} could not be judged, and those with an image are among them. It speaks once that is said."
    ]


def _by_hand(study: Study, series: Series) -> list[str]:
    tally = study.written.tally(series.measure)
    return source_words(tally, study.written.entries_of(tally), series.every) if tally else []


def shortly(study: Study, series: Series) -> str:
    """The same on a tile, for its newest whole period: nothing recorded, and all lumbar imaging."""
    latest = series.latest_whole()
    measure = study.available.get(series.measure)
    if lacks_orderers(study, series):
        return TOO_LOW
    if latest is None or measure is None or measure.not_recorded is None:
        return ""
    told = [f"red flags not recorded: {_part(latest['not_recorded'], _whole(series, latest))}"]
    told += [f"{ends} once clinicians have looked" for ends in _ends(study, series, [latest["period"]])]
    if ALL_IMAGES in study.base_counts:
        points = study.series(ALL_IMAGES).points
        every = {row["period"]: row["numerator"] for row in points.iter_rows(named=True)}
        told.append(f"all lumbar images: {every[latest['period']]:,}")
    return " · ".join(told)


def at_a_glance(study: Study, series: Series) -> str:
    """The most that a tile on a screen has room for: too low, what may still turn, or much that is not recorded.

    The rest stands on the measure's page (`beside`), and on paper (`shortly`).
    """
    latest, measure = series.latest_whole(), study.available.get(series.measure)
    if lacks_orderers(study, series):
        return TOO_LOW
    if latest is None or measure is None or measure.not_recorded is None:
        return ""
    told = [f"{ends} once clinicians have looked" for ends in _ends(study, series, [latest["period"]])]
    silent, whole = latest["not_recorded"], _whole(series, latest)
    if 3 * silent > whole:  # our own choice: what a third of a figure rests on is part of the figure
        told.insert(0, f"red flags not recorded: {number_words(silent / whole, is_rate=True)}")
    return " · ".join(told)


def _whole(series: Series, point: dict[str, Any]) -> int:
    return int(point["denominator" if series.is_rate else "numerator"])


def _not_recorded(series: Series) -> list[str]:
    latest = series.latest_whole()
    if latest is None:
        return []
    columns = ["not_recorded", "denominator" if series.is_rate else "numerator"]
    silent, whole = series.points.select(columns).sum().row(0)
    over = series.points.height
    now = _part(latest["not_recorded"], _whole(series, latest))
    return [
        f"Red flags not recorded: {now} in {period_words(series.every, latest['start'])}; "
        f"{_part(silent, whole)} over all {over} {series.every}s shown."
    ]


def _could_move(study: Study, series: Series, filters: Filters) -> list[str]:
    """How far the newest whole figure could move if every finding that waits for a clinician turned."""
    latest = series.latest_whole()
    if latest is None:
        return []
    when = period_words(series.every, latest["start"])
    return [
        f"Some findings wait for a clinician's eye and count as their words say until then: were all of them to turn, "
        f"the figure of {when} would lie in {ends}."
        for ends in _ends(study, series, [latest["period"]], filters)
    ]


def _ends(study: Study, series: Series, periods: list[str], filters: Filters = WHOLE_PRACTICE) -> list[str]:
    found = reach_of(study, series, periods, filters)
    words = reach_words(found, series.is_rate) if found else ""
    return [words] if words else []


def _part(count: int, whole: int) -> str:
    share = f" ({number_words(count / whole, is_rate=True)})" if whole else ""
    return f"{count:,} of {whole:,}{share}"


def _all_images(study: Study, shown: Series, filters: Filters) -> list[str]:
    """All lumbar imaging: fewer images of one class must not hide more of another."""
    latest = shown.latest_whole()
    if latest is None or ALL_IMAGES not in study.base_counts:
        return []
    series = study.series(ALL_IMAGES, filters)
    images = {row["period"]: row["numerator"] for row in series.points.iter_rows(named=True)}
    middle = study.chart(series, "run").latest_centre
    usual = "" if middle is None else f", usually {number_words(middle, False)} (median)"
    who = "" if filters.provider == EVERYONE else f", {filters.provider}"
    when = period_words(series.every, latest["start"])
    return [f"All lumbar imaging{who}, whatever the reason: {images[latest['period']]:,} in {when}{usual}."]
