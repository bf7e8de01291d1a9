"""Forms are a grammar: no yes of the grid is read as a no, no no as a yes, and what is left blank is not denied."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest
from red_flag_form_grid import Case, cases

from measures.red_flags.words import read

#: So many times fewer cases in the everyday run.
EVERY = 47


def wrong(grid: Sequence[Case]) -> Counter[str]:
    """Each way of misreading an answer, and how often it happened."""
    said: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for found in read([case.text for case in grid]):
        said[found.text][found.atom].add(found.state.value)
    return Counter(
        misread
        for place, case in enumerate(grid)
        for atom, answer in case.answers
        if (misread := _misread(answer, said[place][atom]))
    )


def _misread(answer: bool | None, states: set[str]) -> str:
    if answer and "present" not in states:
        return "yes read as no" if "absent" in states else "yes not read"
    if answer is False and "present" in states:
        return "no read as yes"
    if answer is False and "absent" not in states:
        return "no not read"
    return "blank answered" if answer is None and states & {"present", "absent"} else ""


@pytest.mark.slow
def test_every_question_with_every_mark_separator_and_order_is_read_as_answered() -> None:
    assert wrong(list(cases())[::EVERY]) == Counter()


@pytest.mark.slow
def test_the_whole_grid_is_read_as_answered() -> None:
    grid = list(cases())
    assert len(grid) >= 20_000
    assert wrong(grid) == Counter()
