"""What may leave a clinic: no small number is shown, and none can be worked out of what is."""

from __future__ import annotations

import numpy as np
import pytest

from measures.disclosure import BadThreshold, Cells, Monthly, Rule, disclose
from tests.measures.made_up_pcn import FIRST, Attack, made_up_clinic

CLINICS = 3  # of a made-up PCN


def of(*cells: tuple[int, int, int], measure: str = "m", is_rate: bool = True, unit: str = "visit") -> Monthly:
    """A measure from January 2024 on: numerator, others and unknown a month."""
    return Monthly(measure, unit, is_rate, {FIRST + at: Cells(*three) for at, three in enumerate(cells)})


def test_a_month_of_large_numbers_is_shown_as_it_is() -> None:
    (one,) = disclose([of((12, 30, 0))])["m"]
    assert (one.numerator, one.denominator, one.unknown, one.months) == (12, 42, 0, 1)


@pytest.mark.parametrize("small", [(9, 30, 0), (30, 9, 0), (1, 0, 0), (0, 0, 4)])
def test_one_to_nine_are_never_shown(small: tuple[int, int, int]) -> None:
    assert not any(stretch.shown for stretch in disclose([of(small)])["m"])


def test_a_nought_is_shown() -> None:
    (one,) = disclose([of((0, 40, 0))])["m"]
    assert (one.numerator, one.denominator) == (0, 40)


def test_months_are_put_together_until_nothing_in_them_is_small() -> None:
    one, two = disclose([of((5, 30, 0), (6, 30, 0), (4, 30, 0), (9, 40, 0))])["m"]
    assert (one.first, one.last, one.numerator, one.denominator) == (FIRST, FIRST + 1, 11, 71)
    assert (two.first, two.last, two.numerator, two.denominator) == (FIRST + 2, FIRST + 3, 13, 83)


def test_few_unknown_are_counted_into_the_denominator_and_their_number_is_not_said() -> None:
    (one,) = disclose([of((20, 30, 3))])["m"]
    assert (one.numerator, one.denominator, one.unknown, one.widened) == (20, 53, None, True)


def test_a_practice_with_three_visits_a_month_is_shown_a_stretch_at_a_time() -> None:
    shown = disclose([of(*[(2, 1, 0)] * 36)])["m"]
    assert [stretch.months for stretch in shown if stretch.shown] == [12, 12, 12]


def test_a_later_month_never_redraws_an_earlier_stretch() -> None:
    rng = np.random.default_rng(7)
    for _ in range(40):
        clinic = made_up_clinic(rng, 18)
        until = FIRST + 12
        earlier = disclose([_until(one, until) for one in clinic])
        for name, now in disclose(clinic).items():
            then = [stretch for stretch in earlier[name] if stretch.shown]
            assert then == [stretch for stretch in now if stretch.shown][: len(then)]


def _until(one: Monthly, month: int) -> Monthly:
    return Monthly(one.measure, one.unit, one.is_rate, {m: c for m, c in one.cells.items() if m < month}, one.like)


def test_what_is_shown_is_what_was_counted() -> None:
    rng = np.random.default_rng(11)
    for _ in range(40):
        clinic = made_up_clinic(rng, 18)
        for one in clinic:
            for stretch in disclose(clinic)[one.measure]:
                cells = [one.cells[month] for month in range(stretch.first, stretch.last + 1)]
                if stretch.shown:
                    assert stretch.numerator == sum(cell.numerator for cell in cells)
                    unknown = sum(cell.unknown for cell in cells)
                    assert stretch.unknown in (None, unknown)
                    if one.is_rate:
                        inside = sum(cell.numerator + cell.others for cell in cells)
                        assert stretch.denominator == inside + (unknown if stretch.widened else 0)


@pytest.mark.parametrize(("least", "reason"), [(4, "we are few"), (6, ""), (6, "  ")])
def test_a_lower_threshold_needs_a_reason_and_has_an_end(least: int, reason: str) -> None:
    with pytest.raises(BadThreshold):
        Rule(least, reason)


def attacked(seed: int, pcns: int, cells: int, months: int = 8) -> tuple[int, float]:
    """How many suppressed cells an attacker tried, and how near the nearest two bounds of one were."""
    rng = np.random.default_rng(seed)
    tried, nearest = 0, np.inf
    for _ in range(pcns):
        attacks = [_attack(rng, months) for _ in range(CLINICS)]
        every = [(attack, *found) for attack in attacks for found in attack.suppressed()]
        for at in rng.permutation(len(every))[:cells]:
            attack, wanted, true = every[at]
            low, high = attack.bounds(wanted)
            assert low - 1e-6 <= true <= high + 1e-6, "the attacker's equations do not hold"
            tried, nearest = tried + 1, min(nearest, high - low)
    return tried, nearest


def _attack(rng: np.random.Generator, months: int) -> Attack:
    clinic, rule = made_up_clinic(rng, months), Rule()
    return Attack(clinic, disclose(clinic, rule), rule)


@pytest.mark.slow
def test_no_suppressed_number_can_be_worked_out_of_all_that_is_shown() -> None:
    tried, nearest = attacked(seed=1, pcns=8, cells=5)
    assert tried > 20
    assert nearest > 4  # else a number would be known to within 2 above and below


@pytest.mark.slow
def test_no_suppressed_number_of_2000_made_up_pcns_can_be_worked_out() -> None:
    tried, nearest = attacked(seed=2, pcns=2000, cells=1, months=6)
    assert tried > 1500
    assert nearest > 4


def test_the_attacker_finds_what_a_plain_suppression_leaves_open() -> None:
    """The same equations get a number back where only the small cells are taken out and the totals stay."""
    from measures.disclosure import Stretch

    one = of((5, 30, 0), (20, 30, 0), (25, 30, 0))
    total = Stretch(FIRST, FIRST + 2, 50, 140, 0)
    months = [Stretch(FIRST + at, FIRST + at, y, y + 30, 0) for at, y in ((1, 20), (2, 25))]
    attack = Attack([one], {"m": [total, *months]}, Rule())
    (wanted, true), *_ = attack.suppressed()
    low, high = attack.bounds(wanted)
    assert (round(low), round(high)) == (true, true)
