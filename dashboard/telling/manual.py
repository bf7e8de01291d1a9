"""The "How we count" page in words, made from the measures' own declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.records.charted import Availability
from dashboard.telling.phrases import KINDS, better_word, day_words, kind_word
from measures.declare import Measure
from measures.practice import Practice
from measures.red_flags.codes import WINDOWS
from measures.red_flags.names import DEFAULT_ATOMS
from measures.spc.folders import method_called

FLAGS = {
    "cauda_equina": "Cauda equina",
    "severe_worsening_night_pain": "Severe and worsening pain, or pain at night",
    "trauma": "Trauma",
    "weight_loss": "Weight loss",
    "cancer": "Cancer, now or at any time before",
    "infection_fever": "Infection or fever",
    "steroids": "Steroids taken for the whole body",
    "iv_drug_use": "Injected drugs",
    "first_episode_over_50": "First episode over 50, with severe pain",
    "neurological": "Neurological findings",
    "inflammatory": "Inflammatory disease",
    "unnamed": "A red flag that was not named",
}

#: What the words beside a number mean. Source: `counting.md` sections 1, 4 and 6.
GLOSSARY = (
    (
        "Unknown",
        "The record does not let anyone tell whether it belongs, or what it says. "
        "Unknown ones are in neither number; how many there are stands beside it.",
    ),
    (
        "Not recorded",
        "Nothing is said of red flags: neither present nor absent. For imaging without red flags it means "
        "no red flag, so how many were not recorded always stands beside the number.",
    ),
    (
        "Immature",
        "A period whose follow-up has not passed yet: something may still happen that belongs to it. It is "
        "drawn open and left out of the median and of every rule.",
    ),
    (
        "Partial",
        "A period of which the export covers only part, usually the first or the last. It is drawn open and "
        "left out in the same way.",
    ),
    ("Gap", "A rate in a period with nobody to count. A count of a period without events is 0 instead."),
    (
        "Not available",
        "The export has no column for something the measure needs. It is then not shown at all, never as 0.",
    ),
    (
        "Unclassified",
        "A visit whose code alone does not say low back (722, for example) and that has no words to help.",
    ),
    (
        "Unconfirmed",
        "An image ordered by someone who is neither on the roster nor known to be outside. On Our practice "
        "anyone can say who it is.",
    ),
)


def contents(catalogue: Mapping[str, Measure]) -> str:
    """Links to every measure, by kind, as Markdown."""
    told = []
    for kind, title in KINDS.items():
        links = [f"[{m.title}](#{name})" for name, m in catalogue.items() if m.kind.value == kind]
        if links:
            told.append(f"**{title}:** " + " · ".join(links))
    return "\n\n".join(told)


def entry(measure: Measure) -> str:
    """How one measure is counted, as Markdown; the heading stands above it."""
    told = [f"**{kind_word(measure.kind.value)} measure; {better_word(measure.better.value)}.** "
            f"One row for each thing counted: {measure.unit.says}."]  # fmt: skip
    if measure.is_rate:
        told.append(f"- **Out of (denominator):** {measure.denominator_says or 'every ' + measure.unit.says}")
    told.append(f"- **Counted (numerator):** {measure.numerator_says}")
    if measure.follow_up:
        told.append(f"- **Follow-up:** {measure.follow_up} days; until they have passed, the period is immature")
    if measure.not_recorded:
        told.append("- **Beside it:** how many have nothing recorded about red flags")
    told.append(f"- **Chart:** {' or '.join(method_called(c).title for c in measure.charts)}")
    told.append(f"- **Source:** {measure.source}")
    if measure.notes:
        told.append(f"- **Note:** {measure.notes}")
    return "\n".join([told[0], "", *told[1:]])


def standing(availability: Availability | None) -> str:
    """Whether this practice's exports can carry the measure; empty before the first import."""
    if availability is None:
        return ""
    if availability.missing:
        return f"Not available here: {'; '.join(availability.missing)}."
    if availability.rests_on:
        return f"Available here; it rests on this alone: {'; '.join(availability.rests_on)}."
    return "Available here."


def examples(measure: Measure) -> list[dict[str, str]]:
    """The measure's examples with its columns in words; the software is tested on these very rows."""
    words = {True: "yes", False: "no", None: "not known"}
    told = []
    for row in measure.example_rows():
        cells = {_asked(measure, name): words[value] for name, value in row.items() if name != "counted"}
        told.append({**cells, "Counted": row["counted"]})
    return told


def _asked(measure: Measure, column: str) -> str:
    answer = measure.unit.columns.get(column)
    said = answer.says if answer and answer.says else column.replace("_", " ")
    return said[:1].upper() + said[1:] + "?"


def windows() -> list[dict[str, str]]:
    """For how long each red flag speaks after it was recorded."""
    return [{"Red flag": FLAGS[name], "Counts for": _window(WINDOWS.get(name))} for name in DEFAULT_ATOMS]


def _window(days: int | None) -> str:
    if days is None:
        return "ever after"
    return f"{days} days" if days else "its own visit, and an order in the 30 days after"


def base_rows(base: Mapping[str, Measure], here: Mapping[str, Measure]) -> list[dict[str, str]]:
    """The base counts, and whether they can be shown here."""
    return [
        {"Base count": m.title, "Counts": m.unit.says, "Here": "yes" if name in here else "not in the export"}
        for name, m in base.items()
    ]


NO_ROSTER = "no roster yet; where an export can hold outside orders, who ordered is unknown"


def settings_rows(practice: Practice, coverage: str, readers: Sequence[str]) -> list[dict[str, str]]:
    """The settings every number on the other pages rests on."""
    inside = f"{len(practice.clinicians)} on the roster, {len(practice.outside)} known to be outside"
    start = f"set to {day_words(practice.coverage_start)}" if practice.coverage_start else "the first accepted row"
    rows = {
        "Adult from": f"{practice.adult_age} years, on the day itself",
        "Time zone": practice.timezone,
        "Coverage begins": start,
        "Coverage": coverage or "nothing is brought in yet",
        "Clinicians": inside if practice.clinicians else NO_ROSTER,
        "Agreed list": "; ".join(practice.agreed_list) or "nobody yet: whether a named hand-off counts is unknown",
        "Visits in person": "all of them" if practice.all_in_person else "as the export says",
        "Red-flag words were read by": ", ".join(f"reader version {r}" for r in readers) or "nothing read yet",
    }
    return [{"Setting": name, "Here": value} for name, value in rows.items()]
