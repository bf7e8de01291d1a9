"""Small lists that are easily read wrong: each gives its true figures, asks about it, or is refused in a sentence."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from dashboard.parts.monthly_tallies import apart
from ingest.for_people import Refusal
from ingest.plan.made import Asking
from ingest.plan.make import make_plan
from ingest.plan.values import Plan
from measures.practice import Practice

TODAY = date(2026, 11, 30)
FIGURES = {"visits": "visits", "lbp": "lbp_visits", "images": "lumbar_images"}


@dataclass(frozen=True)
class Trap:
    """One trap: what is true of it, what a question must speak of, and its files."""

    says: dict[str, str]
    files: dict[str, str]

    @property
    def truth(self) -> dict[str, int]:
        told = dict(one.split("=") for one in self.says["truth"].split())
        return {FIGURES[name]: int(n) for name, n in told.items() if name in FIGURES}

    def planned(self, folder: Path, figures: bool) -> Plan:
        paths = [folder / name for name in self.files]
        for path in paths:
            path.write_text(self.files[path.name], "utf-8")
        lists, tallies = apart(paths)
        made = date.fromisoformat(self.says.get("export", "2025-03-31"))
        return make_plan(lists, Asking(Practice(), TODAY, made), figures).plan if not tallies else Plan(())

    def asked(self, plan: Plan) -> bool:
        told = [f"{q.says} {q.kind} {q.column}" for q in plan.questions if q.changes]
        return any(re.search(self.says["about"], one, re.I) for one in told)


def traps() -> dict[str, Trap]:
    text = (Path(__file__).parent / "small_traps.txt").read_text("utf-8")
    found = {}
    for part in text.split("\n## ")[1:]:
        name, _, rest = part.partition("\n")
        head, *files = re.split(r"^--- (.+)\n", rest, flags=re.M)
        says = {key: value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
        found[name] = Trap(says, dict(zip(files[::2], files[1::2], strict=True)))
    return found


TRAPS = traps()
#: Asked about as soon as the first lines are looked at: tried every day.
EVERY_DAY = (
    "zero-point-in-some-rows", "thousands-in-some-rows", "zeros-in-some-rows", "numbers-and-names-of-clinicians",
    "half-with-semicolons", "age-on-the-day-of-export", "clinicians-as-headings", "days-as-headings",
    "letters-for-attendance", "two-dates-one-name", "months-that-overlap", "numbers-as-1E+09", "commas-in-reasons",
)  # fmt: skip


@pytest.mark.parametrize("name", EVERY_DAY)
def test_it_is_asked_about(name: str, tmp_path: Path) -> None:
    assert TRAPS[name].asked(TRAPS[name].planned(tmp_path, figures=False))


def _plan_or_refusal(trap: Trap, folder: Path) -> Plan | str:
    try:
        return trap.planned(folder, figures=True)
    except Refusal as refusal:
        return str(refusal)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAPS)
def test_nothing_is_silently_wrong(name: str, tmp_path: Path) -> None:
    trap = TRAPS[name]
    plan = _plan_or_refusal(trap, tmp_path)
    if isinstance(plan, str):
        assert re.search(trap.says["about"], plan, re.I)
        return
    right = all(getattr(plan.gives, figure) == n for figure, n in trap.truth.items())
    assert trap.asked(plan) or (right and trap.truth and trap.says.get("must_ask") != "yes")
