"""Long notes are read whole, a stretch at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.back_pain import says_low_back
from measures.imaging import states_planning
from measures.long_text import stretches
from measures.red_flags.words import State, labels, read

VISIT = "Seen for blood pressure, tablets renewed, sleeps well, walks daily.\n"


@given(st.text(alphabet="ab \n.", max_size=300), st.integers(1, 40))
def test_the_stretches_put_together_are_the_text(text: str, most: int) -> None:
    found = list(stretches(text, most))
    assert "".join(stretch for _, stretch in found) == text
    assert all(text[start:].startswith(stretch) and len(stretch) <= most for start, stretch in found)


def test_a_red_flag_at_the_end_of_a_long_chart_is_read_where_it_stands() -> None:
    text = VISIT * 700 + "New saddle anesthesia since this morning."
    (found,) = [one for one in read([text]) if one.state is State.PRESENT]
    assert (found.atom, text[found.start : found.end]) == ("cauda_equina", found.matched)


@pytest.mark.slow
def test_a_denial_is_not_cut_in_two_by_the_end_of_a_stretch() -> None:
    note = "Back pain. No fever, no trauma, no history of cancer, no saddle anesthesia.\n"
    assert labels(note * 900) == set()


def test_back_pain_and_a_planned_operation_are_found_late_in_a_long_text() -> None:
    assert says_low_back([VISIT * 700 + "Low back pain."]) == [True]
    assert states_planning([VISIT * 700 + "MRI for surgical planning."]) == [True]
