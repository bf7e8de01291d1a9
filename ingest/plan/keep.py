"""Confirmed plans, kept in the clinic's own folder and found again by the heading row; never a cell of a person."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.for_people import Refusal
from ingest.plan.toml import as_toml, read_toml
from ingest.plan.values import WAIT, Plan, Question, Reading, TablePlan
from ingest.safekeeping.files import private_folder, written_whole

PLANS = "plans"
KEPT_WITH = "import"  # the import with which a list's plan was confirmed last
AFTERWARDS = "answered-afterwards.toml"  # the answers given after an import, beside its lists' plans
#: Answers that hold for one export only: its date, its quiet days, rows that could not be read.
OF_ONE_EXPORT = (
    "rows_after_export", "quiet_days", "re_export", "much_refused", "much_no_data", "other_separator", "missing_list",
    "few_refused", "older_export", "short_list", "other_list", "overlapping_files",
)  # fmt: skip


def keep_plan(folder: Path, clinic: str, plan: Plan, answers: Mapping[str, str], number: int | None) -> None:
    """Keep each list's plan under its heading row's own word, with the answers that hold next month too.

    `number` is the import that it was confirmed with: taken back, it is asked about anew.
    """
    plans = folder / clinic / PLANS
    private_folder(plans)
    for table in plan.tables:
        if table.profile:
            _write(plans / f"{table.fingerprint}.toml", _of_table(plan, table, answers), number)


def _of_table(plan: Plan, table: TablePlan, answers: Mapping[str, str]) -> Plan:
    name = f"{table.file} > {table.sheet}" if table.sheet else table.file
    asked = tuple(q for q in plan.questions if q.file == name and q.kind not in OF_ONE_EXPORT)
    kept = {q.id: answers[q.id] for q in asked if answers.get(q.id, WAIT) != WAIT}
    # The file's name may hold a person's: the next one will have another anyway.
    unnamed = tuple(_unnamed(q, name) for q in asked if q.id in kept)
    return Plan((replace(table, file="", sheet=""),), unnamed, kept)


def keep_answer(folder: Path, clinic: str, row: Mapping[str, Any], value: str) -> None:
    """Keep an answer that was given after the import (`row`: its question in the catalogue) for the months to come."""
    if row["kind"] in OF_ONE_EXPORT:
        return
    path = folder / clinic / PLANS / AFTERWARDS
    known = _afterwards(path)
    readings = tuple(Reading(one) for one, _ in row["readings"])
    said = (row["question"], row["kind"], row["file"], row["column_name"], row["says"], row["rows"], readings, None)
    asked = [q for q in known.questions if q.id != row["question"]]
    private_folder(path.parent)
    now = (*asked, _unnamed(Question(*said), row["file"]))
    _write(path, Plan((), now, {**known.answers, row["question"]: value}))


def forget(folder: Path, clinic: str, number: int, asked: Collection[str]) -> None:
    """Ask anew what was confirmed with an import that was taken back: a wrong answer may be why it was.

    A plan that does not say with which import it was kept is forgotten too. `asked` are the import's open questions.
    """
    plans = folder / clinic / PLANS
    for path in plans.glob("*.toml"):
        if path.name != AFTERWARDS and _kept_with(path) in (None, number):
            path.unlink()
    if (path := plans / AFTERWARDS).exists():
        known = _afterwards(path)
        left = tuple(q for q in known.questions if q.id not in asked)
        _write(path, Plan((), left, {q.id: known.answers[q.id] for q in left}))


def _kept_with(path: Path) -> int | None:
    try:
        number = tomllib.loads(path.read_text("utf-8")).get(KEPT_WITH)
    except (OSError, ValueError):
        return None
    return number if isinstance(number, int) else None


def _afterwards(path: Path) -> Plan:
    """The answers that were given afterwards; none where nobody can read them any more."""
    try:
        return read_toml(path.read_text("utf-8"))
    except (Refusal, OSError, UnicodeDecodeError):
        return Plan((), (), {})


def _unnamed(question: Question, name: str) -> Question:
    return replace(question, file="", says=question.says.replace(f"{name}: ", "").replace(name, "the list"))


def _write(path: Path, plan: Plan, number: int | None = None) -> None:
    said = "" if number is None else f"{KEPT_WITH} = {number}\n"
    written_whole(path, (said + as_toml(plan)).encode())


def kept_plans(folder: Path, clinic: str) -> Plan | None:
    """Every plan the clinic confirmed, as one; a file that cannot be read is passed over: it is asked again."""
    tables: list[TablePlan] = []
    answers: dict[str, str] = {}
    for path in sorted((folder / clinic / PLANS).glob("*.toml")):
        try:
            plan = read_toml(path.read_text("utf-8"))
        except (Refusal, OSError, UnicodeDecodeError):
            continue
        tables += plan.tables
        answers |= plan.answers
    return Plan(tuple(tables), (), answers) if tables else None
