"""Ages in a column: those of the row's day, or everybody's age on the day the export was made?"""

from __future__ import annotations

from datetime import date

import polars as pl

from ingest.ages import age_in_years
from ingest.dates import dates
from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, reading
from ingest.plan.headings import plain, read
from ingest.plan.look import Listed, Look
from ingest.plan.shapes import mean
from ingest.plan.steps import DAYS_A_YEAR, ShapeStep
from ingest.plan.values import Question

ROW, EXPORT = "row", "export"
#: Rows of a patient further apart than this (days) must differ in an age of the row's day.
A_YEAR = 366
GROWN_UP = 18
#: Words of a heading that say of which day the age is.
OF_EXPORT = {"current", "today", "now", "actuel", "actuelle", "aktuell", "actual", "present"}
OF_ROW = {"visit", "seen", "service", "order", "exam", "onset"}


def ask_age_day(look: Look, drafts: Drafts) -> list[Question]:
    """Lists whose ages do not move in a year, or in which somebody is grown up by one way of reading only."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        wanted = [draft.columns.get(name) for name in ("patient", "date", "age")]
        if draft.aside or not all(column in one.table.header for column in wanted):
            continue
        if question := _question(look, one, draft):
            asked.append(question)
    return asked


def _question(look: Look, one: Listed, draft: Draft) -> Question | None:
    told, made = _rows(one, draft), made_on(look)
    moving, still = moving_and_still(told)
    column = draft.columns["age"]
    proposed = EXPORT if still > moving or set(plain(column).split()) & OF_EXPORT else ROW
    # An age that moved with a patient's years is that of the row's day; a heading that says so is believed.
    certain = proposed == ROW and (moving > 0 or bool(read(column).says & OF_ROW))
    hang = _hanging(told, made)
    if certain or not (hang or proposed == EXPORT):
        return None
    says = (
        f'{one.table.file}: of which day are the ages in "{column}"? '
        + (f"{still} patients have the same age in rows that lie more than a year apart. " if still else "")
        + f"In {hang} of the rows looked at it decides whether somebody was grown up."
    )
    readings = (
        reading(EXPORT, f"of the day of the export ({made}): the age on the row's day is reckoned back from it"),
        reading(ROW, "of the row's own day"),
    )
    order = readings if proposed == EXPORT else readings[::-1]
    return Question(
        f"age_day:{one.key}", "age_day", one.table.file, column, says, hang, order, proposed,
        blocks_of(one.event),
    )  # fmt: skip


def made_on(look: Look) -> date:
    """The export date, else the last day of any row."""
    lasts = [s.last for o in look.lists if (s := look.survey(o)).last]
    return look.export_date or max(lasts, default=look.today)


def _rows(one: Listed, draft: Draft) -> pl.DataFrame:
    cells = {name: one.shape(draft.columns[name]).cells for name in ("patient", "date", "age")}
    told = pl.DataFrame(
        {"who": cells["patient"], "day": dates(cells["date"], draft.order), "age": age_in_years(cells["age"])}
    )
    return told.drop_nulls()


def moving_and_still(told: pl.DataFrame) -> tuple[int, int]:
    """Patients with rows more than a year apart: those whose age goes on with the years, and those whose stays."""
    each = told.group_by("who").agg(
        apart=(pl.col("day").max() - pl.col("day").min()).dt.total_days(), ages=pl.col("age").n_unique()
    )
    long = each.filter(pl.col("apart") >= A_YEAR)
    moved = each.filter(pl.col("ages") > 1).height
    return moved, round(mean(long["ages"] == 1) * long.height)


def _hanging(told: pl.DataFrame, made: date) -> int:
    """Rows of somebody who is grown up by the age as written, and may not have been by an age of the export's day."""
    elapsed = (made - pl.col("day")).dt.total_days().clip(0) / DAYS_A_YEAR
    youngest = pl.col("age") - elapsed.ceil().cast(pl.Int32)
    return told.filter((pl.col("age") >= GROWN_UP) & (youngest < GROWN_UP)).height


def settle_age_day(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The age on the row's day, where one can tell it."""
    if value != EXPORT:
        return drafts
    draft = drafts.by_file[question.file]
    order = {"order": draft.order.value} if draft.order else {}
    step = ShapeStep("age_then", (draft.columns["age"], draft.columns["date"]), {"made": str(made_on(look)), **order})
    return drafts.put(question.file, draft.with_step("age", step, "age, on the row's day"))


KINDS = (QuestionKind("age_day", ask_age_day, settle_age_day),)
