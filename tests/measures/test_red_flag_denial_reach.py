"""How far a denial and a history reach: never over the complaint that is told behind them."""

import pytest

from measures.red_flags.certainty import Certainty, StructuralSign
from measures.red_flags.judge import State
from measures.red_flags.words import read

COMPLAINTS = ("saddle numbness", "foot drop L", "urinary retention", "fever", "night sweats")
NOTHING = ("PMHx", "PMH", "significant PMH", "past medical history", "meds", "regular medications", "known allergies",
           "surgeries", "hx")  # fmt: skip
COMPLAINTS_FR = ("anesthésie en selle", "pied tombant", "rétention urinaire", "fièvre")


def _of(texts: list[str]) -> set[tuple[State, Certainty]]:
    return {(one.state, one.certainty) for one in read(texts)}


def test_what_is_told_behind_no_past_history_is_present_and_waits_for_an_eye() -> None:
    texts = [f"LBP 2 wks. {no} {what}, {one}" for no in ("no", "nil") for what in NOTHING for one in COMPLAINTS]
    texts += [f"{no}, {one}" for no in ("aucun ATCD", "pas d'antécédents", "sans médicaments") for one in COMPLAINTS_FR]
    assert _of(texts) == {(State.PRESENT, Certainty.UNCLEAR)}
    assert {one.text for one in read(texts)} == set(range(len(texts)))


@pytest.mark.parametrize("text", ["no fever, chills, weight loss", "no hx of trauma, fever", "no PMH, no fever"])
def test_a_true_list_of_denials_stays_denied(text: str) -> None:
    assert _of([text]) == {(State.ABSENT, Certainty.STATED)}


def test_an_emergency_as_the_second_thing_denied_after_an_event_waits_for_an_eye() -> None:
    for text in ("No trauma, saddle numbness", "no injury, foot drop", "pas de chute, anesthésie en selle"):
        denied = next(one for one in read([text]) if one.atom in ("cauda_equina", "neurological"))
        assert (denied.state, denied.certainty) == (State.ABSENT, Certainty.UNCLEAR)
        assert denied.doubt is StructuralSign.AFTER_A_DENIAL
    assert _of(["no trauma, saddle numbness or fever"]) == {(State.ABSENT, Certainty.STATED)}


def test_a_history_that_says_since_when_a_complaint_is_there_tells_of_today() -> None:
    since = ("since yesterday", "since Monday", "x 3 days", "today", "for 2 weeks")
    depuis = ("depuis hier", "depuis 3 jours", "aujourd'hui", "depuis lundi")
    texts = [f"PMHx: HTN, DM, {one} {when}" for one in ("foot drop", "urinary retention") for when in since]
    texts += [f"ATCD: HTA, hernie 2010, {one} {when}" for one in COMPLAINTS_FR[:3] for when in depuis]
    assert {one.state for one in read(texts)} == {State.PRESENT}
    past = ["PMHx: foot drop since 2010", "PMH: foot drop, HTN", "ATCD: pied tombant depuis 3 ans"]
    assert {one.state for one in read(past)} == {State.HISTORICAL}
