"""Too soon to tell? The gauge of when a change of the aimed size could show here, reckoned only when asked."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from dashboard.drawing.gauge import gauge_svg, gauge_table
from dashboard.drawing.svg import as_image
from dashboard.parts.html_table import show_table
from dashboard.study import Filters, Study
from dashboard.telling.detectability_words import no_period
from dashboard.telling.phrases import plain_number
from dashboard.telling.sentences import words
from dashboard.telling.since import Since
from measures.improvement import Detectability, Volume, volume_of, when_could_it_show
from measures.series import Series
from measures.spc import Chart


def too_soon(study: Study, series: Series, chart: Chart, since: Since, filters: Filters, shown: bool) -> None:
    """Asked in a folded part: by when a change of the aimed size would show, as this practice's own numbers have it.

    Where a difference has `shown` already the part is for planning, and says so.
    """
    folded = st.expander("Too soon to tell?", key="too-soon", on_change="rerun")
    if not folded.open:
        return
    with folded:
        st.write(
            "How long a change of the size you aim for takes to show, from how many you count here and how much your "
            f"{series.every}s vary anyway."
        )
        if shown:
            st.write(
                "Here a difference shows already, as the estimate above says; what follows is how often it would in "
                "practices like yours, for planning the next change."
            )
        volume = volume_of(series, since.day)
        if volume is None:
            st.write(no_period())
            return
        aim = _aim(study, series, filters, volume)
        if aim is not None:
            with st.spinner("Trying it on practices like yours …"):
                found = gauge(volume, aim, chart.rules)
            _gauge(found, series)


def _gauge(found: Detectability, series: Series) -> None:
    st.write(words(found.says))
    if found.chances.is_empty():
        return
    st.html(f'<div class="hb-bar">{as_image(gauge_svg(found, every=series.every), words(found.says))}</div>')
    with st.expander("The gauge as a table"):
        show_table(gauge_table(found, series.every), f"{series.title}: by when a change of the aimed size could show")


def _aim(study: Study, series: Series, filters: Filters, volume: Volume) -> float | None:
    """The level aimed at in the measure's own unit: the charter's, else what is typed now."""
    charter = study.aim(series.measure, filters)
    scale = 100.0 if series.is_rate else 1.0
    unit = "per cent" if series.is_rate else f"a {series.every}"
    usual = plain_number(round(volume.usual * scale, 1))
    typed = st.number_input(
        f"The level aimed at ({unit}; usual here: {usual})",
        min_value=0.0,
        max_value=100.0 if series.is_rate else None,
        value=None if charter is None else charter * scale,
        step=1.0,
        format="%g",
        key=f"aim {series.measure} {series.every}",
        width=320,
        help="The aim of your project, where it names this measure; any other level can be tried.",
    )
    return None if typed is None else typed / scale


@lru_cache(maxsize=32)
def gauge(volume: Volume, aim: float, rules: str) -> Detectability:
    """The gauge of such a practice; it simulates for about a second, so the same question is answered once."""
    return when_could_it_show(volume, aim, rules=rules)
