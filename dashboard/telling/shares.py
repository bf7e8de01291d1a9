"""What a clinic shares, in words: everything that stands in its file, and each cell of the manager's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dashboard.records.shares import Shared, SharedMeasure, SharedReview, SharedTest, month_word
from dashboard.telling.phrases import better_word, day_words
from dashboard.telling.verdict import AIMS, MARKS, WHY
from dashboard.telling.verdict import state_words as verdict_state
from dashboard.telling.verdict_words import finding_words
from measures.disclosure import LEAST, Stretch

YEAR = 12  # months that a level of the page is made of, where so many are shown


def newest(measure: SharedMeasure, months: int = YEAR) -> Stretch | None:
    """The newest shown stretches together, until they make so many months; None where none is shown."""
    taken: list[Stretch] = []
    for stretch in reversed([one for one in measure.stretches if one.shown]):
        if sum(one.months for one in taken) >= months or (taken and stretch.last + 1 != taken[-1].first):
            break
        taken.append(stretch)
    return _added(taken) if taken else None


def _added(taken: Sequence[Stretch]) -> Stretch:
    """Several stretches as one; what one of them does not tell the sum does not."""
    first, last = min(one.first for one in taken), max(one.last for one in taken)
    numerator = sum(one.numerator or 0 for one in taken)
    sizes = [one.denominator for one in taken if one.denominator is not None]
    unknown = [one.unknown for one in taken if one.unknown is not None]
    told = sum(unknown) if len(unknown) == len(taken) else None
    return Stretch(first, last, numerator, sum(sizes) if sizes else None, told, None, any(s.widened for s in taken))


def months_words(stretch: Stretch) -> str:
    """The months of a stretch: Mar 2026, or Jan to Mar 2026."""
    first, last = _month(stretch.first), _month(stretch.last)
    if stretch.first == stretch.last:
        return f"{last:%b %Y}"
    return f"{first:%b} to {last:%b %Y}" if first.year == last.year else f"{first:%b %Y} to {last:%b %Y}"


def _month(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def level(measure: SharedMeasure, stretch: Stretch | None, least: int) -> str:
    """What was counted in a stretch: 31% (62 of 200), 4.2 a month (50), or that it is too few to show."""
    if stretch is None or stretch.numerator is None:
        return f"too few to show (under {least})"
    if not measure.is_rate:
        return f"{stretch.numerator / stretch.months:.1f} a month ({stretch.numerator:,})"
    if not stretch.denominator:
        return "no value (0 of 0)"
    among = "at least " if stretch.widened else ""
    share = 100 * stretch.numerator / stretch.denominator
    return f"{among}{share:.0f}% ({stretch.numerator:,} of {stretch.denominator:,})"


def unknown_words(stretch: Stretch | None, least: int) -> str:
    """How many are unknown, as far as that may be said."""
    if stretch is None or stretch.numerator is None:
        return ""
    if stretch.widened:
        return f"fewer than {least} unknown in each part, counted into the denominator"
    return "unknown not shown" if stretch.unknown is None else f"{stretch.unknown:,} unknown"


def state_words(measure: SharedMeasure) -> str:
    """The state in the clinic's own word, and since when."""
    found = measure.verdict
    since = f" since {found.since:%b %Y}" if found.since and found.state not in ("no_change", "too_soon") else ""
    return f"{verdict_state(found.state)}{since}"


def cell(measure: SharedMeasure, least: int) -> str:
    """One cell of the page in one line: mark, state, and what was counted lately."""
    mark = MARKS[measure.verdict.state]
    if measure.verdict.state == "cannot_count_yet":
        return f"{mark.shape} {mark.word}"
    lately = newest(measure)
    when = f", {months_words(lately)}" if lately else ""
    return f"{mark.shape} {state_words(measure)}: {level(measure, lately, least)}{when}"


def sentence(shared: Shared, measure: SharedMeasure) -> str:
    """One cell as a whole sentence, for a pointer, a screen reader and the clinic's own page."""
    found = measure.verdict
    if found.state == "cannot_count_yet":
        return f"{measure.title}: cannot be counted yet; a question waits in the clinic."
    lately = newest(measure)
    when = f" in {months_words(lately)}" if lately else ""
    beside = unknown_words(lately, shared.least)
    aim = "" if found.aim == "none" else f" Its aim is {AIMS[found.aim]}."
    why = WHY.get(found.because, "").format(better=better_word(measure.better))
    state = state_words(measure)
    told = f"{measure.title}: {state[:1].lower()}{state[1:]}; {level(measure, lately, shared.least)}{when}"
    return f"{told}{f', {beside}' if beside else ''}. {why}{aim}".strip()


def in_full(shared: Shared) -> Iterator[str]:
    """Everything that stands in the file, line by line, for whoever decides to make it."""
    to = day_words(shared.data_to) if shared.data_to else "an unknown day"
    yield f"{shared.name} ({shared.clinic}), data to {to}, made on {day_words(shared.made_on)} by {shared.software}."
    yield threshold_words(shared.least, shared.reason)
    yield "No row, patient, clinician or day of a visit is in it."
    for measure in shared.measures:
        yield ""
        yield f"{sentence(shared, measure)} (definition {measure.definition})"
        yield from (f"  {_line(measure, stretch, shared.least)}" for stretch in measure.stretches)
    for one in shared.tests:
        yield f"Test: {tested_words(one)}"
    for review in shared.reviews:
        yield f"Review: {review_words(review)}"
    if shared.kept_back:
        yield f"Texts that may name somebody, and are not in it: {shared.kept_back}."


def threshold_words(least: int, reason: str) -> str:
    """Which numbers are not shown, and why others than usual."""
    told = f"Numbers from 1 to {least - 1} are not shown, nor what would give one back; such months are put together."
    return told if least == LEAST else f"{told} (Usual: 1 to {LEAST - 1}. The clinic's reason: {reason})"


def _line(measure: SharedMeasure, stretch: Stretch, least: int) -> str:
    when = month_word(stretch.first)
    when += "" if stretch.first == stretch.last else f" to {month_word(stretch.last)}"
    if not stretch.shown:
        return f"{when}: not shown"
    more = "" if stretch.not_recorded is None else f"; {stretch.not_recorded} with no word on red flags"
    return f"{when}: {level(measure, stretch, least)}; {unknown_words(stretch, least)}{more}"


def tested_words(one: SharedTest) -> str:
    """One test of a change in a line."""
    since = f", since {day_words(one.started)}" if one.started else ""
    decided = f", {one.decision}ed" if one.decision else ""
    learned = f". Learned: {one.learning}" if one.learning else ""
    return f"{one.title or '(title kept back)'} ({one.stage}{since}{decided}){learned}"


def review_words(one: SharedReview) -> str:
    """One review in a line."""
    held = (
        f"held on {day_words(one.held)}: {finding_words(one.finding)}" if one.held else f"due on {day_words(one.due)}"
    )
    story = f". {one.story}" if one.story else ""
    return f"{one.months} months after “{one.title or '(title kept back)'}”, {held}{story}"
