"""Why a visit or an image was counted as it was: the card's class, evidence, flags and answers."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from made_up_clinics import clinics
from made_up_events import EVER, LATER, MadeUp

from measures.bearing import Weight
from measures.catalogue import measures
from measures.count import counts
from measures.declare import Verdict
from measures.engine import native
from measures.overturns import SAID, Overturned
from measures.why import OF_THE_SEVEN, Card, NoSuchRecord, why

ALL = measures()


def card_of(clinic: MadeUp, kind: str, row: int, **words: str) -> Card:
    """The card, after clinicians said these states of its flags."""
    units = clinic.units()
    if words:
        said = pl.DataFrame([(row, atom, state) for atom, state in words.items()], schema=SAID, orient="row")
        units = Overturned(units, said)
    return why(units, kind, row, ALL)


def places(card: Card) -> dict[str, Weight]:
    """What each flag's statement does, for cards with one statement a flag."""
    return {one.atom: one.place for one in card.evidence}


def answer(card: Card, measure: str) -> str:
    return next(a.verdict for a in card.answers if a.measure.name == measure)


# Evidence


@pytest.mark.slow
@pytest.mark.parametrize(
    ("days_before", "window", "place"),
    [
        (0, 90, Weight.COUNTS),
        (90, 90, Weight.COUNTS),
        (91, 90, Weight.OUTSIDE),
        (900, EVER, Weight.COUNTS),
        (-1, 90, Weight.AFTER),
        (-28, 90, Weight.AFTER),
    ],
)
def test_each_statement_says_whether_it_counts_on_that_day(days_before: int, window: int, place: Weight) -> None:
    clinic = MadeUp()
    order = clinic.order()
    clinic.says(atom="trauma", day=LATER - days_before, window=window, source="code")
    (one,) = card_of(clinic, "image", order).evidence
    assert (one.place, one.days_before) == (place, days_before)


@pytest.mark.slow
def test_what_was_found_more_than_28_days_after_has_nothing_to_do_with_it() -> None:
    clinic = MadeUp()
    order = clinic.order()
    clinic.says(atom="trauma", day=LATER + 29, window=90)
    assert card_of(clinic, "image", order).evidence == ()


@pytest.mark.slow
def test_a_box_ticked_at_a_later_visit_was_not_found_by_the_image() -> None:
    clinic = MadeUp()
    order, later = clinic.order(), clinic.visit(day=LATER + 5)
    clinic.says(atom="unnamed", day=LATER + 5, window=0, row=later, source="box")
    assert card_of(clinic, "image", order).evidence == ()


@pytest.mark.slow
def test_a_box_of_another_visit_is_shown_and_does_not_count() -> None:
    clinic = MadeUp()
    before, now = clinic.visit(), clinic.visit(day=LATER + 5)
    clinic.says(atom="unnamed", window=0, row=before, source="box")
    assert places(card_of(clinic, "visit", now)) == {"unnamed": Weight.OTHER_RECORD}


@pytest.mark.slow
@pytest.mark.parametrize("state", ["historical", "other_person", "hypothetical", "queried"])
def test_what_is_only_spoken_of_is_shown_and_does_not_count(state: str) -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.says(atom="cancer", state=state, row=visit)
    card = card_of(clinic, "visit", visit)
    assert places(card) == {"cancer": Weight.SPOKEN_OF}
    assert card.red_flag == "not recorded"


@pytest.mark.slow
def test_a_flag_outside_the_seven_is_shown_and_does_not_count() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.says(atom="inflammatory", row=visit)
    card = card_of(clinic, "visit", visit)
    assert places(card) == {"inflammatory": Weight.OTHER_SET}
    assert (card.state("inflammatory"), card.red_flag) == ("present", "not recorded")


@pytest.mark.slow
def test_a_code_that_only_the_extended_set_knows_is_on_the_card() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.add("diagnoses", 1, LATER - 400, code="733.0", of_visit=False)
    card = card_of(clinic, "visit", visit)
    assert card.state("osteoporosis") == "present"
    assert places(card)["osteoporosis"] is Weight.OTHER_SET


