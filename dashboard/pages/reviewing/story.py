"""The story of an adopted change on one sheet, claiming no more than the review found; also as a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard.drawing.tiles import chart_svg
from dashboard.parts.reviews.built_in import ITEMS
from dashboard.parts.reviews.found import Evidence, aim_words
from dashboard.records import CycleRecord, Person, Project, ReviewRecord
from dashboard.telling.phrases import begun, better_word, day_words, number_words
from dashboard.telling.sentences import words
from dashboard.telling.verdict_words import finding_words
from measures.improvement import Finding
from measures.improvement.split import Split, split_at
from measures.series import Series
from measures.spc.phase import Booleans

PATIENT_STORY = {
    "real_with_consent": "A real story, told with the patient's consent",
    "typical": "A typical story, made up from many",
}
#: From what claims most to what claims least.
CLAIMS = [Finding.HELD, Finding.SO_FAR, Finding.DRIFTING, Finding.CANNOT_TELL, Finding.LOST]
HEADINGS = {Finding.HELD: "What we improved", Finding.SO_FAR: "How it is going"}
LONG = 1500  # signs the team wrote, from which the sheet is printed in smaller letters
LEARNED = "What we learned"
STYLE = """
.story { max-width: 46rem; font-size: 1rem; line-height: 1.45; color: #1c1c1c; }
.story h2, .story h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .2rem; padding: 0; }
.story h3 { font-size: 1.05rem; margin: .9rem 0 .2rem; padding: 0; }
.story p, .story ul { margin: .2rem 0 .4rem; }
.story .where { color: #4a4a4a; font-size: .9rem; }
.story .found { font-size: 1.1rem; }
.story .foot { color: #4a4a4a; font-size: .8rem; border-top: 1px solid #b9b9b9; padding-top: .4rem; margin-top: .9rem; }
.story .chart { overflow-x: auto; margin: .6rem 0; }
.story img, .story svg { width: 100%; min-width: 34rem; height: auto; display: block; }
@media print { .story { font-size: 9.5pt; line-height: 1.28; max-width: none; }
 .story.long { font-size: 8.5pt; line-height: 1.22; } .story h2, .story h1 { font-size: 15pt; }
 .story h3 { font-size: 1.1em; margin: 1.6mm 0 .3mm; }
 .story.story :is(p, ul, li) { font-size: inherit; line-height: inherit; margin: .3mm 0 .8mm; }
 .story.story ul { padding-left: 5mm; } .story.story li { margin: 0; padding: 0; } .story.story .columns { columns: 2; }
 .story img, .story svg { max-height: 78mm; width: auto; min-width: 0; max-width: 100%; margin: auto; }
 .story.long img, .story.long svg { max-height: 60mm; } .story .chart { margin: 1mm 0; }
 .story.story .foot { margin-top: 1.5mm; padding-top: 1mm; } .story.story :is(.foot, .where) { font-size: 8pt; } }
"""
ALONE = """
body { font-family: system-ui, 'Segoe UI', Roboto, Arial, sans-serif; margin: 2rem auto; padding: 0 1rem;
 max-width: 46rem; }
@page { margin: 12mm; }
@media print { body { margin: 0; padding: 0; } }
"""


@dataclass(frozen=True)
class Story:
    """Everything on the sheet. No number of one clinician is in it, and none can be: it is drawn from the snapshot."""

    practice: str
    review: ReviewRecord
    record: CycleRecord
    cycles: Sequence[CycleRecord]
    project: Project | None
    team: Sequence[Person]
    found: Evidence

    @property
    def finding(self) -> Finding:
        """The more careful of what the data say and what the team says: a story never claims more than either."""
        said = [Finding(one) for one in (self.review.finding, self.review.confirmed) if one]
        return max(said, key=CLAIMS.index, default=Finding.CANNOT_TELL)

    @property
    def heading(self) -> str:
        """What the sheet is called; without a gain to show it is about what was learned."""
        return f"{HEADINGS.get(self.finding, LEARNED)}: {self.record.cycle.title}"


def story_of(
    practice: str, review: ReviewRecord, record: CycleRecord, cycles: Sequence[CycleRecord],
    project: Project | None, team: Sequence[Person], found: Evidence,
) -> Story:  # fmt: skip
    """The story with the cycles that were started up to the review, in order."""
    upto = review.held or found.made_on
    tried = [c for c in cycles if c.project_id == record.project_id and c.cycle.started and c.cycle.started <= upto]
    return Story(practice, review, record, sorted(tried, key=lambda c: c.cycle.number), project, team, found)


def body(story: Story, picture: str, level: int = 2) -> str:
    """The sheet as HTML around a picture of the chart."""
    parts = [
        f"<h{level}>{escape(story.heading)}</h{level}>",
        f'<p class="where">{escape(story.practice)} · {escape(_when(story))}</p>',
        *_section("What we aimed for", [_aim(story)]),
        *_section("What we tried", [], [_tried(one) for one in story.cycles]),
        f'<h3>What the numbers say</h3><p class="found">{escape(verdict_sentence(story))}</p>',
        _scrolled(picture),
        *_section("In our words", story.review.story.strip().splitlines()),
        *_section("What helps it last", [], _built_in(story.review), columns=True),
        *_patient(story.review),
        *_section("With thanks to", [_thanks(story.team)]),
        f'<p class="foot">{escape(_foot(story.found))}</p>',
    ]
    return f'<div class="story{" long" if _long(story) else ""}">{"".join(part for part in parts if part)}</div>'


def _long(story: Story) -> bool:
    """Whether so much was written that one sheet wants smaller letters."""
    written = [story.review.story, story.review.patient_story, *(one.cycle.learning for one in story.cycles)]
    return sum(map(len, written)) > LONG


def _built_in(review: ReviewRecord) -> list[str]:
    return [ITEMS[one] for one in review.built_in.get("items", []) if one in ITEMS]


def _scrolled(picture: str) -> str:
    """On a phone the chart keeps a size that can be read, and is moved sideways."""
    if not picture:
        return ""
    return f'<div class="chart" tabindex="0" role="region" aria-label="The chart">{picture}</div>'


def picture_svg(found: Evidence) -> str:
    """The chart with its flags; nothing where there was nothing to draw."""
    if found.series is None or found.chart is None or not found.series.points.height:
        return ""
    return chart_svg(found.chart, found.series, width=900, height=380, flags=found.flags)


def standalone(story: Story) -> str:
    """The sheet as a file that needs nothing else: words, looks and drawing in one."""
    return (
        '<!doctype html><html lang="en-CA"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(story.heading)}</title><style>{ALONE}{STYLE}</style></head>"
        f"<body><main>{body(story, picture_svg(story.found), level=1)}</main></body></html>"
    )


def verdict_sentence(story: Story) -> str:
    """Before and since with their n, the finding with its reason, and whether people and data agree."""
    found, review = story.found, story.review
    told = f"{_levels(found)}{begun(finding_words(found.finding))}. {words(found.reason)}"
    if review.confirmed and review.confirmed != found.finding:
        told += f" The team sees it otherwise ({finding_words(review.confirmed)}): {review.confirmed_reason}"
    return f"{told} {aim_words(found)}".strip()


def _levels(found: Evidence) -> str:
    """Before and since, each with what it is of."""
    if found.series is None:
        return ""
    series, split = found.series, split_at(found.series, found.implemented)
    if not split.before.any() or not split.since.any():
        return ""
    before, since = (_level(series, split, part) for part in (split.before, split.since))
    better, when = better_word(series.better), day_words(found.implemented)
    return f"{series.title} ({better}): {before} before, {since} since {when}. "


def _level(series: Series, split: Split, part: Booleans) -> str:
    value, many = number_words(split.level(part), series.is_rate), int(part.sum())
    periods = f"{many} {series.every}{'' if many == 1 else 's'}"
    if split.n is None:
        return f"{value} a {series.every} ({periods})"
    return f"{value} ({split.y[part].sum():,.0f} of {split.n[part].sum():,.0f}, {periods})"


def _when(story: Story) -> str:
    held = story.review.held
    return f"{story.review.months}-month review" + (f", held {day_words(held)}" if held else "")


def _aim(story: Story) -> str:
    project = story.project
    if project is None:
        return ""
    words = (project.aim_words or project.title).strip()
    if project.aim_level is None or story.found.series is None or project.aim_measure != story.found.series.measure:
        return words
    to = f"to {number_words(project.aim_level, story.found.series.is_rate)}"
    by = f" by {day_words(project.aim_by)}" if project.aim_by else ""
    return f"{words.rstrip('.')}: {story.found.series.title.lower()} {to}{by}."


def _tried(record: CycleRecord) -> str:
    cycle = record.cycle
    outcome = {"adopt": "adopted", "adapt": "adapted", "abandon": "given up"}
    done = outcome.get(cycle.decision.value, "") if cycle.decision else "under way"
    learned = f" We learned: {cycle.learning.strip()}" if cycle.learning.strip() else ""
    return f"{cycle.title} ({done}).{learned}"


def _patient(review: ReviewRecord) -> list[str]:
    label = PATIENT_STORY.get(review.patient_story_is)
    if not review.patient_story.strip() or label is None:
        return []
    return _section(label, review.patient_story.strip().splitlines())


def _thanks(team: Sequence[Person]) -> str:
    return ", ".join(f"{one.name} ({one.role})" if one.role else one.name for one in team)


def _foot(found: Evidence) -> str:
    to = f"Data to {day_words(found.data_to)}. " if found.data_to else ""
    rules = f"Judged by: {found.chart.rules_title}. " if found.chart else ""
    return f"{to}{rules}Definition {found.definition}. {found.software}. A chart shows that something changed, not why."


def _section(heading: str, lines: Sequence[str], items: Sequence[str] = (), columns: bool = False) -> list[str]:
    """A heading with its paragraphs or its list; nothing at all where there is neither."""
    look = ' class="columns"' if columns else ""
    told = "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
    told += f"<ul{look}>{''.join(f'<li>{escape(one)}</li>' for one in items)}</ul>" if items else ""
    return [f"<h3>{escape(heading)}</h3>{told}"] if told else []
