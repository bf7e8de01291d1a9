"""Several files of one list (a file a month) that hold rows of the same days: the same records twice, or others?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import polars as pl

from ingest.dates import dates
from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, mapping_of, reading
from ingest.plan.look import Listed, Look
from ingest.plan.steps import ShapeStep
from ingest.plan.values import Question

#: So many patient-days in both files, and at least so large a share of the days they share, are asked about.
FEWEST, SHARE = 1, 0.1
EVENTS = ("visits", "orders", "referrals")


def ask_overlap(look: Look, drafts: Drafts) -> list[Question]:
    """Pairs of files of one list without record numbers that hold patients of the same days."""
    asked = []
    for one, other in combinations([o for o in look.lists if o.event in EVENTS], 2):
        drafted = drafts.by_file[one.table.file], drafts.by_file[other.table.file]
        if any(d.aside or "source_id" in d.columns for d in drafted) or one.event != other.event:
            continue
        older, newer = sorted((one, other), key=lambda o: look.survey(o).last or date.min)
        if question := _question(look, older, newer, drafts):
            asked.append(question)
    return asked


def _question(look: Look, older: Listed, newer: Listed, drafts: Drafts) -> Question | None:
    first = max(filter(None, (look.survey(older).first, look.survey(newer).first)), default=None)
    last = look.survey(older).last
    if first is None or last is None or first > last:
        return None
    here, there = (within(o, drafts.by_file[o.table.file], first, last) for o in (older, newer))
    both = here.join(there.unique(["patient", "day"]), on=["patient", "day"], how="semi")
    alike = here.join(there.unique(), on=there.columns, how="semi") if here.columns == there.columns else here.head(0)
    twice = both.height - alike.height
    if twice < max(FEWEST, SHARE * min(here.height, there.height)):
        return None
    rows = look.survey(older).rows + look.survey(newer).rows
    says = (
        f"{older.table.file} and {newer.table.file} both hold rows of {first} to {last}; {both.height} of the "
        f"{here.height} rows of those days in {older.table.file} are of patients that the other has on the same day. "
        "Are they the same records?"
    )
    readings = (
        reading("once", f"the same records: on those days {newer.table.file} speaks alone ({rows - here.height} rows)"),
        reading("each", f"other records: both count ({rows} rows)"),
    )
    proposed = "once" if both.height >= 0.5 * here.height else "each"
    number = f"overlap:{older.key}:{first}"
    kind, blocks = "overlapping_files", blocks_of(older.event)
    return Question(number, kind, older.table.file, "", says, both.height, readings, proposed, blocks)


def within(one: Listed, draft: Draft, first: date, last: date) -> pl.DataFrame:
    """The rows of some days: patient, day and what else is read of each."""
    mapping = mapping_of(one, draft)
    chosen = [pl.col(f"c{p}").alias(n) for n, p in sorted(mapping.fields.items()) if n != "date"]
    day = pl.col(f"c{mapping.fields['date']}").alias("day")
    parts = [block.rows.select(*chosen, day) for block in mapping.table.blocks()]
    if not parts:
        return pl.DataFrame(schema={"patient": pl.String, "day": pl.Date})
    rows = pl.concat(parts)
    rows = rows.with_columns(dates(rows["day"], draft.order))
    return rows.filter(pl.col("day").is_between(first, last))


def settle_overlap(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The older file's rows of the days that the newer one speaks for taken out."""
    if value != "once":
        return drafts
    draft = drafts.by_file[question.file]
    older = next(o for o in look.lists if o.table.file == question.file)
    first = question.id.rpartition(":")[2]
    order = {"order": draft.order.value} if draft.order else {}
    options = {"first": first, "last": str(look.survey(older).last), **order}
    step = ShapeStep("not_on_days", (draft.columns["date"],), options)
    return drafts.put(question.file, replace(draft, steps=(*draft.steps, step)))


KINDS = (QuestionKind("overlapping_files", ask_overlap, settle_overlap),)
