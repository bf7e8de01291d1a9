"""What may leave a clinic: months put together until no small number is shown, and none can be worked out.

The way: a *stretch* is one or more whole months in a row. A stretch is shown where each of its cells (numerator, the
rest of the denominator, unknown, left out) is 0 or at least `Rule.least`; otherwise the next months join it. Stretches
never overlap, and no total of anything else is ever given: every sum, share, limit and difference that can be made of
what is shown is a sum of shown cells. Stretches are closed from the oldest month on, so that a later month never
redraws an earlier one, and two files of one clinic tell no more than the newer one.

Against subtraction between measures: the measures of one unit (all of low-back visits, say) count parts of one whole.
Months are first put together until that whole is no small number (a *period*), then periods until the cells of the
measure are none. Whoever knows the whole of each period and the sums of a stretch knows of a cell in it no more than
Fréchet's bounds (1940; Dobra & Fienberg 2000, PNAS 97:11885), from max(0, row + column - total) to min(row, column).
They lie min(row, column, other rows, other columns) apart, and each of these is at least the threshold: a hidden number
is never known to within half of it above or below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

LEAST = 10  # 1 to 9 are not shown: several Alberta releases, and Washington State's rule with secondary suppression
LOWEST = 5  # below this no reason is enough: CIHI and PEDSnet show nothing under 5
UNTOLD = 1_000_000_000  # stands for the rest of a whole that no measure tells


class BadThreshold(ValueError):
    """A threshold that nobody may set, or one without its reason; `args[0]` is the code, `args[1]` what was asked."""


@dataclass(frozen=True)
class Rule:
    """The smallest number that is shown, beside 0. A lower one than the usual 10 needs a reason, and is said."""

    least: int = LEAST
    reason: str = ""

    def __post_init__(self) -> None:
        if self.least < LOWEST:
            raise BadThreshold("too_low", self.least)
        if self.least < LEAST and not self.reason.strip():
            raise BadThreshold("no_reason", self.least)

    def shows(self, number: int) -> bool:
        """Whether a number is no small one."""
        return number == 0 or number >= self.least


@dataclass(frozen=True)
class Cells:
    """What became of the units of one measure in one period: the cells that make up its whole."""

    numerator: int
    others: int  # the rest of the denominator; 0 in a count
    unknown: int
    silent: int = 0  # of those shown, whose red flag nobody recorded

    @property
    def asked(self) -> int:
        """Everything the measure had something to say of."""
        return self.numerator + self.others + self.unknown

    def __add__(self, more: Cells) -> Cells:
        sums = (self.numerator + more.numerator, self.others + more.others, self.unknown + more.unknown)
        return Cells(*sums, self.silent + more.silent)


@dataclass(frozen=True)
class Monthly:
    """The whole months of one measure (month: year * 12 + month - 1), as the clinic itself counts them.

    `unit` is what it counts; measures of one unit count parts of one whole. `like` is a measure with the very same
    numerator, whose stretches this one shares.
    """

    measure: str
    unit: str
    is_rate: bool
    cells: Mapping[int, Cells]
    like: str = ""


@dataclass(frozen=True)
class Stretch:
    """Months in a row and what is shown of them; a hidden one has no numbers.

    `widened`: fewer than the threshold are unknown; how many is not shown, and the denominator counts them too.
    """

    first: int
    last: int
    numerator: int | None = None
    denominator: int | None = None
    unknown: int | None = None
    not_recorded: int | None = None
    widened: bool = False

    @property
    def shown(self) -> bool:
        """Whether it has numbers."""
        return self.numerator is not None

    @property
    def months(self) -> int:
        """How many months it is."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class _Period:
    """One or more months in which the whole of a unit is no small number, and one measure's cells in them."""

    first: int
    last: int
    row: tuple[int, int, int, int]  # numerator, others, unknown, left out of the whole


def disclose(measures: Sequence[Monthly], rule: Rule | None = None) -> dict[str, tuple[Stretch, ...]]:
    """What may be shown of a clinic's measures, measure by measure, the oldest stretch first."""
    chosen = rule or Rule()
    wholes = {unit: _whole([one for one in measures if one.unit == unit]) for unit in {m.unit for m in measures}}
    frames = {unit: _frame(whole, chosen) for unit, whole in wholes.items()}
    told = {one.unit for one in measures if one.is_rate}
    found = {
        one.measure: _stretches(one, wholes[one.unit] if one.unit in told else None, frames[one.unit], chosen)
        for one in measures
    }
    twins = {one.measure: one for one in measures if one.like in found}
    return found | {name: _as_its_twin(one, found[one.like]) for name, one in twins.items()}


