"""Rewrites the two made-up practices, byte for byte the same each time: `python -m sample_data.make`."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sample_data import MAPLE_CREEK, RIVERSIDE, accuro, oscar
from sample_data.records import Clinician, Plan, Story
from sample_data.story import tell

MAPLE_CREEK_PLAN = Plan(
    name="Maple Creek Family Practice",
    seed=20241101,
    start=date(2024, 11, 1),
    end=date(2026, 10, 31),
    clinicians=(
        Clinician("P1", "TAMARACK, JUNE (90104)"),
        Clinician("P2", "ÉPINETTE, RÉMI (90127)"),
        Clinician("P3", "WILLOWBY, ARTHUR (90135)"),
        Clinician("P4", "HAWTHORNE, PRIYA (90148)"),
    ),
    outside={
        "EMERGENCY DR, COUNTY HOSPITAL (99102)": 0.5,
        "SPINEWELL CHIROPRACTIC (99115)": 0.35,
        "WALK-IN DR, MAIN STREET (99140)": 0.15,
    },
    agreed=("Creekside Physiotherapy", "Foothills Back & Motion", "S. Bouleau, kinesiologist"),
    not_agreed=("Riverbend Massage", "Dr Larch, orthopaedics"),
    patients=940,
    back_patients=560,
    episodes_a_month=22.0,
    other_visits_a_month=44,
    change=date(2026, 1, 1),
    imaging=(0.35, 0.15),
    handout=(0.25, 0.65),
    flag_routes={"box": 0.25, "words": 0.60, "code": 0.15},
    busier=date(2026, 4, 1),
    ran_over=(0.22, 0.40),
)
RIVERSIDE_PLAN = Plan(
    name="Riverside Health Centre",
    seed=64,
    start=date(2025, 11, 1),
    end=date(2026, 10, 31),
    clinicians=(Clinician("R1", "201"), Clinician("R2", "202"), Clinician("R3", "203")),
    outside={},
    agreed=("Riverside Physiotherapy",),
    not_agreed=("Riverbend Massage",),
    patients=210,
    back_patients=130,
    episodes_a_month=6.9,
    other_visits_a_month=27,
    change=date(2027, 1, 1),
    imaging=(0.30, 0.30),
    handout=(0.35, 0.35),
    flag_routes={"words": 0.45, "code": 0.30, "drug": 0.25},
    busier=date(2027, 1, 1),
    ran_over=(0.22, 0.22),
)
UNLISTED = {"WALK-IN DR, MAIN STREET (99140)"}  # left for the person to confirm in the app
PRACTICES: dict[str, tuple[Plan, Callable[[Story], dict[str, list[list[str]]]]]] = {
    MAPLE_CREEK: (MAPLE_CREEK_PLAN, accuro.tables),
    RIVERSIDE: (RIVERSIDE_PLAN, oscar.tables),
}


def write(practice: str, into: Path) -> list[Path]:
    """Writes one practice's export files and settings into a folder, and says which."""
    plan, tables = PRACTICES[practice]
    texts = {name: _csv_text(rows) for name, rows in tables(tell(plan)).items()}
    texts["clinic.toml"] = _settings(plan)
    into.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (into / name).write_bytes(text.encode("utf-8"))
    return [into / name for name in texts]


def _csv_text(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _settings(plan: Plan) -> str:
    """The practice's clinic.toml, as a person would have filled it in."""
    outside = [spelling for spelling in plan.outside if spelling not in UNLISTED]
    lines = [
        "# A made-up practice: no real clinic, clinician or patient.",
        f"name = {_quoted(plan.name)}",
        'timezone = "America/Edmonton"',
        "adult_age = 18",
        f"coverage_start = {plan.start.isoformat()}",
        f"export_date = {plan.end.isoformat()}",
        f"agreed_list = [{', '.join(_quoted(name) for name in plan.agreed)}]",
    ]
    for clinician in plan.clinicians:
        lines += ["", "[[clinician]]", f"id = {_quoted(clinician.id)}"]
        lines += [f"spellings = [{_quoted(clinician.spelling)}]"]
    for spelling in outside:
        lines += ["", "[[outside]]", f"spellings = [{_quoted(spelling)}]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    for practice_name in PRACTICES:
        for path in write(practice_name, Path(__file__).parent / practice_name):
            print(path)
