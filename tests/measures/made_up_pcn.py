"""Made-up clinics as their measures count them, and an attacker who solves everything that is shown as equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from measures.disclosure import Cells, Monthly, Rule, Stretch

FIRST = 2024 * 12
KINDS = ("numerator", "others", "unknown", "left_out")


def made_up_clinic(rng: np.random.Generator, months: int = 12) -> list[Monthly]:
    """One unit of a clinic of any size: a measure of all visits, two of parts of them, and a count that is a twin."""
    sizes = rng.poisson(rng.choice([2, 6, 12, 25, 60]), months)
    blank, flagged = rng.choice([0, 0.01, 0.05, 0.2], 2)
    shares = rng.choice([0.02, 0.1, 0.3, 0.6, 0.95], 3)
    whole, some, answered = {}, {}, {}
    for at, size in enumerate(sizes.tolist()):
        month, yes = FIRST + at, int(rng.binomial(size, shares[0]))
        whole[month] = Cells(yes, size - yes, 0)
        inside = size - int(rng.binomial(size, flagged))
        some[month] = _answers(rng, inside, shares[1], 0.0)
        answered[month] = _answers(rng, size, shares[2], blank)
    return [
        Monthly("whole", "visit", True, whole),
        Monthly("some", "visit", True, some),
        Monthly("answered", "visit", True, answered),
        Monthly("twin", "visit", False, {m: Cells(c.numerator, 0, c.unknown) for m, c in answered.items()}, "answered"),
    ]


def _answers(rng: np.random.Generator, of: int, share: float, blank: float) -> Cells:
    unknown = int(rng.binomial(of, blank))
    yes = int(rng.binomial(of - unknown, share))
    return Cells(yes, of - unknown - yes, unknown)


@dataclass
class Attack:
    """What an attacker writes down of a clinic: an unknown for each cell of each month, an equation for each number.

    He knows the definitions: that every measure counts parts of one whole, which of them counts all of it, and that
    a twin has the numerator of another.
    """

    measures: Sequence[Monthly]
    shown: Mapping[str, Sequence[Stretch]]
    rule: Rule

    def __post_init__(self) -> None:
        self.months = sorted(self.measures[0].cells)
        self.rates = [one for one in self.measures if one.is_rate]
        places = [(one.measure, month, kind) for one in self.rates for month in self.months for kind in KINDS]
        self.at = {place: number for number, place in enumerate(places)}
        self.rows: list[dict[int, float]] = []
        self.values: list[float] = []
        self.below: list[tuple[dict[int, float], float]] = []
        self._write()

    def _write(self) -> None:
        first = self.rates[0].measure
        for one in self.rates:
            for month in self.months:
                own = {self.at[one.measure, month, kind]: 1.0 for kind in KINDS}
                if one.measure == first:
                    self._equal({self.at[first, month, "left_out"]: 1.0}, 0)
                else:
                    self._equal(own | {self.at[first, month, kind]: -1.0 for kind in KINDS}, 0)
        for one in self.measures:
            for stretch in self.shown[one.measure]:
                if stretch.shown:
                    self._shown(one, stretch)

    def _shown(self, one: Monthly, stretch: Stretch) -> None:
        name = one.measure if one.is_rate else one.like
        assert stretch.numerator is not None
        self._equal(self._sum(name, stretch, "numerator"), stretch.numerator)
        if one.is_rate:
            parts = ("numerator", "others", "unknown") if stretch.widened else ("numerator", "others")
            assert stretch.denominator is not None
            self._equal(self._sum(name, stretch, *parts), stretch.denominator)
        if stretch.unknown is not None:
            self._equal(self._sum(name, stretch, "unknown"), stretch.unknown)
        elif stretch.widened:
            self.below.append((self._sum(name, stretch, "unknown"), self.rule.least - 1))

    def _sum(self, name: str, stretch: Stretch, *kinds: str) -> dict[int, float]:
        months = range(stretch.first, stretch.last + 1)
        return {self.at[name, month, kind]: 1.0 for month in months for kind in kinds}

    def _equal(self, row: dict[int, float], value: float) -> None:
        self.rows.append(row)
        self.values.append(value)

    def suppressed(self) -> Iterator[tuple[dict[int, float], int]]:
        """Every small number that is not shown, as a sum of unknowns, with what it truly is."""
        for one in self.rates:
            for month, cells in one.cells.items():
                for kind in KINDS[:3]:
                    number = getattr(cells, kind)
                    if not self.rule.shows(number):
                        yield {self.at[one.measure, month, kind]: 1.0}, number
            for stretch in self.shown[one.measure]:
                true = sum(one.cells[m].unknown for m in range(stretch.first, stretch.last + 1))
                if stretch.shown and not self.rule.shows(true):
                    yield self._sum(one.measure, stretch, "unknown"), true

    def bounds(self, wanted: Mapping[int, float]) -> tuple[float, float]:
        """The least and the most that a number can be, of all that is shown."""
        found = []
        matrix = _dense(self.rows, len(self.at))
        limits = _dense([row for row, _ in self.below], len(self.at)) if self.below else None
        most = [value for _, value in self.below] or None
        for sign in (1, -1):
            cost = np.zeros(len(self.at))
            cost[list(wanted)] = sign
            solved = linprog(cost, limits, most, matrix, self.values, bounds=(0, 10_000), method="highs")
            assert solved.status == 0, solved.message
            found.append(sign * solved.fun)
        return found[0], found[1]


def _dense(rows: Sequence[Mapping[int, float]], width: int) -> np.ndarray:
    matrix = np.zeros((len(rows), width))
    for number, row in enumerate(rows):
        matrix[number, list(row)] = list(row.values())
    return matrix
