"""A fall in images without red flags, split into writing more down and ordering less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_events import LATER, MadeUp, on

from measures.documentation_drift import Recording, drift, recorded
from measures.red_flags.names import DEFAULT_ATOMS

COUNTS = st.tuples(st.integers(20, 300), st.floats(0, 1), st.floats(0, 1)).map(
    lambda t: Recording(12, t[0], int(t[0] * t[1] * t[2]), int(t[0] * t[1] * (1 - t[2])))
)


def test_the_same_orders_with_more_written_down_fall_by_recording_alone() -> None:
    before = Recording(periods=10, orders=100, present=10, denied=10)  # 20 % written, half of it a flag
    since = Recording(periods=10, orders=100, present=30, denied=30)
    found = drift(before, since)
    assert found is not None
    assert round(found.fall, 9) == 2.0
    assert round(found.by_recording, 9) == 2.0
    assert round(found.by_ordering, 9) == 0.0
    assert round(found.share_of_recording, 9) == 1.0


def test_fewer_orders_and_more_recording_each_have_their_part() -> None:
    # 90 unflagged, then 64; written on 20 % of the orders, then on 40 %
    found = drift(Recording(10, 100, 10, 10), Recording(10, 80, 16, 16))
    assert found is not None
    assert round(found.fall, 9) == 2.6
    assert round(found.by_recording, 9) == 0.8  # 8 a month x 20 points x half
    assert round(found.by_ordering, 9) == 1.8


def test_more_orders_hidden_by_more_recording_are_not_a_fall_in_ordering() -> None:
    found = drift(Recording(10, 100, 5, 5), Recording(10, 110, 50, 50))
    assert found is not None
    assert found.by_ordering < 0
    assert found.share_of_recording == 1.0


def test_nothing_is_split_where_nothing_fell_or_nobody_wrote_more_or_too_few_were_ordered() -> None:
    usual = Recording(10, 100, 10, 10)
    assert drift(usual, usual) is None
    assert drift(usual, Recording(10, 120, 15, 15)) is None
    assert drift(usual, Recording(10, 50, 5, 4)) is None
    assert drift(Recording(10, 19, 0, 0), Recording(10, 100, 90, 0)) is None


@pytest.mark.slow
@given(before=COUNTS, since=COUNTS)
def test_the_parts_make_the_fall_and_recording_is_never_a_negative_part(before: Recording, since: Recording) -> None:
    found = drift(before, since)
    if found is not None:
        assert abs(found.by_recording + found.by_ordering - (before.unflagged - since.unflagged)) < 1e-9
        assert found.by_recording >= 0
        assert 0 <= found.share_of_recording <= 1


@pytest.mark.slow
def test_what_is_written_on_the_orders_of_a_month_is_counted_from_its_images() -> None:
    clinic = MadeUp()
    for patient in range(1, 7):
        clinic.visit(patient)
    orders = [clinic.order(patient) for patient in range(1, 6)]
    clinic.order(6, provider=None)  # nobody knows who ordered it
    clinic.says(1, atom="trauma", row=orders[0])
    for atom in DEFAULT_ATOMS:
        clinic.says(2, atom=atom, state="absent", row=orders[1])
    found = recorded(clinic.units(), "month", [on(LATER)["month"]])
    assert found == Recording(periods=1, orders=5, present=1, denied=1)
    assert recorded(clinic.units(), "month", [on(LATER)["month"] - 1]).orders == 0
