"""A fall in images without red flags, split into writing more down and ordering less."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from measures.documentation_drift import Recording, drift

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


@given(before=COUNTS, since=COUNTS)
def test_the_parts_make_the_fall_and_recording_is_never_a_negative_part(before: Recording, since: Recording) -> None:
    found = drift(before, since)
    if found is not None:
        assert abs(found.by_recording + found.by_ordering - (before.unflagged - since.unflagged)) < 1e-9
        assert found.by_recording >= 0
        assert 0 <= found.share_of_recording <= 1
