"""The story of an adopted change on one sheet, claiming no more than the review found; also as a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.drawing import paper
from dashboard.drawing.tiles import chart_svg
from dashboard.parts.reviews.built_in import ITEMS
from dashboard.parts.reviews.found import ReviewEvidence, aim_words
from dashboard.records import CycleRecord, Person, Project, ReviewRecord
from dashboard.telling.phrases import begun, better_word, day_words, number_words
from dashboard.telling.sentences import words
from dashboard.telling.verdict_words import finding_words
from measures.improvement import ReviewFinding
from measures.improvement.split import Split, split_at
from measures.series import Series
from measures.spc.phase import Booleans

PATIENT_STORY = {
    "real_with_consent": "A real story, told with the patient's consent",
    "typical": "A typical story, made up from many",
}
#: From what claims most to what claims least.
CLAIMS = [
    ReviewFinding.HELD,
    ReviewFinding.SO_FAR,
    ReviewFinding.DRIFTING,
    ReviewFinding.CANNOT_TELL,
    ReviewFinding.LOST,
]
HEADINGS = {ReviewFinding.HELD: "What we improved", ReviewFinding.SO_FAR: "How it is going"}
LONG = 1500  # signs the team wrote, from which the sheet is printed in smaller letters
LEARNED = "What we learned"


@dataclass(frozen=True)
class Story:
    """Everything on the sheet. No number of one clinician is in it, and none can be: it is drawn from the snapshot."""

    practice: str
    review: ReviewRecord
    record: CycleRecord
    cycles: Sequence[CycleRecord]
    project: Project | None
    team: Sequence[Person]
    found: ReviewEvidence
    now: str = ""  # THE verdict of the measure on the day the story is printed, and what a review would find then
    now_finding: ReviewFinding | None = None

    @property
    def finding(self) -> ReviewFinding:
        """The most careful of what the data said, what the team says and how it stands now: no more than any claims."""
        said = [ReviewFinding(one) for one in (self.review.finding, self.review.confirmed, self.now_finding) if one]
        return max(said, key=CLAIMS.index, default=ReviewFinding.CANNOT_TELL)

    @property
    def heading(self) -> str:
        """What the sheet is called; without a gain to show it is about what was learned."""
        return f"{HEADINGS.get(self.finding, LEARNED)}: {self.record.cycle.title}"


def story_of(
    practice: str, review: ReviewRecord, record: CycleRecord, cycles: Sequence[CycleRecord],
    project: Project | None, team: Sequence[Person], found: ReviewEvidence, now: str = "",
    now_finding: ReviewFinding | None = None,
) -> Story:  # fmt: skip
    """The story with the cycles that were started up to the review, in order; with how it stands `now`."""
    upto = review.held or found.made_on
    tried = [c for c in cycles if c.project_id == record.project_id and c.cycle.started and c.cycle.started <= upto]
    tried = sorted(tried, key=lambda c: c.cycle.number)
    return Story(practice, review, record, tried, project, team, found, now, now_finding)


def body(story: Story, picture: str, level: int = 2) -> str:
    """The sheet as HTML around a picture of the chart."""
    return paper.filled(
        "story.html",
        level=level,
        long=_long(story),
        heading=story.heading,
        practice=story.practice,
        when=_when(story),
        aim=_aim(story),
        tried=[_tried(one) for one in story.cycles],
        now=story.now,
        found=verdict_sentence(story),
        picture=Markup(picture),
        own_words=_lines(story.review.story),
        built_in=_built_in(story.review),
        patient_label=PATIENT_STORY.get(story.review.patient_story_is, ""),
        patient_story=_lines(story.review.patient_story),
        thanks=_thanks(story.team),
        foot=_foot(story.found),
    )


def _lines(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line.strip()]


def _long(story: Story) -> bool:
    """Whether so much was written that one sheet wants smaller letters."""
    written = [story.review.story, story.review.patient_story, *(one.cycle.learning for one in story.cycles)]
    return sum(map(len, written)) > LONG


def _built_in(review: ReviewRecord) -> list[str]:
    return [ITEMS[one] for one in review.built_in.get("items", []) if one in ITEMS]


def picture_svg(found: ReviewEvidence) -> str:
    """The chart with its flags; nothing where there was nothing to draw."""
    if found.series is None or found.chart is None or not found.series.points.height:
        return ""
    return chart_svg(found.chart, found.series, width=900, height=380, flags=found.flags, said=words(found.reason))


def standalone(story: Story) -> str:
    """The sheet as a file that needs nothing else: words, looks and drawing in one."""
    sheet = f"<main>{body(story, picture_svg(story.found), level=1)}</main>"
    return paper.alone(story.heading, sheet, "story_alone", "story")


def verdict_sentence(story: Story) -> str:
    """Before and since with their n, the finding with its reason, and whether people and data agree."""
    found, review = story.found, story.review
    told = f"{_levels(found)}{begun(finding_words(found.finding))}. {words(found.reason)}"
    if review.confirmed and review.confirmed != found.finding:
        told += f" The team sees it otherwise ({finding_words(review.confirmed)}): {review.confirmed_reason}"
    return f"{told} {aim_words(found)}".strip()


def _levels(found: ReviewEvidence) -> str:
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


def _thanks(team: Sequence[Person]) -> str:
    return ", ".join(f"{one.name} ({one.role})" if one.role else one.name for one in team)


def _foot(found: ReviewEvidence) -> str:
    to = f"Data to {day_words(found.data_to)}. " if found.data_to else ""
    rules = f"Judged by: {found.chart.rules_title}. " if found.chart else ""
    return f"{to}{rules}Definition {found.definition}. {found.software}. A chart shows that something changed, not why."
