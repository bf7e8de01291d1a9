"""The export date and the days the lists speak for; lists that usually come with a format and are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from ingest.plan.before import Before
from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, mapping_of, reading
from ingest.plan.look import Listed, Look, Survey
from ingest.plan.values import WAIT, Question
from measures.practice import EPOCH

#: Fewer quiet days than this before the export date say nothing (holidays).
QUIET_DAYS = 14
GAP, ZERO = "gap", "nobody came"
#: Lists that usually come together, and what is wrong without them.
COMPANIONS = {
    "oscar": ("appointment", "dxresearch", "diagnoses", "low-back visits that only a diagnosis shows are not counted"),
    "omop": ("visit_occurrence", "condition_occurrence", "diagnoses", "visits are known by their words alone"),
}


def ask_rows_after(look: Look, drafts: Drafts) -> list[Question]:
    """Rows dated after the export date: one of the two is wrong."""
    given = look.export_date
    if given is None:
        return []
    after = {o.table.file: look.survey(o).after(given) for o in _primary(look, drafts)}
    rows = sum(after.values())
    if not rows:
        return []
    last = max(s.last for o in _primary(look, drafts) if (s := look.survey(o)).last)
    file = max(after, key=lambda f: after[f])
    says = f"{file}: {rows} rows are dated after the export date {given}, the last one {last}. Which is wrong?"
    readings = (
        reading(str(last), f"the export was made on {last}"),
        reading("leave out", f"the export date {given} is right: later rows are bookings to come, left out"),
    )
    return [Question("export_date:after", "rows_after_export", file, "", says, rows, readings, None, _ALL)]


_ALL = frozenset({"visits.day", "orders.exam"})


def _primary(look: Look, drafts: Drafts) -> list[Listed]:
    found = [o for o in look.lists if not drafts.by_file[o.table.file].aside and look.survey(o).days.height]
    return [o for o in found if o.event in ("visits", "orders")]


def settle_rows_after(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The export date as the answer has it."""
    if value == "leave out":
        return drafts
    return replace(drafts, export_date=date.fromisoformat(value))


def ask_quiet(look: Look, drafts: Drafts) -> list[Question]:
    """More quiet days before the export date than a list ever had, or before the last day of the other lists."""
    given = drafts.export_date or look.export_date
    if given is None:
        return _short(look, drafts)
    asked = []
    for one, found in _tables(look, drafts):
        quiet = (given - found.last).days if found.last else 0
        if quiet <= max(QUIET_DAYS, found.longest_quiet) or len(found.days) < 2:
            continue
        asked.append(_quiet(one, found.last or given, given, quiet, found.longest_quiet))
    return asked


def _tables(look: Look, drafts: Drafts) -> list[tuple[Listed, Survey]]:
    """Each list with what is known of its days; files of one list (a month each, parts) are one."""
    parts: dict[str, list[Listed]] = {}
    for one in _primary(look, drafts):
        parts.setdefault(one.key, []).append(one)
    return [(some[-1], replace(look.survey(some[-1]), days=_days(look, some))) for some in parts.values()]


def _days(look: Look, parts: list[Listed]) -> pl.DataFrame:
    days = pl.concat([look.survey(one).days for one in parts])
    return days.group_by("day").agg(pl.col("rows").sum()).sort("day")


def _short(look: Look, drafts: Drafts) -> list[Question]:
    """Without an export date: a list that ends long before the others. Was it cut short, or exported earlier?"""
    primary = [(o, s, s.last) for o, s in _tables(look, drafts) if len(s.days) >= 2 and s.last]
    latest = max((last for _, _, last in primary), default=None)
    asked = []
    for one, found, last in primary:
        newer = any(other.event == one.event and day > last for other, _, day in primary)
        if latest and not newer and (latest - last).days > max(QUIET_DAYS, found.longest_quiet):
            asked.append(_short_question(one, last, latest, found.longest_quiet))
    return asked


def _short_question(one: Listed, last: date, latest: date, longest: int) -> Question:
    says = (
        f"{one.table.file}: its last row is of {last}, the other list goes on to {latest}; never before were there "
        f"more than {longest} days without a row. Is it cut short, or was it exported earlier?"
    )
    readings = (
        reading(GAP, f"exported earlier: nobody knows what happened after {last}, those days are a gap of this list"),
        reading(ZERO, f"both go to {latest}: nothing happened in those days, they count as zeros"),
        reading(WAIT, "cut short: I will export it again first"),
    )
    kind, blocks = "short_list", frozenset({"visits.day"} if one.event == "visits" else {"orders.exam"})
    number = f"quiet:{one.event}"
    return Question(number, kind, one.table.file, "", says, (latest - last).days, readings, GAP, blocks)


def _quiet(one: Listed, last: date, given: date, quiet: int, longest: int) -> Question:
    says = (
        f"{one.table.file}: its last row is of {last}, {quiet} days before the export date {given}; never before "
        f"were there more than {longest} days without a row. Was the list exported earlier?"
    )
    return Question(
        f"quiet:{one.event}",
        "quiet_days",
        one.table.file,
        "",
        says,
        quiet,
        (
            reading(GAP, f"nobody knows what happened after {last}: those days are a gap"),
            reading(str(last), f"the export was made on {last}"),
            reading(ZERO, "nothing happened in those days: they count as zeros"),
            reading(WAIT, "I will export it again first"),
        ),
        GAP,
        frozenset({"visits.day"} if one.event == "visits" else {"orders.exam"}),
    )