@pytest.mark.slow
def test_a_prescription_of_unknown_length_cannot_tell() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.add("medications", 1, LATER - 10, systemic_steroid=True)
    card = card_of(clinic, "visit", visit)
    assert places(card)["steroids"] is Weight.CANNOT_TELL
    assert card.state("steroids") == "cannot tell"


@pytest.mark.slow
def test_evidence_stands_in_order_of_time() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    for before in (5, 80, 30):
        clinic.says(atom="trauma", day=LATER - before, window=90)
    assert [one.days_before for one in card_of(clinic, "visit", visit).evidence] == [80, 30, 5]


@pytest.mark.slow
def test_no_other_patients_evidence_and_no_patient_is_on_the_card() -> None:
    clinic = MadeUp()
    visit = clinic.visit(patient=987654321)
    clinic.says(patient=987654321, atom="trauma", window=90, row=visit)
    clinic.says(patient=2, atom="cancer")
    card = card_of(clinic, "visit", visit)
    assert set(places(card)) == {"trauma"}
    assert "987654321" not in repr([card.facts, card.flags, card.evidence, [a.asked for a in card.answers]])


# Flags


@pytest.mark.slow
def test_no_red_flags_denies_the_seven_and_not_what_nobody_asked_about() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.says(atom="all", state="absent", window=0, row=visit)
    card = card_of(clinic, "visit", visit)
    assert {card.state(atom) for atom in OF_THE_SEVEN} == {"stated absent"}
    assert (card.state("hiv"), card.state("inflammatory")) == ("not recorded", "not recorded")


@pytest.mark.slow
def test_a_bare_query_of_cauda_equina_is_asked_about_and_overrides_every_wish_for_fewer_images() -> None:
    clinic = MadeUp()
    order = clinic.order(low_back_words=True)
    clinic.says(atom="cauda_equina", state="queried", window=90, row=order)
    card = card_of(clinic, "image", order)
    assert (card.state("cauda_equina"), card.red_flag, card.overrides_reduction) == ("queried", "unknown", True)
    assert answer(card, "imaging_without_red_flags") == Verdict.UNKNOWN


@pytest.mark.slow
def test_how_soon_a_flag_wants_something_done_is_told_by_each_rule_set_and_the_stricter_is_marked() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.says(atom="trauma", window=90, row=visit)
    flag = next(f for f in card_of(clinic, "visit", visit).flags if f.atom == "trauma")
    assert {(one.rule_set, one.level, one.strictest) for one in flag.levels} == {
        ("alberta", "urgent", False), ("ontario_rac", "emergency", True),
    }  # fmt: skip


# Class


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "judged"),
    [
        ({}, "lbp"),
        ({"tier": 3}, "unclassified"),
        ({"tier": 3, "low_back_words": True}, "lbp"),
        ({"tier": None, "spine_code": True, "region": "neck"}, "not_lbp"),
        ({"status": "cancelled"}, "not_completed"),
        ({"age_low": 12, "age_high": 12}, "not_adult"),
    ],
)
def test_every_visit_has_a_card_with_its_class(columns: dict[str, Any], judged: str) -> None:
    clinic = MadeUp()
    visit = clinic.visit(**columns)
    card = card_of(clinic, "visit", visit)
    assert card.judged == judged
    assert bool(card.red_flag) == bool(card.flags) == bool(card.answers) == (judged == "lbp")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "judged"),
    [
        ({"low_back_words": True}, "linked"),
        ({}, "other_indication"),
        ({"planning": True}, "planning"),
        ({"lumbar": False}, "not_lumbar"),
        ({"status": "cancelled"}, "not_counted"),
    ],
)
def test_every_order_has_a_card_with_its_class(columns: dict[str, Any], judged: str) -> None:
    clinic = MadeUp()
    order = clinic.order(**columns)
    card = card_of(clinic, "image", order)
    assert card.judged == judged
    assert card.driver == ("planning" if judged == "planning" else None)


