"""What a review's verdict rests on: which reason, and the numbers of the series around the day of implementation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from measures.improvement.own_level import OwnLevel
from measures.improvement.split import Split
from measures.said import Said, said
from measures.series import Series


@dataclass(frozen=True)
class Reasons:
    """One review's numbers, from which each reason takes what it speaks of."""

    series: Series
    split: Split
    own: OwnLevel
    implemented: date

    def held(self) -> Said:
        """A signal, and nothing against it."""
        return self._said("signal_and_stayed")

    def improved_but_few(self, least: int) -> Said:
        """A signal, and too little time for it to fade."""
        return self._said("signal_but_few", least=least)

    def better_but_few(self, enough: int) -> Said:
        """Better, with too few periods for a signal."""
        return self._said("better_but_few", enough=enough)

    def no_signal(self) -> Said:
        """Better, and no pattern although there was time for one."""
        return self._said("better_no_signal")

    def few_expected(self, expected: float) -> Said:
        """A rare event, or few to whom it could happen."""
        return self._said("few_expected", expected=expected)

    def no_better(self) -> Said:
        """Not better, and not clearly worse."""
        return self._said("no_better")

    def half_gone(self) -> Said:
        """Less than half of the first gain is left, and no pattern says so yet."""
        return self._said("half_gone")

    def lost(self) -> Said:
        """A signal against the improved periods' own level."""
        return self._said("worse_than_own_level")

    def drifting(self) -> Said:
        """Half a run against the improved periods' own level."""
        return self._said("half_a_run_worse", run=self.own.run, rule_run=self.own.rule_run)

    def process_falls(self, titles: Sequence[str]) -> Said:
        """The change itself is less in use."""
        return said("process_falls", titles=titles)

    def worse_than_before(self) -> Said:
        """A signal in the worse direction against the frozen baseline."""
        return self._said("worse_than_baseline")

    def gain_left(self) -> float:
        """The share of the improved periods' gain that the later ones still have; 1 while there are none."""
        before = self.split.level(self.split.before)
        if self.own.level is None or self.own.later_level is None or self.own.level == before:
            return 1.0
        return (self.own.later_level - before) / (self.own.level - before)

    def _said(self, code: str, **more: object) -> Said:
        """The reason with the levels before and since, those of the improved and later periods, and how many there are.

        Levels are shares between 0 and 1, or events a period.
        """
        split, own = self.split, self.own
        return said(
            code,
            every=self.series.every,
            is_rate=self.series.is_rate,
            implemented=self.implemented,
            before=split.level(split.before),
            since=split.level(split.since),
            periods=int(split.since.sum()),
            first=own.level,
            first_periods=int(own.improved.sum()),
            later=own.later_level,
            later_periods=int(own.later.sum()),
            **more,
        )
