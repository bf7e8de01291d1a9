"""What an import changed: new months, the newest figures before and now, and what moved in months already shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.telling.phrases import number_words, period_words

SHOWN = 6  # figures that moved are named one by one up to here; our own choice


@dataclass(frozen=True)
class MonthFigure:
    """One measure in one month; `whole` where the month was over, covered, and its follow-up had passed."""

    numerator: int
    denominator: int | None
    whole: bool

    @property
    def words(self) -> str:
        """ "3", or "45% (9 of 20)"."""
        if self.denominator is None:
            return number_words(self.numerator, is_rate=False)
        if not self.denominator:
            return "no value (0 of 0)"
        share = number_words(self.numerator / self.denominator, is_rate=True)
        return f"{share} ({self.numerator:,} of {self.denominator:,})"


#: Measure by its title -> month by its first day -> figure.
Figures = Mapping[str, Mapping[date, MonthFigure]]


@dataclass(frozen=True)
class NewestFigure:
    """The newest whole month of a measure before the import, and now."""

    title: str
    before: tuple[date, MonthFigure] | None
    now: tuple[date, MonthFigure]

    def row(self) -> dict[str, str]:
        """As a row of a table."""
        return {"Measure": self.title, "Before": _dated(self.before), "Now": _dated(self.now)}


def new_months(before: Figures, now: Figures) -> list[date]:
    """Months that have a figure now and had none, oldest first."""
    return sorted(_months(now) - _months(before))


def _months(figures: Figures) -> set[date]:
    return {month for by_month in figures.values() for month in by_month}


def newest(before: Figures, now: Figures) -> list[NewestFigure]:
    """Each measure's newest whole month, before and now, in the order they are given."""
    found = [(title, _newest(before.get(title, {})), _newest(by_month)) for title, by_month in now.items()]
    return [NewestFigure(title, was, has) for title, was, has in found if has is not None]


def _newest(by_month: Mapping[date, MonthFigure]) -> tuple[date, MonthFigure] | None:
    whole = [month for month, figure in by_month.items() if figure.whole]
    return (max(whole), by_month[max(whole)]) if whole else None


def _dated(one: tuple[date, MonthFigure] | None) -> str:
    return f"{one[1].words}, {period_words('month', one[0])}" if one else "none"


def moved(before: Figures, now: Figures) -> list[str]:
    """Figures of whole months that were shown already and are others now (or gone), each as before → now."""
    return [line for title, by_month in before.items() for line in _moved(title, by_month, now.get(title, {}))]


def _moved(title: str, before: Mapping[date, MonthFigure], now: Mapping[date, MonthFigure]) -> Iterator[str]:
    for month, was in sorted(before.items()):
        has = now.get(month)
        if was.whole and (has is None or has.words != was.words):
            told = has.words if has else "no figure any more"
            yield f"{title}, {period_words('month', month)}: {was.words} → {told}"


def month_words(months: list[date]) -> str:
    """Which months are new, in one sentence."""
    names = [period_words("month", month) for month in months]
    if not names:
        return "No month is new."
    if len(names) == 1:
        return f"New: {names[0]}."
    return f"New: {names[0]} to {names[-1]}, {len(names)} months."
