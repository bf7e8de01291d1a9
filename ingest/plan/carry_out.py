"""A plan carried out: the files brought in as it says, and what was confirmed of it kept for next month."""

from __future__ import annotations

from ingest.batch import bring_in, silent
from ingest.plan.keep import keep_plan
from ingest.plan.made import Asking, ReadyPlan
from ingest.reading import Progress
from ingest.report import Report
from ingest.store import Store
from ingest.which_clinic import chosen_clinic


def carry_out(
    store: Store,
    asked: Asking,
    made: ReadyPlan,
    *,
    settings_given: bool,
    leave_out_vanished: bool = False,
    leave_out_refused: bool = False,
    clinic_id: str | None = None,
    progress: Progress = silent,
) -> Report:
    """Bring the files in by the plan; raises what `bring_in` raises, with nothing kept of either."""
    settings = made.practice if settings_given or made.practice != asked.practice else None
    report = bring_in(
        store,
        (),
        plans=made.plans,
        settings=settings,
        export_date=made.plan.export_date,
        coverage_start=asked.coverage_start,
        leave_out_vanished=leave_out_vanished,
        leave_out_refused=leave_out_refused or _agreed(made),
        clinic_id=clinic_id,
        today=asked.today,
        progress=progress,
    )
    taken = {q.id: q.proposed for q in made.plan.questions if q.proposed is not None}
    clinic = chosen_clinic(store, settings, clinic_id)
    keep_plan(store.folder, clinic, made.plan, {**taken, **made.plan.answers}, report.import_id)
    return report


def _agreed(made: ReadyPlan) -> bool:
    return any(k.startswith("much_refused:") and v == "leave_out" for k, v in made.plan.answers.items())