@pytest.mark.slow
def test_a_result_of_a_study_points_to_the_order_that_is_counted() -> None:
    clinic = MadeUp()
    first, result = clinic.order(requisition="R1"), clinic.order(day=LATER + 9, requisition="R1")
    card = card_of(clinic, "image", result)
    assert (card.judged, card.facts["event"]) == ("same_study", first)
    assert card_of(clinic, "image", first).facts["order_rows"] == 2


def test_a_cancelled_order_beside_a_live_one_is_no_part_of_it() -> None:
    clinic = MadeUp()
    clinic.order()
    assert card_of(clinic, "image", clinic.order(status="cancelled")).judged == "not_counted"


@pytest.mark.slow
def test_an_image_names_the_visit_it_belongs_to() -> None:
    clinic = MadeUp()
    visit, order = clinic.visit(), clinic.order(day=LATER + 12)
    facts = card_of(clinic, "image", order).facts
    assert (facts["visit"], facts["visit_days_before"], facts["own_words"]) == (visit, 12, False)


@pytest.mark.slow
def test_of_the_codes_of_a_visit_only_those_of_the_spine_are_told() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    for code in ("724.2", "296.2", "042"):
        clinic.add("diagnoses", 1, LATER, code=code, of_visit=True)
        clinic.rows["diagnoses"][-1]["row"] = visit
    assert card_of(clinic, "visit", visit).facts["codes"] == ("724.2",)


def test_a_record_that_is_not_there_is_answered_with_what_to_do() -> None:
    clinic = MadeUp()
    clinic.visit()
    with pytest.raises(NoSuchRecord, match="look for it in the list"):
        card_of(clinic, "visit", 77)


# Answers


@pytest.mark.slow
def test_a_patient_measure_speaks_of_the_month_of_the_visit() -> None:
    clinic = MadeUp()
    first, second = clinic.visit(pamphlet=True, exercise=False), clinic.visit(day=LATER + 3, exercise=False)
    for visit in (first, second):
        assert answer(card_of(clinic, "visit", visit), "pamphlet_or_exercise") == "yes"


@pytest.mark.slow
@settings(max_examples=6)
@given(clinics())
def test_the_cards_of_all_images_add_up_to_the_number_on_the_chart(made: tuple[MadeUp, list[int]]) -> None:
    clinic, _ = made
    units = clinic.units()
    asked = {"imaging_without_red_flags": ALL["imaging_without_red_flags"]}
    table = counts(units, asked)
    cards = [why(units, "image", row, asked) for row in native(units.image)["row"].to_list()]
    verdicts = [answer(card, "imaging_without_red_flags") for card in cards]
    assert (verdicts.count("yes"), verdicts.count("unknown")) == (table["numerator"].sum(), table["unknown"].sum())
    present = [card for card in cards if card.red_flag == "present"]
    for card in cards:
        speaks = any(one.place is Weight.COUNTS and one.state == "present" for one in card.evidence)
        assert speaks == (card in present)


# What clinicians say


@pytest.mark.slow
def test_an_overturned_card_shows_the_clinicians_word_and_what_it_set_aside() -> None:
    clinic = MadeUp()
    order = clinic.order(low_back_words=True)
    clinic.says(atom="trauma", window=90, row=order, rule="fall", matched="slipped on ice")
    card = card_of(clinic, "image", order, trauma="not_recorded")
    assert places(card) == {"trauma": Weight.SET_ASIDE}
    assert (card.state("trauma"), card.red_flag) == ("not recorded", "not recorded")
    assert answer(card, "imaging_without_red_flags") == "yes"


@pytest.mark.slow
def test_a_clinicians_word_is_evidence_with_its_source() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    (one,) = card_of(clinic, "visit", visit, neurological="present").evidence
    assert (one.source, one.place, one.matched) == ("clinician", Weight.COUNTS, "")


@pytest.mark.slow
def test_the_clinicians_word_is_the_state_even_where_everything_is_denied() -> None:
    clinic = MadeUp()
    visit = clinic.visit()
    clinic.says(atom="all", state="absent", window=0, row=visit)
    assert card_of(clinic, "visit", visit, trauma="not_recorded").state("trauma") == "not recorded"
