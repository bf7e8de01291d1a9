"""The words of a review's verdict: what was found, over how many periods, and what is missing to say more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.telling.levels import day_said, level_words, many
from dashboard.telling.phrases import begun
from dashboard.telling.verdict import said
from measures.verdict import Level, MeasureVerdict

FINDINGS = {
    "held": "improved and held",
    "so_far": "held so far, too few points",
    "drifting": "drifting",
    "lost": "lost",
    "cannot_tell": "cannot tell",
}


def finding_words(code: str) -> str:
    """A finding as people read it."""
    return FINDINGS.get(code, code)


@dataclass(frozen=True)
class Numbers:
    """The numbers of one review as a reason carries them; each method is one reason's sentence."""

    every: str
    is_rate: bool
    implemented: str
    before: float | None
    since: float | None
    periods: int
    first: float | None
    first_periods: int
    later: float | None
    later_periods: int
    least: int = 0
    enough: int = 0
    expected: float = 0.0
    run: int = 0
    rule_run: int = 0

    def signal_and_stayed(self) -> str:
        """A signal, and nothing against it."""
        return (
            f"A signal in the better direction since {day_said(self.implemented)}, and none in the worse one: "
            f"{self._levels()}, and the later {self._later()} stayed there."
        )

    def signal_but_few(self) -> str:
        """A signal, and too little time for it to fade."""
        return (
            f"A signal in the better direction, but only {self._periods()} since {day_said(self.implemented)}; "
            f"whether a gain is kept wants at least {self.least}. {begun(self._levels())}."
        )

    def better_but_few(self) -> str:
        """Better, with too few periods for a signal."""
        be = "is" if self.periods == 1 else "are"
        return (
            f"{begun(self._levels())}, which is better, but {self._periods()} {be} too few for a pattern: "
            f"{self.enough} in a row would make one."
        )

    def better_no_signal(self) -> str:
        """Better, and no pattern although there was time for one."""
        return f"{begun(self._levels())}: no pattern that chance would not make, over {self._periods()}."

    def few_expected(self) -> str:
        """A rare event, or few to whom it could happen."""
        give = f"only about {self.expected:.0f}" if self.expected >= 0.5 else "hardly any"
        return (
            f"{begun(self._levels())}, but over {self._periods()} the old level itself would give {give}: "
            "too few to tell a change from chance."
        )

    def no_better(self) -> str:
        """Not better, and not clearly worse."""
        return f"{begun(self._levels())}: no improvement to be seen over {self._periods()}."

    def half_gone(self) -> str:
        """Less than half of the first gain is left, and no pattern says so yet."""
        return (
            f"There was a gain, but less than half of it is left in the later {self._later()}: {self._own_levels()}. "
            "Too few to tell chance from a loss."
        )

    def worse_than_own_level(self) -> str:
        """A signal against the improved periods' own level."""
        return f"A signal in the worse direction, judged against the improved {self.every}s: {self._own_levels()}."

    def half_a_run_worse(self) -> str:
        """Half a run against the improved periods' own level."""
        run = f"the newest {self.run} {self.every}s are all on the worse side of it"
        half = f"at least half of the {self.rule_run} that would be a signal"
        return f"{begun(self._own_levels())}; {run}, {half}."

    def worse_than_baseline(self) -> str:
        """A signal in the worse direction against the frozen baseline."""
        return f"A signal in the worse direction, judged against the baseline: {self._levels()}."

    def _levels(self) -> str:
        return f"{self._number(self.before)} before, {self._number(self.since)} since"

    def _own_levels(self) -> str:
        first, later = self._number(self.first), self._number(self.later)
        return f"{first} in the first {many(self.first_periods, self.every)}, {later} in the {self._later()} after them"

    def _later(self) -> str:
        return many(self.later_periods, self.every)

    def _periods(self) -> str:
        return many(self.periods, f"whole {self.every}")

    def _number(self, value: float | None) -> str:
        return level_words(value, self.is_rate, self.every)


def process_falls(titles: Sequence[str]) -> str:
    """The change itself is less in use."""
    which = " and ".join(f'"{title}"' for title in titles)
    return f"{which} {'slips' if len(titles) == 1 else 'slip'}: the change may be less in use than when it began."


def then_and_now_differ(what: str) -> str:
    """Something else differs between then and now."""
    return f"Then and now are not alike: {what}"


def no_direction(title: str) -> str:
    """A measure that nobody wants higher or lower cannot be kept or lost."""
    return f'Nobody said whether "{title}" is better high or low, so there is no gain to keep.'


def short_baseline(every: str, known: int, least: int) -> str:
    """Too little before the change."""
    there = f"There {'is' if known == 1 else 'are'} only {many(known, f'whole {every}')}"
    return f"{there} before the change; a baseline wants at least {least}."


def nothing_since(every: str, implemented: str) -> str:
    """Too early, or nothing has come in."""
    return f"There is no whole {every} with something to count since {day_said(implemented)} yet."


def no_process() -> str:
    """Nothing says whether the change is in use."""
    return "No process measure was looked at, so it is not known whether the change is still in use."


def balancing_unknown(title: str, every: str) -> str:
    """A balancing measure that cannot be judged."""
    return f'"{title}" cannot be judged yet: too few {every}s before or since.'


def balancing_worse(title: str) -> str:
    """A balancing measure with a signal in the worse direction."""
    return f'"{title}" has a signal in the worse direction since: was it the price of the gain?'


def judged(state: str, because: str, better: str, since: str | None, every: str, is_rate: bool, **levels: Any) -> str:
    """THE verdict, where a review's own reason says something else."""
    before, now = (None if one is None else Level(*one) for one in (levels.get("before"), levels.get("now")))
    began = date.fromisoformat(since) if since else None
    return said(MeasureVerdict("", better, state, because, since=began, before=before, now=now), is_rate, every)


def _of(method: Callable[[Numbers], str]) -> Callable[..., str]:
    return lambda **numbers: method(Numbers(**numbers))


_REASONS = (
    Numbers.signal_and_stayed, Numbers.signal_but_few, Numbers.better_but_few, Numbers.better_no_signal,
    Numbers.few_expected, Numbers.no_better, Numbers.half_gone, Numbers.worse_than_own_level,
    Numbers.half_a_run_worse, Numbers.worse_than_baseline,
)  # fmt: skip
SENTENCES: Mapping[str, Callable[..., str]] = {
    **{one.__name__: _of(one) for one in _REASONS},
    **{
        one.__name__: one
        for one in (
            process_falls, then_and_now_differ, no_direction, short_baseline, nothing_since, no_process,
            balancing_unknown, balancing_worse, judged,
        )
    },
}  # fmt: skip