def settle_quiet(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """A gap, an earlier export date, or zeros."""
    kept = replace(drafts, settled={**drafts.settled, question.id: GAP if value == WAIT else value})
    if question.kind == "short_list":
        return replace(kept, export_date=max(s.last for o in _primary(look, drafts) if (s := look.survey(o)).last))
    if value in (GAP, ZERO, WAIT):
        return kept
    return replace(kept, export_date=date.fromisoformat(value))


def ask_before(look: Look, drafts: Drafts) -> list[Question]:
    """What is here already: a newer export of the list, another list for the same days, far more rows than now."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside or one.event not in ("visits", "orders", "referrals") or not look.survey(one).days.height:
            continue
        name = mapping_of(one, draft).profile.full_name
        same = [b for b in look.before if b.profile_table == name and b.last_day is not None]
        other = [b for b in look.before if b.event == one.event and b.profile_table != name and b.last_day is not None]
        asked += (
            _older(look, one, same) + _fewer(look, one, draft, same) + ([] if same else _other_list(look, one, other))
        )
    return asked


def _older(look: Look, one: Listed, same: list[Before]) -> list[Question]:
    given, newest = look.export_date, max((b.export_date or "" for b in same), default="")
    if given is None or newest <= given.isoformat():
        return []
    says = (
        f"{one.table.file}: an export of {newest} is here already; this one is of {given}. The newer one speaks. Right?"
    )
    readings = (reading("newer speaks", "yes: where both hold a record, the newer one counts"),)
    return [
        Question(
            f"older:{one.key}", "older_export", one.table.file, "", says, 0, readings, "newer speaks", changes=False
        )
    ]


def _fewer(look: Look, one: Listed, draft: Draft, same: list[Before]) -> list[Question]:
    """A list without record numbers with a fifth fewer rows on the days that an earlier export covers too."""
    if "source_id" in draft.columns and all(b.numbered for b in same):
        return []
    days = look.survey(one).days.with_columns(pl.col("day").cast(pl.Int32))
    for old in same:
        first = max(int(days["day"].min()), old.first_day or 0)  # type: ignore[arg-type]
        last = min(int(days["day"].max()), old.last_day or 0)  # type: ignore[arg-type]
        now = int(days.filter(pl.col("day").is_between(first, last))["rows"].sum())
        had = old.held(first, last) if old.held else old.accepted
        if first <= last and now < 0.8 * had:
            span = f"{EPOCH + timedelta(days=first)} to {EPOCH + timedelta(days=last)}"
            says = (
                f"{one.table.file}: on the days it shares with an earlier export ({span}) it has {now} rows, that one "
                f"had {had}. "
                "Its rows have no record numbers. Is it the same list made anew, or another list?"
            )
            readings = (
                reading("alone", f"the same list: {now} rows count"),
                reading("both", "another list: both count"),
            )
            number = f"re_export:{one.event}"
            return [
                Question(number, "re_export", one.table.file, "", says, now, readings, "alone", blocks_of(one.event))
            ]
    return []


def _other_list(look: Look, one: Listed, other: list[Before]) -> list[Question]:
    """The same days are here from a list of another form: the same records twice?"""
    first, last = look.survey(one).first, look.survey(one).last
    if first is None or last is None:
        return []
    days = [(EPOCH + timedelta(days=b.first_day or 0), EPOCH + timedelta(days=b.last_day or 0)) for b in other]
    if not any(low <= last and high >= first for low, high in days):
        return []
    says = (
        f"{one.table.file}: {one.event} of the same days are here already from a list of another form. Are these "
        "the same records? Then take that import back first (huddleboard imports)."
    )
    readings = (
        reading("both", "no: other records, both count"),
        reading(WAIT, "yes: I will take the other back first"),
    )
    return [
        Question(f"twice:{one.key}", "other_list", one.table.file, "", says, 0, readings, None, blocks_of(one.event))
    ]


def settle_before(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Kept with the import."""
    return replace(drafts, settled={**drafts.settled, question.id: value})


def ask_companions(look: Look, drafts: Drafts) -> list[Question]:
    """A list that usually comes with the format and is not among the files, nor here already."""
    asked = []
    for profile, (main, other, event, lost) in COMPANIONS.items():
        tables = {o.known.profile.name for o in look.lists if o.known and o.known.profile.profile == profile}
        if main not in tables or other in tables or event in look.here:
            continue
        file = next(o.table.file for o in look.lists if o.known and o.known.profile.name == main)
        says = f"The table {other} usually comes with {main} and is not here: {lost}. Is there one?"
        readings = (reading("without", f"no: count without it ({lost})"), reading(WAIT, "yes: I will add it first"))
        asked.append(
            Question(
                f"companion:{other}", "missing_list", file, "", says, 0, readings, "without", frozenset({"visits.day"})
            )
        )
    return asked


def settle_companion(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Said, and remembered."""
    return drafts


KINDS = (
    QuestionKind("rows_after_export", ask_rows_after, settle_rows_after),
    QuestionKind("quiet_days", ask_quiet, settle_quiet),
    QuestionKind("before", ask_before, settle_before),
    QuestionKind("missing_list", ask_companions, settle_companion),
)
