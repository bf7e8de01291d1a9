"""The parts of the page "Why was this counted?": finding a visit or image, its card, and overturning a finding."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import narwhals as nw
import polars as pl
import streamlit as st

from dashboard.drawing import paper
from dashboard.forms.at_the_desk import reads_clinicians
from dashboard.parts.no_chart import rows_wait
from dashboard.parts.to_look_at import UNCLEAR
from dashboard.parts.why.card import Shown, address, card_html, day_of
from dashboard.study import Study
from dashboard.study.overturned import as_read
from dashboard.study.spoken import spoken, units_now, unplaced
from dashboard.study.unclear import waiting_images
from dashboard.telling.phrases import day_words, period_label
from dashboard.telling.plain_text import as_is
from dashboard.telling.why import class_words, flag_words, state_words
from measures import periods
from measures.engine import native
from measures.events import LINE_BITS
from measures.overturns import Overturned, nothing_said
from measures.why import TABLES, NoSuchRecord, why

SHOWN, PRINTED = 100, 20
KINDS = {"image": "Images", "visit": "Visits"}
OVERTURNED = "overturned"
FLAG_STATES = {
    "present": "present",
    "stated_absent": "stated absent",
    "not_recorded": "not recorded",
    "unknown": "unknown",
}
#: What else than a state of red flags the list can be narrowed by.
NOT_STATES = {OVERTURNED: "overturned by a clinician", UNCLEAR: "waits for a clinician's eye"}
ANY = ""
#: The words of the address that narrow the list.
PICKED = ("of", "month", "class", "flags", "by")


def asked_for() -> tuple[str, str] | None:
    """The visit or order that the address names, as kind and file:line."""
    for kind, word in (("image", "order"), ("visit", "visit")):
        if place := st.query_params.get(word):
            return kind, place
    return None


def row_at(study: Study, kind: str, place: str) -> int:
    """The live record at `file:line`, of the newest export that holds one there."""
    file, _, line = place.rpartition(":")
    sources = [s["id"] for s in study.store.sources(study.clinic) if s["file"] == file]
    if line.isdecimal() and int(line) < 2**LINE_BITS and sources:
        rows = [(source << LINE_BITS) + int(line) for source in sources]
        live = native(study.events[TABLES[kind]].filter(nw.col("row").is_in(rows)).select("row"))
        if live.height:
            return int(live["row"].max())  # type: ignore[arg-type]
    raise NoSuchRecord(
        "There is no visit or order at this place of the exports. It may have been replaced by a newer export: "
        "look for it in the list."
    )


def shown_card(study: Study, kind: str, row: int) -> Shown:
    """The card and what surrounds it."""
    units = units_now(study)
    card = why(units, kind, row, study.available)
    before = as_read(units)
    read = card if before is units else why(before, kind, row, study.available)
    rows = {row, *(one.row for one in card.evidence), card.facts.get("visit"), card.facts.get("event")}
    files = study.store.place(study.clinic)
    places = {r: (files.get(r >> LINE_BITS, ""), r % 2**LINE_BITS) for r in rows if r is not None}
    return Shown(
        card, read, spoken(study, kind, row) if card.red_flag else None, places,
        ZoneInfo(study.practice.timezone), reads_clinicians(study),
    )  # fmt: skip


def style() -> None:
    """The looks of cards, on the screen and on paper."""
    st.html(paper.style("why"))


def the_card(study: Study, kind: str, place: str) -> Shown | None:
    """The card of the record that the address names, or a word that it is not here."""
    _way_back()
    if rows_wait(study, kind):
        return None
    try:
        shown = shown_card(study, kind, row_at(study, kind, place))
    except NoSuchRecord as gone:
        st.info(str(gone))
        return None
    st.html(card_html(shown))
    return shown


def _way_back() -> None:
    with st.container(key="way"):
        st.html(f'<a href="{escape("why?" + urlencode(_choice()))}" target="_self">Back to the list</a>')


def _choice() -> dict[str, str]:
    """What was picked in the list, so that the way there and back keeps it."""
    return {word: value for word, value in st.query_params.to_dict().items() if word in PICKED}


def the_list(study: Study) -> None:
    """Visits or images by month, class, red flags and clinician, each with the way to its card."""
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
        kind = _pick("Look at", KINDS, "of")
        chosen = None if study.rows_wait_for(kind) else _filtered(study, _rows(study, kind))
    _gone(study)
    if chosen is None:
        rows_wait(study, kind)
        return
    if not chosen.height:
        st.write("Nothing here fits this choice. Choose another month, class or state.")
        return
    many = f"; the newest {SHOWN} are listed" if chosen.height > SHOWN else ""
    st.write(f"{chosen.height:,} {_noun(kind, chosen.height)}{many}.")
    with st.container(key="way"):
        label = f"Show whole cards, to print one on a page (the newest {PRINTED})"
        whole = st.toggle(label, key="cards", bind="query-params")
    if whole:
        for file, line in chosen.head(PRINTED).select("file", "line").rows():
            st.html(card_html(shown_card(study, kind, row_at(study, kind, f"{file}:{line}"))))
    else:
        st.html(list_html(chosen.head(SHOWN), kind, reads_clinicians(study), _choice()))


def _noun(kind: str, count: int) -> str:
    one = "visit" if kind == "visit" else "image"
    return one if count == 1 else f"{one}s"


def _gone(study: Study) -> None:
    """Clinicians' words on records that the exports no longer hold: they count nowhere, and are not lost."""
    lost = unplaced(study)
    if lost:
        many = "1 word of a clinician speaks" if len(lost) == 1 else f"{len(lost)} words of clinicians speak"
        with st.expander(f"{many} of a visit or image that today's exports do not hold"):
            told = (
                f"{as_is(flag_words(one.finding.atom))}: {state_words(one.after or '')}, said by {as_is(one.who)} "
                f"of the {one.finding.unit.kind} of {day_words(day_of(one.finding.unit.day))}: {as_is(one.reason)}"
                for one in lost
            )
            st.markdown("\n".join(f"- {line}" for line in told))


