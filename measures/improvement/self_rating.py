"""What several people's ratings of the same statements say: where they differ, and what seems weakest. No pass mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from measures.improvement.library.sustainability import SCALE, SustainabilityFactor, sustainability_factors
from measures.said import Said, said

LOWEST, HIGHEST = min(SCALE), max(SCALE)
APART = 2  # points between two people from which their views are told as different; our own choice
WEAK = 3.0  # a median up to this is told as worth work; our own choice


@dataclass(frozen=True)
class FactorSpread:
    """The answers to one statement, the lowest first; numbers are None where nobody answered."""

    factor: SustainabilityFactor
    n: int
    low: int | None
    median: float | None
    high: int | None
    scores: tuple[int, ...]
    says: Said

    @property
    def apart(self) -> int:
        """How many points lie between the lowest and the highest answer."""
        return 0 if self.low is None or self.high is None else self.high - self.low


def spread(ratings: Sequence[Mapping[str, int]]) -> tuple[FactorSpread, ...]:
    """Each statement with everybody's answers, in the order of the form.

    A rating is one person's answers by the factor's id; what is left out counts nowhere, and ids of no statement are
    passed over. The order of the people makes no difference, so that nobody can be recognised by it. Raises
    ValueError on an answer that is not 1 to 5.
    """
    return tuple(_spread_of(factor, _scores(factor, ratings)) for factor in sustainability_factors())


def overall(spreads: Sequence[FactorSpread]) -> Said:
    """What to talk about first: where people differ most, then what seems weakest, in the order of the form if equal.

    Differences come first because they are what a self-rating by several people adds (Doyle 2013, see SOURCE).
    """
    people = max((one.n for one in spreads), default=0)
    if people < 2:
        return said("nobody_rated" if people == 0 else "one_person_rated")
    return said("ratings", differences=_differences(spreads, people), weakest=_weakest(spreads))


def _scores(factor: SustainabilityFactor, ratings: Sequence[Mapping[str, int]]) -> tuple[int, ...]:
    scores = sorted(rating[factor.id] for rating in ratings if factor.id in rating)
    wrong = [score for score in scores if score not in SCALE]
    if wrong:
        raise ValueError(f"{factor.id}: an answer is {LOWEST} to {HIGHEST}, not {wrong[0]}")
    return tuple(scores)


def _spread_of(factor: SustainabilityFactor, scores: tuple[int, ...]) -> FactorSpread:
    if not scores:
        return FactorSpread(factor, 0, None, None, None, (), said("nobody_answered"))
    low, high, middle = scores[0], scores[-1], float(median(scores))
    says = said("answers", n=len(scores), low=low, high=high, middle=middle, apart=high - low >= APART)
    return FactorSpread(factor, len(scores), low, middle, high, scores, says)


def _differences(spreads: Sequence[FactorSpread], people: int) -> Said:
    widest = max(one.apart for one in spreads)
    if widest < APART:
        return said("seen_alike", people=people)
    most = [one for one in spreads if one.apart == widest]
    return said("views_differ", titles=_titles(most), apart=widest, low=most[0].low, high=most[0].high)


def _weakest(spreads: Sequence[FactorSpread]) -> Said:
    answered = [(one.median, one) for one in spreads if one.median is not None]
    lowest = min(middle for middle, _ in answered)
    weak = [one for middle, one in answered if middle == lowest]
    stands: dict[str, object] = {"lowest": lowest, "highest": HIGHEST}
    if len(weak) == len(answered):
        return said("all_alike", **stands)
    return said("nothing_low" if lowest > WEAK else "weakest", titles=_titles(weak), **stands)


def _titles(some: Sequence[FactorSpread]) -> list[str]:
    return [one.factor.title for one in some]
