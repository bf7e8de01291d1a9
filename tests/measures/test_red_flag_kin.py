"""Whose a flag is, and whose an answer: neither a relative nor a test beside it takes a flag from the patient."""

import pytest
from red_flag_kin_grid import Told, beside_tests, grid

from measures.red_flags.words import labels

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
