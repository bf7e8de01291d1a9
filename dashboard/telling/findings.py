"""What the series doctor found, in words: what was seen, what was done, and how to undo it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.telling.phrases import plain_number
from measures.spc.findings import SeriesFinding

Numbers = Mapping[str, Any]
AS_ROWS = "--order given"
NAMED = 6


def finding_words(finding: SeriesFinding, every: str = "point") -> str:
    """One finding as a sentence or two, without how to undo it."""
    numbers = {"every": every, "many": f"{every}s", "at": finding.points, **finding.numbers}
    return SAYS[finding.code](numbers)


def undo_words(finding: SeriesFinding) -> str:
    """What to do to have it otherwise; empty where the numbers themselves are the matter."""
    return UNDO.get(finding.code, "")


def as_json(finding: SeriesFinding, every: str = "point") -> dict[str, Any]:
    """A finding for other programs."""
    return {
        "code": finding.code, "points": list(finding.points), "numbers": dict(finding.numbers),
        "says": finding_words(finding, every), "undo": undo_words(finding),
    }  # fmt: skip


def _listed(values: Any) -> str:
    shown = [plain_number(value) if isinstance(value, float) else str(value) for value in values]
    more = f" and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
    return f"{', '.join(shown[:NAMED])}{more}"


def _periods(of: Numbers, one: str, several: str) -> str:
    number = of["periods"]
    return f"{number} {of['every'] if number == 1 else of['many']} {one if number == 1 else several}"


def _season(of: Numbers) -> str:
    again = {12: "year", 4: "year", 52: "year", 7: "week"}.get(of["lag"], "cycle")
    return (
        f"The same {of['many']} of each {again} are high or low again: a season, not a change. What differs from the "
        f"same {of['every']} a {again} before would tell more."
    )


SAYS: dict[str, Callable[[Numbers], str]] = {
    "turned": lambda of: "The rows came newest first; they were turned, and the chart begins with the oldest.",
    "sorted": lambda of: "The rows were not in order of time; they were put in it.",
    "order_unread": lambda of: (
        "The labels speak of time in a way nobody here reads: nothing is said of what came after what."
    ),
    "dates_ambiguous": lambda of: (
        "Day and month of the dates could be either way round, and the two ways give different orders: nothing is said "
        "of what came after what."
    ),
    "dates_unsure": lambda of: (
        "Day and month of the dates could be either way round; both ways give the same order, and no more is used."
    ),
    "fiscal_quarters": lambda of: (
        "The quarters are of fiscal years: they stand in their order, and no month is said of them, since no label "
        "says in which month such a year begins."
    ),
    "repeated_heading": lambda of: (
        f"Line {_listed(of['lines'])} repeats the column names, as a printed page does, and is no row of numbers."
    ),
    "title_lines": lambda of: f"Line {_listed(of['lines'])} stands above the column names, and is a title.",
    "units_row": lambda of: f"Line {_listed(of['lines'])} names units under the column names, and no numbers.",
    "of_a_whole": lambda of: (
        f"The cells of “{of['column']}” say what each number is of (12/40); it is drawn as a share of it."
    ),
    "noted": lambda of: (
        f"The number in row {_listed(of['rows'])} carries the mark of a footnote (12*): it was read as it stands; what "
        "the note says of it is not known here."
    ),
    "no_time": lambda of: "The labels are names, not times: neighbours mean nothing, and no rule about them is asked.",
    "summary_rows": lambda of: f"Row {_listed(of['rows'])} sums others up, and is no point of the chart.",
    "undated_rows": lambda of: f"Row {_listed(of['rows'])} has a value and no time, so it has no place on the chart.",
    "missing_codes": lambda of: (
        f"{_listed(of['codes'])} (row {_listed(of['rows'])}) is what databases write for a missing value: a gap."
    ),
    "duplicates_same": lambda of: f"{_periods(of, 'stands', 'stand')} twice with the same numbers; one was kept.",
    "duplicates_added": lambda of: f"{_periods(of, 'stands', 'stand')} several times; the rows were added.",
    "duplicates_asked": lambda of: (
        f"{_periods(of, 'stands', 'stand')} several times with different values, which cannot be added: a gap."
    ),
    "duplicates_sum": lambda of: f"{_periods(of, 'stands', 'stand')} several times; the rows were added, as asked.",
    "duplicates_mean": lambda of: f"{_periods(of, 'stands', 'stand')} several times; the mean was taken, as asked.",
    "duplicates_first": lambda of: f"{_periods(of, 'stands', 'stand')} several times; the first was kept, as asked.",
    "duplicates_last": lambda of: f"{_periods(of, 'stands', 'stand')} several times; the last was kept, as asked.",
    "duplicates_kept": lambda of: (
        f"{_periods(of, 'row repeats', 'rows repeat')} a time that stands already; each is a point, as asked."
    ),
    "absent_periods": lambda of: (
        f"{of['absent']} {of['every'] if of['absent'] == 1 else of['many']} between the first and the last "
        f"{'is' if of['absent'] == 1 else 'are'} absent: {'a gap' if of['absent'] == 1 else 'gaps'} in the line."
    ),
    "uncounted": lambda of: (
        f"1 {of['every']} between the first and the last could not be counted and has no point: the points "
        "before and after it stand side by side."
        if of["absent"] == 1
        else f"{of['absent']} {of['many']} between the first and the last could not be counted and have no point: the "
        "points before and after them stand side by side."
    ),
    "irregular": lambda of: (
        f"The points lie irregularly in time ({of['absent']} {of['many']} between them are absent): each stands beside "
        "the next as if nothing lay between."
    ),
    "open_period": lambda of: f"The newest {of['every']} is not over: drawn, not judged.",
    "not_yet": lambda of: (
        f"{len(of['at'])} {of['every'] if len(of['at']) == 1 else of['many']} with a value "
        f"{'has' if len(of['at']) == 1 else 'have'} not begun yet: drawn, not judged."
    ),
    "percent": lambda of: "The numbers are per cent.",
    "decimal_comma": lambda of: "Commas were read as decimal points.",
    "thousands": lambda of: "Commas, points or spaces between groups of three figures were read as thousands.",
    "blanks": lambda of: "Words for a missing value (NULL, N/A, - …) were read as gaps.",
    "suppressed": lambda of: f"A number was withheld (like <5) in row {_listed(of['rows'])}: a gap, not a guess.",
    "mixed_percent": lambda of: (
        f"Some numbers have a per cent sign; row {_listed(of['rows'])} has none; what it means is not guessed: gaps."
    ),
    "over_a_hundred": lambda of: f"Row {_listed(of['rows'])} has more than 100%: no share of a whole can.",
    "beyond_the_whole": lambda of: f"Row {_listed(of['rows'])} counts more than there were: a share cannot pass 100%.",
    "open_gap": lambda of: f"The newest gap has not ended: {of['size']} {of['of']} and counting.",
    "short_phase": lambda of: (
        f"The newest phase has {of['points']} {of['every'] if of['points'] == 1 else of['many']} with a value: too "
        f"short for a centre or limits (it takes {of['needed']}), so nothing in it is judged."
    ),
    "few_points": lambda of: (
        f"{of['points']} {of['many']} are too few to tell a change from chance; {of['needed']} are needed."
    ),
    "few_for_limits": lambda of: (
        f"The limits rest on {of['points']} {of['many']}; under {of['needed']} they are trial limits, and a point "
        "beyond them proves little."
    ),
    "few_for_icon": lambda of: f"{of['points']} {of['many']} are too few for an icon, which takes {of['needed']}.",
    "constant": lambda of: (
        f"Every {of['every']} is on the middle line, at {plain_number(of['value'])}: nothing to tell apart from chance."
        f"{'' if of['value'] == 0 else ' The number may be copied rather than counted.'}"
    ),
    "median_edge": lambda of: (
        f"The middle line lies at {plain_number(of['value'])}, where nothing can lie beyond it: runs say nothing."
    ),
    "carried": lambda of: (
        f"Point {_listed(of['at'])} lies so far out that it would carry the mean away from all others: centre and "
        "limits rest on the others, and it is still marked. Check first that the number is right."
    ),
    "copied": lambda of: (
        f"{of['points']} {of['many']} in a row are exactly {plain_number(of['value'])} (points {of['at'][0]} to "
        f"{of['at'][-1]}), which counted numbers hardly ever are: they may be copied or filled in."
    ),
    "cumulative": lambda of: (
        "The values only ever rise, as sums since the start or of the year so far do: chart what each "
        f"{of['every']} added, not the sum."
    ),
    "slow": lambda of: (
        f"Neighbouring {of['many']} resemble each other (correlation {of['correlation']:.2f} when the largest change "
        "is taken out): runs and limits, which take them for independent, signal too easily."
    ),
    "season": _season,
    "over_dispersed": lambda of: (
        f"The {of['many']} differ {of['stretch']:.1f} times as much as chance alone explains: limits from chance alone "
        "are too narrow for them."
    ),
    "under_dispersed": lambda of: (
        f"The {of['many']} lie closer together than chance would leave them ({of['stretch']:.1f} times as much): as "
        "where the same patients are counted again, or the numbers smoothed."
    ),
    "skewed": lambda of: (
        "The values have a long tail on one side; limits at equal distances from the mean do not fit them."
    ),
    "no_lower_limit": lambda of: (
        f"The lower limit lies at the end of what is possible at {of['points']} {of['many']}: none to be below."
    ),
    "no_upper_limit": lambda of: (
        f"The upper limit lies at the end of what is possible at {of['points']} {of['many']}: none to be above."
    ),
}

UNDO: dict[str, str] = {
    "turned": AS_ROWS,
    "sorted": AS_ROWS,
    "order_unread": "write the dates like 2025-03-01, or --order given if the rows stand in order of time",
    "dates_ambiguous": "--date-order dmy, or mdy",
    "dates_unsure": "--date-order dmy, or mdy",
    "missing_codes": "write the true value into the file",
    "fiscal_quarters": "write the quarters of the calendar, like 2024-Q2",
    "duplicates_same": "--duplicates keep, or sum",
    "duplicates_added": "--duplicates keep, mean, first or last",
    "duplicates_asked": "--duplicates sum, mean, first, last or keep",
    "absent_periods": "--no-gaps",
    "carried": "correct the number, or --exclude it with a reason",
    "no_time": "name the column of dates with --x",
    "undated_rows": "write its date into the file",
    "suppressed": "write the true number into the file",
    "noted": "take the number out of the file if the note says that it is unfinished",
    "of_a_whole": "write number and whole into two columns, and name the second with --n",
    "mixed_percent": "write all of them with a per cent sign, or none",
    "over_a_hundred": "correct the number, if it is one of a whole",
    "beyond_the_whole": "correct the number, or --kind rate",
    "few_points": "longer, or in shorter periods",
    "few_for_limits": "--chart run, or wait",
    "over_dispersed": "--chart pp (shares), up (rates) or i (counts)",
    "skewed": "--chart run",
    "cumulative": "chart the differences",
    "short_phase": "a later or no phase: --parts",
}
