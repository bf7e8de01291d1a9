"""A plan as a TOML file of the same form as a profile, and read back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import tomli_w

from ingest.clean import DateOrder
from ingest.plan.steps import STEPS, ShapeStep
from ingest.plan.values import ColumnPlan, Plan, Question, Reading, TablePlan
from ingest.profile import EVENTS, TableProfile
from ingest.report import Refusal

NAME, TITLE = "own", "A clinic's own lists"
SOURCE = "a reading plan, confirmed by the clinic"


def as_toml(plan: Plan) -> str:
    """The plan's text: tables as a profile has them, then the questions, each with a place for its answer."""
    spec: dict[str, Any] = {"name": NAME, "title": TITLE, "source": SOURCE}
    if plan.export_date:
        spec["export_date"] = plan.export_date
    if plan.coverage_start:
        spec["coverage_start"] = plan.coverage_start
    spec["table"] = [_table(t) for t in plan.tables if t.profile]
    spec["question"] = [_question(q, plan.answers) for q in plan.questions]
    return HEAD + tomli_w.dumps({k: v for k, v in spec.items() if v != []})


HEAD = """# A reading plan: what each list is, what its columns and words mean, and what is asked.
# Answer a question by writing one of its readings behind `answer`; then: huddleboard import --plan THIS FILES
"""


def _table(table: TablePlan) -> dict[str, Any]:
    profile = table.profile
    assert profile is not None
    placed = {c.field: c.column for c in table.columns if c.field}
    columns = {name: [placed[name]] for name in placed if name is not None}
    spec: dict[str, Any] = {
        "name": profile.name,
        "says": profile.says,
        "event": profile.event,
        "must": [name for name in profile.must if name in columns],
        "file": table.file,
        "fingerprint": table.fingerprint,
        "date_order": table.date_order.value.lower() if table.date_order else "",
        "aside": [c.column for c in table.columns if c.field is None],
        "columns": columns,
        "values": {n: _grouped(w, n in profile.case_matters) for n, w in profile.values.items() if w and n in columns},
        "step": [{"kind": s.kind, "columns": list(s.columns), **dict(s.options)} for s in table.steps],
    }
    if table.sheet:
        spec["sheet"] = table.sheet
    return {k: v for k, v in spec.items() if v not in ("", [], {})}


def _grouped(words: Mapping[str, str], exact: bool) -> dict[str, Any]:
    grouped: dict[str, Any] = {"case_matters": True} if exact else {}
    for word, means in words.items():
        grouped.setdefault(means, []).append(word)
    return grouped


def _question(question: Question, answers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind,
        "file": question.file,
        "column": question.column,
        "says": question.says,
        "rows": question.rows,
        "readings": [r.value for r in question.readings],
        "proposed": question.proposed or "",
        "answer": answers.get(question.id, ""),
    }


def read_toml(text: str) -> Plan:
    """A plan from its text; raises Refusal with what to correct."""
    try:
        spec = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Refusal(f"The plan cannot be read: {problem}. Make it again with huddleboard plan … --out.") from None
    try:
        tables = tuple(_read_table(t) for t in spec.get("table", ()))
        asked = spec.get("question", ())
        answers = {str(q["id"]): str(q["answer"]) for q in asked if q.get("answer")}
        _known_answers(asked)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Refusal(
            f"The plan is not of the right form ({problem}). Make it again with huddleboard plan … --out."
        ) from None
    days = _day(spec, "export_date"), _day(spec, "coverage_start")
    return Plan(tables, tuple(_asked(q) for q in asked), answers, "", *days)


def _asked(spec: Mapping[str, Any]) -> Question:
    """A question as far as a plan is read again: it is asked anew, and its answer applied, where it still stands."""
    readings = tuple(Reading(str(value)) for value in spec.get("readings", ()))
    return Question(
        id=str(spec["id"]),
        kind=str(spec.get("kind", "")),
        file=str(spec.get("file", "")),
        column=str(spec.get("column", "")),
        says=str(spec.get("says", "")),
        rows=int(spec.get("rows", 0)),
        readings=readings,
        proposed=spec.get("proposed") or None,
    )


def _known_answers(asked: Sequence[Mapping[str, Any]]) -> None:
    for q in asked:
        if q.get("answer") and q.get("readings") and str(q["answer"]) not in q["readings"]:
            raise Refusal(
                f"The plan's answer {q['answer']!r} to {q['id']!r} is none of its readings: {', '.join(q['readings'])}."
            )


def _day(spec: Mapping[str, Any], key: str) -> date | None:
    value = spec.get(key)
    return value if isinstance(value, date) else None


def _read_table(spec: Mapping[str, Any]) -> TablePlan:
    if spec["event"] not in EVENTS:
        raise ValueError(f"event {spec['event']!r}")
    steps = tuple(_step(s) for s in spec.get("step", ()))
    columns = tuple(ColumnPlan(c[0], name, True, "confirmed") for name, c in spec["columns"].items())
    order = str(spec.get("date_order", "")).upper()
    return TablePlan(
        file=str(spec.get("file", "")),
        sheet=str(spec.get("sheet", "")),
        key=str(spec["name"]),
        fingerprint=str(spec.get("fingerprint", "")),
        event=str(spec["event"]),
        adapter="",
        profile=_profile(spec),
        columns=columns,
        steps=steps,
        date_order=DateOrder(order) if order else None,
    )


def _step(spec: Mapping[str, Any]) -> ShapeStep:
    if spec["kind"] not in STEPS:
        raise ValueError(f"step {spec['kind']!r}")
    options = {k: str(v) for k, v in spec.items() if k not in ("kind", "columns")}
    return ShapeStep(spec["kind"], tuple(spec["columns"]), options)


def _profile(spec: Mapping[str, Any]) -> TableProfile:
    from ingest.profile import read_table

    return read_table(NAME, {**spec, "must": [m for m in spec.get("must", ()) if m in spec["columns"]]})
