"""Whose a flag is: a relative's is never the patient's, and the patient's own is seen beside a relative's."""

import pytest
from red_flag_kin_grid import Told, grid

from measures.red_flags.words import labels

GRID = list(grid())


def misread(told: list[Told]) -> dict[str, set[str]]:
    return {one.text: read for one in told if (read := labels(one.text)) != one.flags}


def test_every_so_many_th_text_of_the_grid_is_read_as_whose_it_is() -> None:
    assert misread(GRID[7::41]) == {}


@pytest.mark.slow
def test_every_text_of_the_grid_is_read_as_whose_it_is() -> None:
    assert len(GRID) > 14_000
    assert misread(GRID) == {}


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
