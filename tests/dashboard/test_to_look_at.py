"""Findings that wait for a clinician's eye: the line on This week, the list of cards, and how far figures move."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.one_measure import flag_readings
from dashboard.parts.caveats import beside, shortly
from dashboard.parts.to_look_at import queued
from dashboard.parts.why.card import card_html
from dashboard.parts.why.page import row_at, shown_card
from dashboard.study import Filters, Study
from dashboard.telling.unclear_words import DOUBTS, doubt_words, queue_words, reach_words, sure_words
from measures.red_flags.certainty import StructuralSign
from measures.unclear import Reach
from tests.made_up_export import bring, orders, studied, visits

APP = Path(__file__).parents[2] / "streamlit_app.py"
NAME = "imaging_without_red_flags"
#: An order whose flag is clear, one whose flag rests on a treatment alone, and one that says and denies the same.
STATED, TREATED = "LBP, fell off a roof on Monday", "LBP, post chemo"
TORN = "LBP, no fever. Seen by nurse: fever"


def practice(folder: Path, *texts: str, day: str = "06-Jun-2025") -> Study:
    """A patient, a visit and an order a text, all on one day."""
    who = [{"Chart No": str(1000 + place)} for place in range(len(texts))]
    seen = [{"Visit ID": f"V{place}", "Visit Date": day, **one} for place, one in enumerate(who)]
    ordered = [
        {"Order ID": f"D{place}", "Req #": f"R{place}", "Order Date": day, "Clinical Info": text, **one}
        for place, (text, one) in enumerate(zip(texts, who, strict=True))
    ]
    bring(folder, visits(*seen), orders(*ordered), export_date=date(2025, 6, 30))
    return studied(folder)


@pytest.mark.slow
def test_the_months_orders_that_need_an_eye_are_told_and_led_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = practice(tmp_path, STATED, TREATED, TORN)
    assert queued(study) == "2 of the 3 orders of June 2025 need a clinician's eye."
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not app.exception
    assert any(queued(study) in str(one.proto.body) for one in app.get("html"))


@pytest.mark.slow
def test_where_every_flag_is_clear_nothing_is_told(tmp_path: Path) -> None:
    study = practice(tmp_path, STATED, "LBP, no fever")
    assert queued(study) == ""
    series = study.series(NAME)
    assert not any("wait for a clinician" in line for line in beside(study, series, Filters()))


@pytest.mark.slow
def test_a_red_flag_figure_shows_how_far_it_could_move(tmp_path: Path) -> None:
    study = practice(tmp_path, STATED, TREATED, "LBP, no fever")
    series = study.series(NAME)
    told = " ".join(beside(study, series, Filters()))
    assert "the figure of June 2025 would lie in 1 to 2." in told
    assert "1 to 2 once clinicians have looked" in shortly(study, series)


@pytest.mark.slow
def test_a_card_says_in_which_piece_of_the_text_a_finding_stands_and_how_sure_it_is(tmp_path: Path) -> None:
    study = practice(tmp_path, TREATED, "Trauma: Y / Cancer: N / LBP")
    unclear, form = (card_html(shown_card(study, "image", row_at(study, "image", f"export1.csv:{n}"))) for n in (2, 3))
    assert "found in running words" in unclear
    assert "unclear (known from a treatment alone): waits for a clinician&#x27;s eye" in unclear.replace("'", "&#x27;")
    assert "found in an answer of a form" in form
    assert "waits for" not in form


def test_the_bar_has_a_row_for_what_waits() -> None:
    reach = Reach(said=2, without=3, with_all=1)
    assert flag_readings.IF_TURNED in flag_readings.bar([], False, reach)
    assert flag_readings.IF_TURNED not in flag_readings.bar([], False, Reach(2, 2, 2))
    assert flag_readings.moves(reach, False).endswith("the figure would lie in 1 to 3.")
    assert flag_readings.moves(None, False) == reach_words(Reach(None, None, None), True) == ""


def test_every_doubt_has_its_words() -> None:
    assert all(doubt_words(doubt.value) for doubt in StructuralSign if doubt is not StructuralSign.NONE)
    assert set(DOUBTS) | {StructuralSign.NONE} == set(StructuralSign)
    assert sure_words("stated", "") == sure_words("", "") == ""
    assert sure_words("likely", "one_mention") == "likely (known from one mention only)"


@pytest.mark.parametrize(
    ("of_month", "before", "words"),
    [
        (1, 0, "1 of the 31 orders of May 2025 needs a clinician's eye."),
        (2, 1, "2 of the 31 orders of May 2025 need a clinician's eye; so does 1 order of earlier months."),
        (0, 3, "3 orders of earlier months need a clinician's eye."),
    ],
)
def test_the_queue_is_told_in_a_sentence(of_month: int, before: int, words: str) -> None:
    assert queue_words(of_month, 31, "May 2025", before) == words
