"""Made-up practices with a planted course, kept by hand in one database: numbers, aim, adopted change and reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from dashboard.records import Counted, CycleRecord, Project, Tally
from dashboard.study import Study
from ingest.store import Store
from measures.improvement import Cycle, Decision, Direction, Prediction
from tests.measures.made_up_months import month

BASE = 14  # months before the change, as in benchmarks/verdicts.py
ANN = "Ann Aspen"
TITLE = "Umbrellas lent"


@dataclass(frozen=True)
class Planted:
    """What is so of a practice: its numbers from January 2023 on, whether a change was adopted, and its aim."""

    counts: tuple[int, ...]
    of: tuple[int, ...]
    adopted: bool = True
    aim: float | None = None
    by: date | None = None

    @property
    def today(self) -> date:
        """The first days of the month after the last one."""
        return month(len(self.counts)) + timedelta(days=2)


def course(levels: Sequence[float], visits: int, seed: int, **said: object) -> Planted:
    """Binomial months at these levels, about so many visits each."""
    rng = np.random.default_rng(seed)
    of = rng.poisson(visits, len(levels)).clip(1)
    return Planted(tuple(rng.binomial(of, levels).tolist()), tuple(of.tolist()), **said)  # type: ignore[arg-type]


def sixty() -> list[Planted]:
    """Kept, lost, stable, better and worse without a change said; small and large; with aims to come, passed, none."""
    courses = {
        "kept": ([0.3] * BASE + [0.13] * 9, True),
        "lost": ([0.3] * BASE + [0.13] * 4 + [0.3] * 5, True),
        "stable": ([0.3] * (BASE + 9), True),
        "fell": ([0.3] * BASE + [0.13] * 9, False),
        "rose": ([0.15] * BASE + [0.32] * 9, False),
        "new": ([0.3] * BASE + [0.13] * 2, True),
    }
    aims = ({}, {"aim": 0.15, "by": month(30)}, {"aim": 0.15, "by": month(18)})
    made = []
    for place, (levels, adopted) in enumerate(courses.values()):
        for turn in range(10):
            visits = (15, 40, 100)[turn % 3]
            made.append(course(levels, visits, 100 * place + turn, adopted=adopted, **aims[turn % len(aims)]))
    return made


def practice(store: Store, clinic: str, planted: Planted) -> tuple[Study, str]:
    """The practice written down in the store, and the name of its measure."""
    study = Study(store, clinic)
    records, who = study.records, {"who": ANN}
    tally = records.kept(
        Tally(
            clinic=clinic, title=TITLE, kind="outcome", better="lower", is_rate=True, numerator_says="umbrellas lent",
            denominator_says="visitors on a rainy day", started=month(0),
        ), **who,
    )  # fmt: skip
    numbers = enumerate(zip(planted.counts, planted.of, strict=True))
    records.tally_up(tally, [Counted(month(k), y, n, "month", "pasted") for k, (y, n) in numbers], **who)
    aim = {"aim_level": planted.aim, "aim_by": planted.by, "started": month(BASE - 2)}
    project = records.kept(
        Project(clinic=clinic, title="Fewer umbrellas", aim_measure=tally.name, baseline_from=month(0), **aim), **who
    )  # type: ignore[arg-type]
    if planted.adopted:
        begun = month(BASE)
        guess = Prediction(tally.name, begun + timedelta(days=90), Direction.DOWN)
        done = Cycle(
            0, "Coats at the door", predictions=(guess,), started=begun - timedelta(days=20),
            ended=begun - timedelta(days=10), learning="It helps", decision=Decision.ADOPT, implemented=begun,
        )  # fmt: skip
        records.keep_cycle(
            CycleRecord(clinic=clinic, project_id=project.id, cycle=done, measures=(tally.name,), owner=ANN), **who
        )
    return study, tally.name


def opened(folder: Path) -> Store:
    """An empty store."""
    return Store(folder / "data")
