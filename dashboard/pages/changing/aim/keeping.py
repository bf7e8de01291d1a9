"""How a part of the project is kept from its form, and how its changes are told to whoever has it open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dashboard.forms.edit import OpenedForm, told
from dashboard.forms.edit import settle as of_page
from dashboard.pages.changing.aim.history import field_words
from dashboard.parts.charter import answer_of, answer_words, note_of
from dashboard.records import Project
from measures.improvement.library import gap_checklist

if TYPE_CHECKING:
    from dashboard.study import Study


def settle(
    study: Study, form: OpenedForm[Project], values: Mapping[str, Any], sent: bool, done: str, who: str, *,
    problem: str | None = None,
) -> None:  # fmt: skip
    """Keep a part that was sent; who has it open is told of a colleague's change, and asked whose shall stand."""
    of_page(
        form, values, sent, done, lambda project: study.records.kept(project, who=who),
        newest=lambda: next((one for one in study.written.projects if one.id == form.now.id), None),
        differences=answers if "gaps" in values else _charter(study, values), problem=problem,
        by=lambda: study.records.changes(study.clinic, "projects", form.now.id)[-1].who,
    )  # fmt: skip


def _charter(study: Study, values: Iterable[str]) -> Callable[[Project, Project], list[str]]:
    return told(Project, lambda one, name: field_words(one, name, study.named), tuple(values))


def answers(seen: Project, now: Project) -> list[str]:
    """The questions of the gap checklist that are answered otherwise now, each with its answer and note."""

    def said(one: Project, item: str) -> str:
        parts = (answer_words(answer_of(one, item)), note_of(one, item))
        return ", ".join(part for part in parts if part) or "no answer"

    return [
        f"{item.asks} {said(now, item.id)} (before: {said(seen, item.id)})"
        for item in gap_checklist()
        if said(seen, item.id) != said(now, item.id)
    ]
