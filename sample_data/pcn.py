"""A made-up PCN: twelve clinics of four EMRs, written anew each time, byte for byte the same; none of them exists."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sample_data import accuro, oscar
from sample_data.make import MAPLE_CREEK_PLAN, _settings
from sample_data.records import Clinician, Plan
from sample_data.story import tell

NAME = "Bow Crossing PCN"
AIM = "Half as many lumbar images without a red flag in every clinic that began above 30 in 100 visits, by June 2027."
START, END = date(2024, 11, 1), date(2026, 10, 31)
NEVER = date(2030, 1, 1)
SURNAMES = ("ALDER", "BIRCH", "CEDAR", "DOGWOOD", "ELM", "FIR", "GORSE", "HAZEL", "IVY", "JUNIPER", "LARCH", "MAPLE",
            "OAK", "PINE", "ROWAN", "SPRUCE", "TAMARACK", "WILLOW")  # fmt: skip
GIVEN = ("ADA", "BEN", "CORA", "DEV", "EVA", "FINN", "GUS", "HANA")
MED_ACCESS = (
    {
        "Encounter Number": "Visit ID", "Patient Number": "Chart No", "Patient DOB": "Birth Date",
        "Encounter Date": "Visit Date", "Encounter Provider": "Provider", "Encounter Status": "Status",
        "Encounter Type": "Visit Type", "Diagnosis Code": "Dx", "Presenting Problem": "Reason",
        "Red Flags": "Red Flags", "Pamphlet Given": "Handout", "Exercise Rx": "Exercise Rx",
    },
    {
        "Order Number": "Order ID", "Patient Number": "Chart No", "Date Ordered": "Order Date", "Procedure": "Exam",
        "Ordering Physician": "Ordering Provider", "Order Status": "Status", "Clinical Information": "Clinical Info",
        "Requisition Number": "Req #",
    },
)  # fmt: skip
PS_SUITE = (
    {
        "Appt ID": "Visit ID", "Patient #": "Chart No", "Date of Birth": "Birth Date",
        "Appointment Date": "Visit Date", "Doctor": "Provider", "Appointment Status": "Status",
        "Appointment Type": "Visit Type", "Diagnosis": "Dx", "Appointment Reason": "Reason", "Handout": "Handout",
    },
    {
        "Order ID": "Order ID", "Patient #": "Chart No", "Date Requested": "Order Date", "Test Name": "Exam",
        "Requesting Physician": "Ordering Provider", "Order Status": "Status", "Reason for Exam": "Clinical Info",
        "Req ID": "Req #",
    },
)  # fmt: skip
DAYS = ("Birth Date", "Visit Date", "Order Date")


@dataclass(frozen=True)
class Member:
    """One clinic of the PCN: the EMR whose export it makes, and what happens there."""

    id: str
    emr: str
    plan: Plan

    def write(self, into: Path) -> list[Path]:
        """Write its export files into a folder."""
        into.mkdir(parents=True, exist_ok=True)
        made = STYLES[self.emr](self.plan)
        for name, text in made.items():
            (into / name).write_bytes(text)
        return [into / name for name in made]

    @property
    def settings(self) -> str:
        """Its clinic.toml."""
        return f'id = "{self.id}"\n{_settings(self.plan)}'


def _member(
    id: str, name: str, emr: str, seed: int, clinicians: int, episodes: float, imaging: tuple[float, float],
    handout: tuple[float, float], change: date = NEVER,
) -> Member:  # fmt: skip
    people = tuple(
        Clinician(f"{id[:2].upper()}{n + 1}", str(10 * seed + n) if emr == "oscar" else _spelt(seed, n))
        for n in range(clinicians)
    )
    plan = replace(
        MAPLE_CREEK_PLAN, name=name, seed=seed, start=START, end=END, clinicians=people, outside={},
        agreed=(f"{name.split()[0]} Physiotherapy",), patients=round(40 * episodes) + 20,
        back_patients=round(22 * episodes) + 10, episodes_a_month=episodes, other_visits_a_month=round(3 * episodes),
        change=change, imaging=imaging, handout=handout,
    )  # fmt: skip
    return Member(id, emr, plan)


def _spelt(seed: int, n: int) -> str:
    return f"{SURNAMES[(seed + 5 * n) % len(SURNAMES)]}, {GIVEN[(seed + n) % len(GIVEN)]} ({91000 + 10 * seed + n})"


SAME = (0.30, 0.30)
MEMBERS = (
    _member("aspen-hill", "Aspen Hill Medical", "accuro", 201, 4, 12, (0.38, 0.14), (0.25, 0.60), date(2026, 1, 1)),
    _member("birch-lane", "Birch Lane Clinic", "accuro", 202, 3, 9, SAME, (0.35, 0.35)),
    _member("cedar-park", "Cedar Park Family Practice", "accuro", 203, 5, 14, (0.20, 0.42), SAME, date(2026, 2, 1)),
    _member("dogwood", "Dogwood Doctors", "accuro", 204, 2, 7, (0.34, 0.34), (0.40, 0.40)),  # two physicians
    _member("elm-street", "Elm Street Health", "oscar", 205, 3, 10, (0.28, 0.28), SAME),
    _member("fir-ridge", "Fir Ridge Clinic", "oscar", 206, 4, 11, (0.40, 0.22), SAME, date(2025, 11, 1)),
    _member("gorse-creek", "Gorse Creek Rural Clinic", "oscar", 207, 2, 1.4, SAME, SAME),  # three visits a month
    _member("hazelwood", "Hazelwood Medical", "med access", 208, 4, 12, (0.25, 0.25), (0.30, 0.55), date(2026, 3, 1)),
    _member("ironwood", "Ironwood Family Doctors", "med access", 209, 3, 8, (0.36, 0.36), (0.45, 0.45)),
    _member("juniper", "Juniper Walk Clinic", "med access", 210, 3, 9, (0.15, 0.15), (0.60, 0.60)),
    _member("larch-view", "Larch View Practice", "ps suite", 211, 4, 10, (0.32, 0.32), (0.50, 0.25), date(2026, 2, 1)),
    _member("maplewood", "Maplewood Clinic", "ps suite", 212, 5, 13, SAME, (0.40, 0.40)),
)


def _comma(rows: list[list[str]], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _accuro(plan: Plan) -> dict[str, bytes]:
    return {name: _comma(rows).encode() for name, rows in accuro.tables(tell(plan)).items()}


def _oscar(plan: Plan) -> dict[str, bytes]:
    return {name: _comma(rows).encode() for name, rows in oscar.tables(tell(plan)).items()}


def _med_access(plan: Plan) -> dict[str, bytes]:
    seen, asked = _renamed(plan, MED_ACCESS, "%Y/%m/%d")
    return {"encounters.csv": _comma(seen).encode(), "diagnostic imaging.csv": _comma(asked).encode()}


def _ps_suite(plan: Plan) -> dict[str, bytes]:
    seen, asked = _renamed(plan, PS_SUITE, "%b %d, %Y")
    return {"appointments.txt": _comma(seen, "\t").encode(), "requests.txt": _comma(asked, "\t").encode()}


def _renamed(plan: Plan, names: tuple[Mapping[str, str], Mapping[str, str]], form: str) -> list[list[list[str]]]:
    """Visits and orders under another EMR's headings, their days in its form; without the dirt of the first style."""
    made = accuro.tables(tell(plan))
    found = []
    for table, headings in zip(("visits.csv", "di_orders.csv"), names, strict=True):
        header, *rows = made[table]
        whole = [dict(zip(header, row, strict=True)) for row in rows if len(row) == len(header)]
        kept = {row[header[0]]: row for row in whole if row["Chart No"] and _is_day(row, table)}
        lines = [[_cell(row, name, form) for name in headings.values()] for row in kept.values()]
        found.append([list(headings), *lines])
    return found


def _is_day(row: Mapping[str, str], table: str) -> bool:
    try:
        datetime.strptime(row["Visit Date" if table == "visits.csv" else "Order Date"], "%d-%b-%Y")
    except ValueError:
        return False
    return True


def _cell(row: Mapping[str, str], name: str, form: str) -> str:
    text = row[name]
    return datetime.strptime(text, "%d-%b-%Y").strftime(form) if name in DAYS and text else text


STYLES: Mapping[str, Callable[[Plan], dict[str, bytes]]] = {
    "accuro": _accuro,
    "oscar": _oscar,
    "med access": _med_access,
    "ps suite": _ps_suite,
}
