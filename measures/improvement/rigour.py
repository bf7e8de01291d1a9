"""How fully a project uses the PDSA method, told kindly: what is there, and one thing that would help next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from measures.improvement.pdsa import Cycle

MONTHLY_OR_OFTENER = 12  # points of data; published reviews ask for regular data over time, not for a number
SOURCE = (
    "Taylor et al. 2014, BMJ Qual Saf 23:290 (PDSA method in published projects); "
    "Knudsen et al. 2019, BMC Health Serv Res 19:683 (120 projects: 4 % of 72 met all four features)"
)


@dataclass(frozen=True)
class Feature:
    """One feature of the method; `there` is None while it is too early to say."""

    name: str
    there: bool | None
    says: str


@dataclass(frozen=True)
class Rigour:
    """The four features, and what to try next. Few published projects have all four, so gaps are usual."""

    features: tuple[Feature, ...]
    says: str
    source: str = SOURCE

    @property
    def there(self) -> int:
        """How many of the features are there."""
        return sum(feature.there is True for feature in self.features)


def rigour(cycles: Sequence[Cycle], points_of_data: int = 0) -> Rigour:
    """Iterative, prediction, small scale, data over time. `points_of_data`: whole periods on the project's chart."""
    begun = [cycle for cycle in cycles if cycle.started is not None]
    features = (_iterative(begun), _predicted(begun), _small(begun), _over_time(points_of_data))
    return Rigour(features, _says(features))


def _iterative(begun: Sequence[Cycle]) -> Feature:
    """A later cycle that grew out of an earlier one, with something learned between them."""
    if not begun:
        return Feature("iterative", None, "No cycle has started yet.")
    learned = {cycle.number for cycle in begun if cycle.studied}
    grown = [cycle for cycle in begun if cycle.after in learned]
    if grown:
        return Feature("iterative", True, f"Cycle {grown[0].number} builds on what cycle {grown[0].after} taught.")
    if len(begun) == 1:
        return Feature("iterative", None, "One cycle so far; the next can start from what this one teaches.")
    return Feature(
        "iterative",
        False,
        "Naming the cycle each one grew out of would make them a ramp; so far they stand side by side.",
    )


def _predicted(begun: Sequence[Cycle]) -> Feature:
    if not begun:
        return Feature("prediction", None, "No cycle has started yet.")
    without = [cycle.number for cycle in begun if not cycle.predictions]
    if not without:
        return Feature("prediction", True, "Every cycle says beforehand what it expects.")
    which = f"Cycle {without[0]} has" if len(without) == 1 else f"{len(without)} of {len(begun)} cycles have"
    return Feature("prediction", False, f"{which} no prediction; a rough number is enough to learn from.")


def _small(begun: Sequence[Cycle]) -> Feature:
    """The first test of each ramp is small; later ones may grow."""
    first = [cycle for cycle in begun if cycle.after is None]
    if not first:
        return Feature("small scale", None, "No cycle has started yet.")
    unsaid = [cycle for cycle in first if cycle.scale is None]
    if unsaid:
        return Feature("small scale", None, f"Cycle {unsaid[0].number} does not say how large its test is.")
    large = [cycle.number for cycle in first if cycle.scale is not None and not cycle.scale.small]
    if not large:
        return Feature("small scale", True, "First tests are small, so that a surprise costs little.")
    return Feature(
        "small scale", False, f"Cycle {large[0]} began large. A first test with a few patients would teach sooner."
    )


def _over_time(points: int) -> Feature:
    if points >= MONTHLY_OR_OFTENER:
        return Feature("data over time", True, f"{points} points of data over time.")
    there = "1 point" if points == 1 else f"{points} points"
    return Feature(
        "data over time", False, f"{there} of data so far; {MONTHLY_OR_OFTENER}, or weekly ones, would show a pattern."
    )


def _says(features: Sequence[Feature]) -> str:
    there = sum(feature.there is True for feature in features)
    missing = next((feature for feature in features if feature.there is False), None)
    if there == len(features):
        return "All four features of the method are there, which few published projects can say."
    told = f"{there} of the 4 features of the method are there; most published projects lack at least one."
    return f"{told} One that would help next: {missing.says}" if missing else told