def _whole(measures: Sequence[Monthly]) -> dict[int, int]:
    """How many units there are a month, as far as any measure of the unit tells."""
    found: dict[int, int] = {}
    for one in measures:
        for month, cells in one.cells.items():
            found[month] = max(found.get(month, 0), cells.asked)
    return found


def _frame(whole: Mapping[int, int], rule: Rule) -> list[tuple[int, int]]:
    """Months put together until their whole is no small number; those at the end that are not stay out."""
    found: list[tuple[int, int]] = []
    for first, last in _runs(sorted(whole)):
        start, total = first, 0
        for month in range(first, last + 1):
            total += whole[month]
            if rule.shows(total):
                found.append((start, month))
                start, total = month + 1, 0
    return found


def _runs(months: Sequence[int]) -> list[tuple[int, int]]:
    """Months in a row: first and last of each row without a gap."""
    cuts = [place + 1 for place, (one, after) in enumerate(pairwise(months)) if after != one + 1]
    return [(part[0], part[-1]) for a, b in pairwise([0, *cuts, len(months)]) if (part := months[a:b])]


def _stretches(
    one: Monthly, whole: Mapping[int, int] | None, frame: Sequence[tuple[int, int]], rule: Rule
) -> tuple[Stretch, ...]:
    shown: list[Stretch] = []
    waiting: list[_Period] = []
    for first, last in frame:
        period = _period(one, whole, first, last)
        if period is None or (waiting and waiting[-1].last + 1 != first):
            waiting = []
        if period is None:
            continue
        waiting.append(period)
        if _closes(waiting, one, rule):
            shown.append(_shown(one, waiting, rule))
            waiting = []
    return _with_hidden(one, shown)


def _period(one: Monthly, whole: Mapping[int, int] | None, first: int, last: int) -> _Period | None:
    """The cells of a measure in some months; None where it does not speak for all of them."""
    months = range(first, last + 1)
    if any(month not in one.cells for month in months):
        return None
    cells = _together(one, first, last)
    left_out = UNTOLD if whole is None else sum(whole[month] for month in months) - cells.asked
    return _Period(first, last, (cells.numerator, cells.others, cells.unknown, left_out))


def _together(one: Monthly, first: int, last: int) -> Cells:
    return sum((one.cells[month] for month in range(first, last + 1)), Cells(0, 0, 0))


def _closes(periods: Sequence[_Period], one: Monthly, rule: Rule) -> bool:
    """Whether these periods may be shown as one stretch."""
    rows = [period.row for period in periods]
    if not rule.shows(sum(row[2] for row in rows)):
        rows = [_quietly(row, one.is_rate) for row in rows]
    return all(rule.shows(sum(column)) for column in zip(*rows))


def _quietly(row: tuple[int, int, int, int], is_rate: bool) -> tuple[int, int, int, int]:
    """A row whose unknown are too few to show: told together with the others of a rate, or the rest of a count."""
    numerator, others, unknown, left_out = row
    return (numerator, others + unknown, 0, left_out) if is_rate else (numerator, 0, 0, left_out + unknown)


def _shown(one: Monthly, periods: Sequence[_Period], rule: Rule) -> Stretch:
    cells = _together(one, periods[0].first, periods[-1].last)
    quiet = not rule.shows(cells.unknown)
    denominator = cells.numerator + cells.others + (cells.unknown if quiet else 0)
    return Stretch(
        periods[0].first,
        periods[-1].last,
        cells.numerator,
        denominator if one.is_rate else None,
        None if quiet else cells.unknown,
        _silent(one, cells, rule),
        quiet and one.is_rate,
    )


def _silent(one: Monthly, cells: Cells, rule: Rule) -> int | None:
    """How many of a count are not recorded; of a rate the same cell stands in another measure, cut elsewhere."""
    told = not one.is_rate and rule.shows(cells.silent) and rule.shows(cells.numerator - cells.silent)
    return cells.silent if told else None


def _with_hidden(one: Monthly, shown: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The shown stretches, and between and after them the months of which nothing is shown."""
    told = {month for stretch in shown for month in range(stretch.first, stretch.last + 1)}
    hidden = [Stretch(first, last) for first, last in _runs(sorted(set(one.cells) - told))]
    return tuple(sorted([*shown, *hidden], key=lambda stretch: stretch.first))


def _as_its_twin(one: Monthly, twin: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """A count whose numerator is a share's too, in the stretches of that share: cut otherwise, it would undo them."""
    shown = []
    for stretch in twin:
        months = range(stretch.first, stretch.last + 1)
        if stretch.shown and all(month in one.cells for month in months):
            cells = _together(one, stretch.first, stretch.last)
            shown.append(Stretch(stretch.first, stretch.last, cells.numerator, None, stretch.unknown, None))
    return _with_hidden(one, shown)
