"""The evidence of a review on the page: the verdict with its reason, the chart, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import polars as pl
import streamlit as st

from dashboard.drawing.figures import draw
from dashboard.drawing.svg import as_image
from dashboard.drawing.tiles import chart_svg
from dashboard.parts.html_table import html_table
from dashboard.parts.notes_on_charts import flag_list
from dashboard.parts.reviews.built_in import DECISIONS, told
from dashboard.parts.reviews.found import ReviewEvidence, aim_words, rests_on
from dashboard.parts.reviews.snapshot import of_snapshot
from dashboard.records import ReviewRecord
from dashboard.telling.charts import table_rows
from dashboard.telling.phrases import begun, day_words, period_words
from dashboard.telling.plain_text import as_is
from dashboard.telling.sentences import all_words, words
from dashboard.telling.verdict_words import finding_words
from measures.improvement.evidence import Line


def verdict_shown(found: ReviewEvidence, now: bool, earlier: Sequence[str] = (), on_the_board: bool = False) -> None:
    """The finding in a sentence, its reason, what to weigh beside it, and what it rests on.

    `on_the_board` the verdict stands under Chart already: it is not said again as a reason, nor what it rests on.
    """
    head = f"<strong>{escape(begun(finding_words(found.finding)))}.</strong>"
    why = "" if on_the_board and found.reason.code == "judged" else f"Why: {words(found.reason)}"
    st.html(f'<p class="hb-sentence">{head}</p>{f"""<p class="hb-words">{escape(why)}</p>""" if why else ""}')
    if aim := aim_words(found):
        st.html(f'<p class="hb-words">{escape(aim)}</p>')
    notes = [*earlier, *all_words(found.notes), *_weekly(found)]
    if notes:
        st.markdown("\n".join(f"- {as_is(note)}" for note in notes))
    if not on_the_board:
        st.html(f'<p class="hb-note">{escape(rests_on(found))}</p>')
    if not now:
        st.html('<p class="hb-note">This is what was looked at on that day; newer data do not change it.</p>')


def _weekly(found: ReviewEvidence) -> list[str]:
    if found.weekly is None:
        return []
    finding, reason = found.weekly
    own = "" if reason.code == "judged" else f"{finding_words(finding)}. "  # the verdict says its state itself
    return [f"A second look, week by week, by the same rules: {own}{words(reason)}"]


def chart_shown(found: ReviewEvidence, key: str) -> None:
    """The chart with its baseline frozen at implementation, its flags in words, and its numbers as a table."""
    if found.series is None or found.chart is None or not found.series.points.height:
        return
    st.plotly_chart(
        draw(found.chart, found.series, flags=found.flags), theme=None, key=key, config={"displayModeBar": False},
        alt=words(found.reason),
    )  # fmt: skip
    paper = as_image(chart_svg(found.chart, found.series, flags=found.flags, said=words(found.reason)), "")
    st.html(f'<div class="hb-on-paper">{paper}</div>')
    if found.flags:
        st.html(flag_list(found.flags))
    if told := _neither_side(found):
        st.html(f'<p class="hb-note">{escape(told)}</p>')
    with st.expander("The numbers of this chart"):
        rows = table_rows(found.series, found.chart).reverse()
        st.html(html_table(rows, f"{found.series.title}: the numbers of the chart, newest first"))


def _neither_side(found: ReviewEvidence) -> str:
    """The period in the midst of which the change began is drawn and not judged."""
    assert found.series is not None
    mixed = found.series.points.filter(pl.col("start") < found.implemented, pl.col("end") >= found.implemented)
    if mixed.is_empty():
        return ""
    name = period_words(found.series.every, mixed["start"][0])
    return f"The change began on {day_words(found.implemented)}: {name} belongs to neither side and is left out."


def still_open(found: ReviewEvidence) -> str:
    """That a month since the change is over but cannot be judged yet, as a review on its very day finds it."""
    if found.series is None or found.chart is None:
        return ""
    rows = found.series.points.filter("immature", pl.col("start") >= found.implemented, pl.col("end") < found.made_on)
    names = [period_words(found.series.every, start) for start in rows["start"]]
    if not names:
        return ""
    many = f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} over"
    return f"{many}, but what follows late visits is still open: with an export made later, this review can judge more."


def around_shown(found: ReviewEvidence) -> None:
    """Is the change in use, what did it cost, and are then and now counted alike."""
    _lines("Is the change in use?", found.process, _no_process(found))
    _lines("Did it cost something elsewhere?", found.balancing, "No balancing measure is linked.")
    doubts = [line for line in found.quality if line.changed or line.explains]
    if doubts:
        _lines("Are then and now counted alike?", found.quality, "")
    elif found.quality:
        with st.expander("Are then and now counted alike? Nothing speaks against it"):
            st.markdown(_as_list(found.quality))


def _no_process(found: ReviewEvidence) -> str:
    if found.series is not None and found.series.kind == "process":
        return "This review is judged by how much the change is in use: see the chart."
    return "No process measure is linked to this cycle or the project. A few weeks of a tally at the desk would say."


def _lines(heading: str, lines: Sequence[Line], nothing: str) -> None:
    if not lines and not nothing:
        return
    st.markdown(f"### {heading}")
    st.markdown(_as_list(lines) or nothing)


def _as_list(lines: Sequence[Line]) -> str:
    return "\n".join(f"- **{as_is(words(one.title))}:** {as_is(words(one.says))}" for one in lines)


def otherwise(found: ReviewEvidence, now: ReviewEvidence) -> str:
    """Whether the data of today would say something else than a held review found; empty where they agree."""
    if now.finding == found.finding:
        return ""
    to = f" (to {day_words(now.data_to)})" if now.data_to else ""
    told = f"With the data of today{to} the finding would be another: {finding_words(now.finding)}. {words(now.reason)}"
    return f"{told} {_counted_otherwise(found, now)}".strip()


def earlier_words(found: ReviewEvidence, earlier: Sequence[ReviewRecord]) -> list[str]:
    """What the reviews of the same change found before this one, and whether they were counted alike."""
    told = []
    for one in earlier:
        if one.held is None or one.evidence is None:
            continue
        then = of_snapshot(one.evidence)
        said = f"The {one.months}-month review, held on {day_words(one.held)}, found: {finding_words(one.finding)}."
        told.append(f"{said} {_counted_otherwise(then, found)}".strip())
    return told


def _counted_otherwise(then: ReviewEvidence, now: ReviewEvidence) -> str:
    if then.series is None or now.series is None:
        return ""
    if then.series.measure != now.series.measure:
        return f"It was judged by another measure, “{then.series.title}”."
    if then.definition != now.definition:
        return (
            f"How this is counted has changed since (definition {then.definition} then, {now.definition} now): "
            "compare the figures with care."
        )
    return ""


def said_of(review: ReviewRecord) -> list[str]:
    """What the team made of a held review, in sentences."""
    lines = [_confirmed(review), *told(review.built_in)]
    if review.drifted:
        lines.append(f"What drifted: {review.drifted}")
    if review.decision:
        lines.append(f"Decided: {DECISIONS.get(review.decision, review.decision)}.")
    if review.next_review:
        lines.append(f"Next review: {day_words(review.next_review)}.")
    return [as_is(line) for line in lines]


def _confirmed(review: ReviewRecord) -> str:
    if not review.confirmed or review.confirmed == review.finding:
        return f"The team agrees: {finding_words(review.finding)}."
    return f"The team says otherwise: {finding_words(review.confirmed)}. Why: {review.confirmed_reason}"
