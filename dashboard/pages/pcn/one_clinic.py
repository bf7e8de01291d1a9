"""One clinic as the PCN sees it: its verdicts, and charts of the counts it shares."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import chart_svg
from dashboard.parts.html_table import show_table
from dashboard.records.shares import Shared, SharedMeasure
from dashboard.study.targets import placed
from dashboard.telling.phrases import day_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.programme import stretch_table
from dashboard.telling.shares import months_words, review_words, sentence, tested_words, threshold_words
from measures.disclosure import Stretch
from measures.series import Series
from measures.spc.analyse import analyse_series

FEWEST = 3  # stretches before a chart of them is drawn


def one_clinic(shared: Shared) -> None:
    """Every measure it shares, then its work."""
    to = day_words(shared.data_to) if shared.data_to else "an unknown day"
    st.html(f'<p class="hb-lead">Shared with the programme · data to {to}</p>')
    st.caption(as_is(threshold_words(shared.least, shared.reason)))
    for measure in shared.measures:
        st.header(as_is(measure.title))
        st.write(as_is(sentence(shared, measure)))
        _chart(measure)
        if measure.stretches:
            with st.expander("The numbers"):
                show_table(stretch_table(shared, measure), f"{measure.title}: what may be shown")
    st.header("Tests and reviews")
    lines = [*map(tested_words, shared.tests), *map(review_words, shared.reviews)]
    st.markdown("\n".join(f"- {as_is(line)}" for line in lines) or "None is shared.")


def _chart(measure: SharedMeasure) -> None:
    """A P chart of the shown stretches, each a point; limits are as wide as its size makes them."""
    shown = [one for one in measure.stretches if one.shown and one.denominator]
    if measure.is_rate and len(shown) >= FEWEST:
        series = shared_series(measure, shown)
        drawn = chart_svg(analyse_series(series, chart="p", target=placed(series, measure.targets) or None), series)
        st.html(
            f'<div class="hb-drawn">{as_image(drawn, f"{measure.title}, a point for each stretch that is shown")}</div>'
        )
        st.caption("Each point is a stretch of months, as long as small numbers ask for; hidden months have none.")


def shared_series(measure: SharedMeasure, shown: list[Stretch]) -> Series:
    """The shown stretches as a series; the unknown that are not told are 0 here and in the denominator."""
    rows = [
        (months_words(s), _first(s.first), _first(s.last + 1), s.numerator, s.denominator, s.unknown or 0, 0)
        for s in shown
    ]
    names = ["period", "start", "end", "numerator", "denominator", "unknown", "not_recorded"]
    points = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.col("end") - pl.duration(days=1), immature=pl.lit(False), partial=pl.lit(False)
    )
    return Series(
        measure.measure, measure.title, measure.kind, measure.better, measure.is_rate, measure.numerator_says,
        measure.denominator_says, "ALL", "month", points,
    )  # fmt: skip


def _first(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
