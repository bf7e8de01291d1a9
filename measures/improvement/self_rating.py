"""What several people's ratings of the same statements say: where they differ, and what seems weakest. No pass mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from measures.improvement.library.sustainability import SCALE, SustainabilityFactor, sustainability_factors

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
    says: str

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


def overall(spreads: Sequence[FactorSpread]) -> str:
    """What to talk about first: where people differ most, then what seems weakest, in the order of the form if equal.

    Differences come first because they are what a self-rating by several people adds (Doyle 2013, see SOURCE).
    """
    people = max((one.n for one in spreads), default=0)
    if people == 0:
        return "Nobody has rated yet. It takes each person three minutes, and is best done alone before you compare."
    if people == 1:
        return (
            "One person has rated so far. The value lies in comparing: ask two or three others, from different jobs, "
            "to rate on their own."
        )
    return " ".join([_differences(spreads, people), _weakest(spreads)])


def _scores(factor: SustainabilityFactor, ratings: Sequence[Mapping[str, int]]) -> tuple[int, ...]:
    scores = sorted(rating[factor.id] for rating in ratings if factor.id in rating)
    wrong = [score for score in scores if score not in SCALE]
    if wrong:
        raise ValueError(f"{factor.id}: an answer is {LOWEST} to {HIGHEST}, not {wrong[0]}")
    return tuple(scores)


def _spread_of(factor: SustainabilityFactor, scores: tuple[int, ...]) -> FactorSpread:
    if not scores:
        return FactorSpread(factor, 0, None, None, None, (), "Nobody has answered this yet.")
    low, high, middle = scores[0], scores[-1], float(median(scores))
    return FactorSpread(factor, len(scores), low, middle, high, scores, _says(scores, middle))


def _says(scores: tuple[int, ...], middle: float) -> str:
    low, high = scores[0], scores[-1]
    if len(scores) == 1:
        return f"One answer: {low} ({SCALE[low]})."
    if low == high:
        everyone = "Both" if len(scores) == 2 else f"All {len(scores)}"
        return f"{everyone} say {low} ({SCALE[low]})."
    told = f"From {low} ({SCALE[low]}) to {high} ({SCALE[high]}), middle {middle:g}."
    return f"{told} You see this differently: worth hearing why." if high - low >= APART else told


def _differences(spreads: Sequence[FactorSpread], people: int) -> str:
    widest = max(one.apart for one in spreads)
    if widest < APART:
        return f"The {people} of you see it much the same way."
    most = [one for one in spreads if one.apart == widest]
    how = f"answers from {most[0].low} to {most[0].high}" if len(most) == 1 else f"answers {widest} points apart"
    return f"Your views differ most on {_named(most)} ({how}): begin there, and let each side say what they see."


def _weakest(spreads: Sequence[FactorSpread]) -> str:
    answered = [(one.median, one) for one in spreads if one.median is not None]
    lowest = min(middle for middle, _ in answered)
    weak = [one for middle, one in answered if middle == lowest]
    if len(weak) == len(answered):
        return f"All statements stand alike, at {lowest:g} of {HIGHEST}."
    if lowest > WEAK:
        return f"Nothing stands low; lowest of all {_is(weak)} {_named(weak)}, at {lowest:g} of {HIGHEST}."
    return f"Lowest of all {_is(weak)} {_named(weak)}, at {lowest:g} of {HIGHEST}: what would add one point?"


def _is(some: Sequence[FactorSpread]) -> str:
    return "is" if len(some) == 1 else "are"


def _named(some: Sequence[FactorSpread], most: int = 3) -> str:
    """The titles in quotation marks, at most three of them."""
    titles = [f"“{one.factor.title}”" for one in some[:most]]
    rest = len(some) - len(titles)
    if rest:
        return f"{', '.join(titles)} and {rest} more"
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
