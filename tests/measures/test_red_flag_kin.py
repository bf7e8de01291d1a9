"""Whose a flag is, and whose an answer: neither a relative nor a test beside it takes a flag from the patient."""

import pytest
from red_flag_kin_grid import Told, beside_tests, grid

from measures.red_flags.certainty import Certainty
from measures.red_flags.judge import State
from measures.red_flags.words import labels, read

GRID = list(grid())


def misread(told: list[Told]) -> dict[str, set[str]]:
    return {one.text: read for one in told if (read := labels(one.text)) != one.flags}


@pytest.mark.slow
def test_every_so_many_th_text_of_the_grid_is_read_as_whose_it_is() -> None:
    assert misread(GRID[7::41]) == {}


@pytest.mark.slow
def test_every_text_of_the_grid_is_read_as_whose_it_is() -> None:
    assert len(GRID) > 14_000
    assert misread(GRID) == {}


def test_a_test_that_is_in_order_denies_no_finding_beside_it() -> None:
    told = list(beside_tests())[::101]
    assert [one.text for one in told if not one.flags <= labels(one.text)] == []


@pytest.mark.slow
def test_no_test_that_is_in_order_denies_any_finding_beside_it() -> None:
    told = list(beside_tests())
    assert len(told) > 13_000
    assert [one.text for one in told if not one.flags <= labels(one.text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "son pied gauche traîne depuis une semaine",
        "exam: foot drop L",
        "fell off a step ladder last week",
    ],
)
def test_a_word_that_only_looks_like_a_relative_gives_nothing_away(text: str) -> None:
    assert labels(text)


COMPLAINTS = (
    "saddle numbness", "fever", "foot drop", "weight loss", "night sweats", "cannot pee", "urinary retention",
    "fell off a ladder", "perte de poids", "anesthésie en selle",
)  # fmt: skip
HAD = ("father had", "mother has", "FHx", "brother with", "dad died of", "mère a eu un", "père avec")
BEHIND = ("FHx {} (mother)", "{} in mother", "{} (father)", "father: {}")
DISEASES = ("prostate cancer", "breast ca", "osteoporosis", "RA", "diabetes", "lymphome")


@pytest.mark.parametrize("comma", [", ", "; ", ", now ", " - ", " / "])
def test_a_complaint_after_a_relatives_disease_is_never_theirs(comma: str) -> None:
    said = [f"{had} {disease}" for had in HAD for disease in DISEASES]
    said += [way.format(disease) for way in BEHIND for disease in DISEASES]
    texts = [f"LBP, {told}{comma}{one}." for told in said for one in COMPLAINTS]
    theirs = [
        texts[one.text]
        for one in read(texts)
        if one.atom not in ("cancer", "inflammatory") and one.state is State.OTHER_PERSON
    ]
    assert theirs == []


def test_after_a_relatives_flag_it_waits_for_a_clinician_and_their_own_list_stays_theirs() -> None:
    (_, numb) = read(["father had prostate cancer, saddle numbness"])
    assert (numb.state, numb.certainty) == (State.PRESENT, Certainty.UNCLEAR)
    for text in (
        "mother had fever, chills",
        "FHx: cancer, osteoporosis",
        "brother has MS, lymphoma",
        "aunt had cancer",
    ):
        assert {one.state for one in read([text])} == {State.OTHER_PERSON}


TOGETHER = (
    "here with {}, ", "seen with her {}: ", "accompanied by {}. ", "brought in by his {}, ", "lives with {}, ",
    "LBP 2 wks, in with {} today, ",
)  # fmt: skip


def _states(texts: list[str]) -> set[State]:
    return {one.state for one in read(texts)}


def test_who_comes_along_takes_no_complaint_from_the_patient_but_keeps_a_disease_of_their_own() -> None:
    texts = [way.format(who) + one for way in TOGETHER for who in ("mother", "husband", "son") for one in COMPLAINTS]
    texts += [f"accompagnée de sa {who}, {one}" for who in ("fille", "mère") for one in COMPLAINTS]
    assert _states(texts) == {State.PRESENT}
    assert not labels("here with her mother, who had breast cancer")
    assert not labels("vient avec sa mère qui a eu un cancer du sein")


@pytest.mark.parametrize("disease", ["AS", "MS", "dementia", "a stroke", "spinal stenosis"])
def test_a_relatives_disease_explains_none_of_the_patients_signs(disease: str) -> None:
    signs = ("saddle numbness", "foot drop", "urinary retention", "night sweats and fever")
    texts = [f"{who} has {disease}{join}{sign}" for who in ("dad", "her sister") for join in (", ", " - ", " / ")
             for sign in signs]  # fmt: skip
    found = [one for one in read(texts) if one.atom not in ("inflammatory", "cancer")]
    assert {one.state for one in found} == {State.PRESENT}
    assert {one.text for one in found} == set(range(len(texts)))