def _rows(study: Study, kind: str) -> pl.DataFrame:
    def newest_first() -> pl.DataFrame:
        rows = study.visit_rows() if kind == "visit" else study.image_rows()
        return rows.sort("date", "line", descending=True)

    return study.once(("rows", kind), newest_first)


def _overturned(study: Study) -> pl.DataFrame:
    """File and line of the visits or images that a clinician spoke on."""
    units = units_now(study)
    rows = units.said.select("row").unique() if isinstance(units, Overturned) else nothing_said().select("row")
    return study.located(rows).select("file", "line")


def _waiting(study: Study) -> pl.DataFrame:
    """File and line of the images whose red flags rest on a finding that waits for a clinician's eye."""
    return study.located(waiting_images(study).select(row="unit").unique()).select("file", "line")


def _filtered(study: Study, rows: pl.DataFrame) -> pl.DataFrame:
    """What is left after each pick; a clinician can be picked only where the practice wants clinician views."""
    spans = {s.label: period_label("month", s.start) for s in reversed(periods.covered(study.practice, "month"))}
    month = _pick("Month", {ANY: "All months", **spans}, "month")
    classes = {name: class_words(name) for name in rows["class"].drop_nulls().unique().sort().to_list()}
    judged = _pick("Class", {ANY: "All classes", **classes}, "class", 300)
    flags = _pick("Red flags", {ANY: "Any state", **FLAG_STATES, **NOT_STATES}, "flags")
    clinicians = {name: name for name in study.clinicians}
    views = reads_clinicians(study) and not study.clinicians_wait_for
    who = _pick("Clinician", {ANY: "Everyone", **clinicians}, "by") if views else ANY
    if flags in NOT_STATES:
        those = _overturned(study) if flags == OVERTURNED else _waiting(study)
        rows = rows.join(those, on=["file", "line"], how="semi", maintain_order="left")
    wanted = {"class": judged, "red_flag": "" if flags in NOT_STATES else flags, "provider": who}
    chosen = rows.filter(*(pl.col(name) == value for name, value in wanted.items() if value))
    return chosen.filter(pl.col("date").dt.strftime("%Y-%m") == month) if month else chosen


def _pick(label: str, options: Mapping[str, str], key: str, width: int = 150) -> str:
    picked: str = st.selectbox(
        label, list(options), format_func=options.__getitem__, key=key, bind="query-params", width=width
    )
    return picked


def list_html(rows: pl.DataFrame, kind: str, clinicians: bool, choice: Mapping[str, str]) -> str:
    """Rows with a link to each card, which keeps the choice; who is named only where the practice wants it."""
    heads = ["Date", "Found at", *(["Clinician"] if clinicians else []), "Class", "Red flags"]
    body = "".join(_line(row, kind, clinicians, choice) for row in rows.iter_rows(named=True))
    caption = f"{KINDS[kind]}, newest first: choose one to see why it was counted"
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<div class="hb-table" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _line(row: Mapping[str, object], kind: str, clinicians: bool, choice: Mapping[str, str]) -> str:
    day, file, line = row["date"], str(row["file"]), row["line"]
    words = day_words(day) if day else "no date"  # type: ignore[arg-type]
    link = f'<a href="{escape(address(kind, (file, int(str(line))), **choice))}" target="_self">Why? {words}</a>'
    who = f"<td>{escape(str(row['provider'] or ''))}</td>" if clinicians else ""
    flag = escape(state_words(str(row["red_flag"] or "")))
    return (
        f'<tr><th scope="row">{link}</th><td>{escape(file)}, line {line}</td>{who}'
        f"<td>{escape(class_words(str(row['class'])))}</td><td>{flag}</td></tr>"
    )
