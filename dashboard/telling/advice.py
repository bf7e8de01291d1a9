"""What the adviser of charts says: why this chart, and what its reader should know, from codes and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.telling.phrases import begun
from measures.spc.advise import Advice
from measures.spc.funnel import Funnel
from measures.spc.notices import Notice
from measures.spc.series_facts import POINTS_FOR_LIMITS

Numbers = Mapping[str, Any]


def reason_words(advice: Advice) -> str:
    """Why the chart is this one, in a sentence."""
    numbers = {"every": advice.every, "many": f"{advice.every}s", **advice.numbers}
    return " ".join(words for words in (REASONS[advice.reason](numbers), _by_volume(advice, numbers)) if words)


def _by_volume(advice: Advice, of: Numbers) -> str:
    """How often the chart cries wolf on such volumes, and how soon it finds a halving."""
    if "false_alarms" not in of:
        return ""
    often = max(1, round(100 * of["false_alarms"]))
    wolf = f"On a practice like yours this chart cries wolf about {often} times in 100"
    if advice.reason in NOT_COUNTED or (advice.of != "periods" and advice.reason not in ("rare_days", "rare_cases")):
        return f"{wolf}."
    if not of["finds"]:
        return f"{wolf}, and finds a halving only after three years or later."
    return f"{wolf}, and finds a halving within about {round(of['finds'])} {of['many']}."


def notice_words(advice: Advice) -> list[str]:
    """What the reader should know, a sentence or two each."""
    return [_notice(notice, advice.every) for notice in advice.notices]


def funnel_notices(funnel: Funnel) -> list[str]:
    """What the reader of a funnel should know."""
    return [_notice(notice, "unit") for notice in funnel.notices]


def _notice(notice: Notice, every: str) -> str:
    return NOTICES[notice.code]({"every": every, "many": f"{every}s", **notice.numbers})


def _few(of: Numbers) -> str:
    points = f"1 {of['every']} is" if of["points"] == 1 else f"{of['points']} {of['many']} are"
    return f"{points} too few for limits, which want {POINTS_FOR_LIMITS}: a run chart does without."


def _more_than_chance(of: Numbers, chart: str) -> str:
    return (
        f"The {of['many']} differ {of['stretch']:.1f} times as much as chance alone explains: {chart} chart takes that "
        f"usual variation between {of['many']} into its limits."
    )


NOT_COUNTED = ("value", "unlike_sizes", "time_between", "same_day", "cases_between")  # no halving is looked for
REASONS: dict[str, Callable[[Numbers], str]] = {
    "single_cases": lambda of: (
        f"Each row is one case, yes or no: a Bernoulli CUSUM adds them up against their usual chance "
        f"({of['chance']:.0%}) and signals, at {of['limit']:g}, as soon as too many or too few have come."
    ),
    "few_cases": lambda of: (
        "So few single cases, or so few of one kind among them, tell a change from chance on no chart: the numbers "
        "stand by themselves."
    ),
    "few": _few,
    "funnel": lambda of: "Units side by side: a funnel gives each its limits by its own size.",
    "pareto": lambda of: "Counts side by side: a Pareto chart shows which few make up most of them.",
    "units": lambda of: "Units side by side with one value each: only their median can be drawn.",
    "share": lambda of: f"Each {of['every']} is a share of a known number: a P chart is narrower where that is larger.",
    "rate": lambda of: (
        f"Each {of['every']} counts events over its own exposure: a U chart is narrower where that is larger."
    ),
    "count": lambda of: (
        f"Each {of['every']} is a count of events: a C chart has the limits that follow from the usual count."
    ),
    "share_wanders": lambda of: _more_than_chance(of, "a P′"),
    "rate_wanders": lambda of: _more_than_chance(of, "a U′"),
    "count_wanders": lambda of: _more_than_chance(of, "an I"),
    "cases_between": lambda of: (
        "Each point is the number of cases between two events: a G chart has the limits for such counts."
    ),
    "same_day": lambda of: (
        "Some events fell on one day, and a T chart has no place for a time of 0: exponential limits have."
    ),
    "rare_days": lambda of: (
        f"A usual {of['every']} holds fewer than 2 events, so each point is the days from one event to the next."
    ),
    "rare_cases": lambda of: (
        f"A usual {of['every']} holds fewer than 2 events (or cases without one), so each point is the number of cases "
        "from one to the next."
    ),
    "run_by_volume": lambda of: (
        "A run chart asks for no limits, which on numbers like these would cry wolf more often or see a change later."
    ),
    "none_will_do": lambda of: (
        "On numbers this small no chart tells a change from chance: read the numbers, and collect more (quarters, the "
        "practices of the network together, or a tally of each case)."
    ),
    "constant": lambda of: f"Every {of['every']} has the same value: there is nothing to tell apart from chance yet.",
    "time_between": lambda of: (
        "Each point is the time between two events: a T chart has the limits for such uneven times."
    ),
    "unlike_sizes": lambda of: (
        "The values stand for unlike numbers of cases: an I′ chart is narrower where they are more."
    ),
    "value": lambda of: (
        f"Each {of['every']} is one value: an I chart has limits from how far neighbouring {of['many']} lie apart."
    ),
}


def _gaps(of: Numbers) -> str:
    one = of["points"] == 1
    named = f"1 {of['every']} has" if one else f"{of['points']} {of['many']} have"
    return f"{named} nothing to count or no value: {'it is a gap' if one else 'they are gaps'} in the line."


def _beyond_the_whole(of: Numbers) -> str:
    where = f"1 {of['every']} has" if of["points"] == 1 else f"{of['points']} {of['many']} have"
    return f"{where} more in the numerator than in the denominator: a share cannot pass 100 %. Check what is counted."


def _below_zero(of: Numbers) -> str:
    where = f"1 {of['every']} is" if of["points"] == 1 else f"{of['points']} {of['many']} are"
    return f"{where} below 0, which nothing counted can be: the values are charted as measurements. Check them."


def _empty(of: Numbers, word: str) -> str:
    return (
        f"{of['points']} of {of['judged']} {of['many']} have no {word}, so the median lies at the edge and runs say "
        f"little. Count the days from each {word} to the next (T chart), or the cases between (G chart)."
    )


def _no_limit(of: Numbers, side: str) -> str:
    """Longer periods where those would do, else the time or the cases between events."""
    who = (
        f"no {side} {of['every']}"
        if of["points"] == of["judged"]
        else f"in {of['points']} of {of['judged']} {of['many']} no {side} value"
    )
    why = (
        f"it takes a denominator above {of['needed']:,.0f}"
        if "needed" in of
        else f"it takes more than 9 events a {of['every']}"
    )
    way_out = (
        f"{begun(of['longer'])}s in place of {of['many']} would be large enough."
        if of["longer"]
        else "Where events are rare, the days (T chart) or the cases (G chart) between them say more."
    )
    begins = f"The numbers are small: {who}"
    return f"{begins} can signal by the 3-sigma rule ({why}), though runs still can. {way_out}"


NOTICES: dict[str, Callable[[Numbers], str]] = {
    "gaps": _gaps,
    "too_few_for_runs": lambda of: (
        f"With fewer than {of['needed']} points even a real change can hardly show: look, but do not judge yet."
    ),
    "trial_limits": lambda of: (
        f"The limits come from {of['points']} {of['many']}: trial limits, which move until there are "
        f"{POINTS_FOR_LIMITS}."
    ),
    "constant": lambda of: (
        "Every value is the same, so there is no variation to judge by; is this number copied rather than counted?"
    ),
    "beyond_the_whole": _beyond_the_whole,
    "below_zero": _below_zero,
    "mostly_empty": lambda of: _empty(of, "event"),
    "mostly_full": lambda of: _empty(of, "case without the event"),
    "no_lower_limit": lambda of: _no_limit(of, "low"),
    "no_upper_limit": lambda of: _no_limit(of, "high"),
    "under_dispersion": lambda of: (
        f"The {of['many']} lie closer together than chance alone would leave them ({of['stretch']:.1f} times as much): "
        "are the same patients counted again, or the numbers smoothed? Limits of chance are too wide for them."
    ),
    "very_large": lambda of: (
        f"With denominators of about {of['usual']:,.0f} the limits are very narrow: a point may lie outside them and "
        "yet differ too little to matter."
    ),
    "taking_turns": lambda of: (
        f"High and low {of['many']} take turns (correlation with the one before {of['correlation']:.2f}): are two "
        "teams, or two ways of counting, mixed? Limits from neighbours are too wide then."
    ),
    "alike_neighbours": lambda of: (
        f"Neighbouring {of['many']} resemble each other (correlation with the one before {of['correlation']:.2f}): "
        "either the level has moved, or it is slow to change. If it is slow, the limits are too narrow and runs come "
        "too easily."
    ),
    "unit_gaps": lambda of: f"{of['points']} of {of['units']} units have nothing to count, and are gaps.",
    "over_dispersed_units": lambda of: (
        f"The units differ by more than chance alone explains (phi {of['phi']:.1f}; about 1 is chance): these limits "
        "are too narrow to call a unit unusual by them alone. Over-dispersed limits take the extra spread in."
    ),
    "few_units": lambda of: f"With {of['units']} units the extra spread between them is little more than a guess.",
    "units": lambda of: "These are units side by side: their order means nothing, and neither does any run.",
}
