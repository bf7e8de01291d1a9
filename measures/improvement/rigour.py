"""How fully a project uses the PDSA method, told kindly: what is there, and one thing that would help next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from measures.improvement.pdsa import Cycle
from measures.said import Said, said

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
    says: Said


@dataclass(frozen=True)
class Rigour:
    """The four features, and what to try next. Few published projects have all four, so gaps are usual."""

    features: tuple[Feature, ...]
    says: Said
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
        return Feature("iterative", None, said("none_started"))
    learned = {cycle.number for cycle in begun if cycle.studied}
    grown = [cycle for cycle in begun if cycle.after in learned]
    if grown:
        return Feature("iterative", True, said("builds_on", cycle=grown[0].number, after=grown[0].after))
    if len(begun) == 1:
        return Feature("iterative", None, said("one_so_far"))
    return Feature("iterative", False, said("side_by_side"))


def _predicted(begun: Sequence[Cycle]) -> Feature:
    if not begun:
        return Feature("prediction", None, said("none_started"))
    without = [cycle.number for cycle in begun if not cycle.predictions]
    if not without:
        return Feature("prediction", True, said("all_predicted"))
    return Feature("prediction", False, said("without_prediction", cycles=without, begun=len(begun)))


def _small(begun: Sequence[Cycle]) -> Feature:
    """The first test of each ramp is small; later ones may grow."""
    first = [cycle for cycle in begun if cycle.after is None]
    if not first:
        return Feature("small_scale", None, said("none_started"))
    unsaid = [cycle for cycle in first if cycle.scale is None]
    if unsaid:
        return Feature("small_scale", None, said("size_not_said", cycle=unsaid[0].number))
    large = [cycle.number for cycle in first if cycle.scale is not None and not cycle.scale.small]
    if not large:
        return Feature("small_scale", True, said("first_tests_small"))
    return Feature("small_scale", False, said("began_large", cycle=large[0]))


def _over_time(points: int) -> Feature:
    enough = points >= MONTHLY_OR_OFTENER
    return Feature("data_over_time", enough, said("points_of_data", points=points, wanted=MONTHLY_OR_OFTENER))


def _says(features: Sequence[Feature]) -> Said:
    there = sum(feature.there is True for feature in features)
    missing = next((feature.says for feature in features if feature.there is False), None)
    return said("rigour", there=there, of=len(features), missing=missing)
