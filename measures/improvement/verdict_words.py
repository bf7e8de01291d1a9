"""The words of a review's verdict: what was found, over how many periods, and what is missing to say more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from measures.improvement.own_level import OwnLevel
from measures.improvement.split import Split
from measures.periods import day_words
from measures.series import Series

NO_PROCESS = "No process measure was looked at, so it is not known whether the change is still in use."


@dataclass(frozen=True)
class Told:
    """The numbers of one review as words."""

    series: Series
    split: Split
    own: OwnLevel
    implemented: date

    def held(self) -> str:
        """A signal, and nothing against it."""
        return (
            f"A signal in the better direction since {day_words(self.implemented)}, and none in the worse one: "
            f"{self._levels()}, and the later {self._later()} stayed there."
        )

    def improved_but_few(self, least: int) -> str:
        """A signal, and too little time for it to fade."""
        return (
            f"A signal in the better direction, but only {self._periods()} since {day_words(self.implemented)}; "
            f"whether a gain is kept wants at least {least}. {self._levels(True)}."
        )

    def better_but_few(self, enough: int) -> str:
        """Better, with too few periods for a signal."""
        be = "is" if int(self.split.since.sum()) == 1 else "are"
        return (
            f"{self._levels(True)}, which is better, but {self._periods()} {be} too few for a pattern: "
            f"{enough} in a row would make one."
        )

    def no_signal(self) -> str:
        """Better, and no pattern although there was time for one."""
        return f"{self._levels(True)}: no pattern that chance would not make, over {self._periods()}."

    def few_expected(self, expected: float) -> str:
        """A rare event, or few to whom it could happen."""
        give = f"only about {expected:.0f}" if expected >= 0.5 else "hardly any"
        return (
            f"{self._levels(True)}, but over {self._periods()} the old level itself would give {give}: "
            "too few to tell a change from chance."
        )

    def no_better(self) -> str:
        """Not better, and not clearly worse."""
        return f"{self._levels(True)}: no improvement to be seen over {self._periods()}."

    def half_gone(self) -> str:
        """Less than half of the first gain is left, and no pattern says so yet."""
        return (
            f"There was a gain, but less than half of it is left in the later {self._later()}: {self._own_levels()}. "
            "Too few to tell chance from a loss."
        )

    def lost(self) -> str:
        """A signal against the improved periods' own level."""
        return f"A signal in the worse direction, judged against the improved {self._every()}: {self._own_levels()}."

    def drifting(self) -> str:
        """Half a run against the improved periods' own level."""
        run = f"the newest {self.own.run} {self._every()} are all on the worse side of it"
        half = f"at least half of the {self.own.rule_run} that would be a signal"
        return f"{_begun(self._own_levels())}; {run}, {half}."

    def process_falls(self, titles: Sequence[str]) -> str:
        """The change itself is less in use."""
        which = " and ".join(f'"{title}"' for title in titles)
        return f"{which} {'slips' if len(titles) == 1 else 'slip'}: the change may be less in use than when it began."

    def worse_than_before(self) -> str:
        """A signal in the worse direction against the frozen baseline."""
        return f"A signal in the worse direction, judged against the baseline: {self._levels()}."

    def gain_left(self) -> float:
        """The share of the improved periods' gain that the later ones still have; 1 while there are none."""
        before = self.split.level(self.split.before)
        if self.own.level is None or self.own.later_level is None or self.own.level == before:
            return 1.0
        return (self.own.later_level - before) / (self.own.level - before)

    def _levels(self, begin: bool = False) -> str:
        before, since = (self._number(self.split.level(part)) for part in (self.split.before, self.split.since))
        told = f"{before} before, {since} since"
        return _begun(told) if begin else told

    def _own_levels(self) -> str:
        first, later = self._number(self.own.level), self._number(self.own.later_level)
        improved = many(int(self.own.improved.sum()), self.series.every)
        return f"{first} in the first {improved}, {later} in the {self._later()} after them"

    def _later(self) -> str:
        return many(int(self.own.later.sum()), self.series.every)

    def _periods(self) -> str:
        return many(int(self.split.since.sum()), f"whole {self.series.every}")

    def _every(self) -> str:
        return f"{self.series.every}s"

    def _number(self, value: float | None) -> str:
        return level_words(self.series, value)


def level_words(series: Series, value: float | None) -> str:
    """A level in the measure's own unit: 14%, or 2.5 a month."""
    if value is None:
        return "no value"
    if series.is_rate:
        return f"{100 * value:.0f}%"
    return f"{f'{value:.1f}'.removesuffix('.0')} a {series.every}"


def changed(what: str) -> str:
    """Something else differs between then and now."""
    return f"Then and now are not alike: {what}"


def no_direction(series: Series) -> str:
    """A measure that nobody wants higher or lower cannot be kept or lost."""
    return f'Nobody said whether "{series.title}" is better high or low, so there is no gain to keep.'


def short_baseline(every: str, known: int, least: int) -> str:
    """Too little before the change."""
    there = f"There {'is' if known == 1 else 'are'} only {many(known, f'whole {every}')}"
    return f"{there} before the change; a baseline wants at least {least}."


def nothing_since(every: str, implemented: date) -> str:
    """Too early, or nothing has come in."""
    return f"There is no whole {every} with something to count since {day_words(implemented)} yet."


def balancing_unknown(series: Series) -> str:
    """A balancing measure that cannot be judged."""
    return f'"{series.title}" cannot be judged yet: too few {series.every}s before or since.'


def balancing_worse(series: Series) -> str:
    """A balancing measure with a signal in the worse direction."""
    return f'"{series.title}" has a signal in the worse direction since: was it the price of the gain?'


def many(count: int, what: str) -> str:
    """1 month, 2 months."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def _begun(words: str) -> str:
    return words[0].upper() + words[1:]
