"""A small made-up OSCAR clinic as the tables of other systems: OSCAR's own database, CPCSSN, FHIR with its habits."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from emr_styles import Row, delimited
from fhir_clinic import Resource, resources

from sample_data import oscar
from sample_data.make import RIVERSIDE_PLAN
from sample_data.records import Plan, Story
from sample_data.story import tell

PLAN: Plan = replace(
    RIVERSIDE_PLAN, name="Small tables", patients=110, back_patients=70, episodes_a_month=5.0, other_visits_a_month=9
)
Files = dict[str, bytes]
Tables = dict[str, list[Row]]
HERE = ZoneInfo("America/Edmonton")


@dataclass(frozen=True)
class Style:
    """How a system writes the clinic down, what of it is written (as OSCAR's own lists), and answers a person gives."""

    files: Callable[[], Files]
    held: Callable[[Tables], Tables] = lambda tables: tables
    answers: tuple[tuple[str, str], ...] = ()
    lacks: str = ""


@cache
def story() -> Story:
    """What happened."""
    return tell(PLAN)


def tables() -> Tables:
    """OSCAR's lists as rows by column, without the dirt."""
    made = {}
    for name, (header, *rows) in oscar.tables(story()).items():
        whole = [dict(zip(header, row, strict=True)) for row in rows if len(row) == len(header)]
        number = header[0]
        made[name] = list({row[number]: row for row in whole if row.get("demographic_no", "1")}.values())
    return made


def text(rows: list[Row], separator: str = ",") -> bytes:
    """Rows as a delimited list."""
    return delimited([list(rows[0]), *[list(row.values()) for row in rows]], separator).encode()


def plain(style: Style) -> Files:
    """What the style holds, as OSCAR's own lists: what is true of it."""
    return {name: text(rows) for name, rows in style.held(tables()).items() if rows}


SERVICE = {
    "Diagnostic Imaging": "12",
    "Orthopaedic Surgery": "3",
    "Back Program": "41",
    "Emergency Department": "8",
    "Neurosurgery": "17",
    "Physiotherapy": "22",
}
OWN_WORDS = {
    "Diagnostic Imaging": "DI - all requests",
    "Orthopaedic Surgery": "Orthopaedic Surgery",
    "Back Program": "Back Program",
    "Emergency Department": "Emergency Department",
    "Neurosurgery": "Neurosurgery",
    "Physiotherapy": "Physio - hallway",
}


def oscar_database() -> Files:
    """As the database gives its tables: nulls as \\N, numbers for services, letters of two for statuses, look-ups."""
    made = tables()
    letters = {
        "B": ["B", "BS", "BV"],
        "P": ["P", "PS", "a"],
        "N": ["N", "NS"],
        "C": ["C", "CV"],
        "t": ["t", "T", "tS", "TV"],
    }

    def blank(row: Row) -> Row:
        return {name: cell or "\\N" for name, cell in row.items()}

    visits = [
        blank(
            {
                "appointment_no": v["appointment_no"],
                "provider_no": v["provider_no"],
                "appointment_date": v["appointment_date"],
                "start_time": v["start_time"],
                "end_time": v["end_time"],
                "name": "DOE,J",
                "demographic_no": v["demographic_no"],
                "program_id": "0",
                "notes": "",
                "reason": v["reason"],
                "location": "",
                "resources": "",
                "type": v["type"],
                "style": "",
                "billing": "",
                "status": letters[v["status"]][n % len(letters[v["status"]])],
                "createdatetime": v["appointment_date"] + " 08:01:02",
                "updatedatetime": v["appointment_date"] + " 18:01:02",
                "creator": "oscardoc",
                "lastupdateuser": "999998",
                "remarks": "",
            }
        )
        for n, v in enumerate(made["appointment.csv"])
    ]
    asked = [
        blank(
            {
                "requestId": r["requestId"],
                "referalDate": r["referalDate"],
                "serviceId": SERVICE[r["serviceDesc"]],
                "specId": "",
                "demographicNo": r["demographicNo"],
                "providerNo": r["providerNo"],
                "status": r["status"],
                "statusText": "",
                "reason": r["reason"],
                "clinicalInfo": r["clinicalInfo"],
                "appointmentDate": "0000-00-00" if r["appointmentDate"] == "0001-01-01" else r["appointmentDate"],
                "urgency": "2",
                "sendTo": "-1",
            }
        )
        for r in made["consultationRequests.csv"]
    ]
    people = [
        blank(
            {
                "demographic_no": p["demographic_no"],
                "title": "",
                "last_name": "DOE",
                "first_name": "J",
                "hin": "1234567890",
                "year_of_birth": p["year_of_birth"],
                "month_of_birth": "",
                "date_of_birth": "",
                "sex": p["sex"],
                "provider_no": p["provider_no"],
                "patient_status": p["patient_status"],
            }
        )
        for p in made["demographic.csv"]
    ]
    services = [
        {"serviceId": number, "serviceDesc": OWN_WORDS[name], "active": "1"} for name, number in SERVICE.items()
    ]
    statuses = [
        {
            "id": str(n),
            "status": letter,
            "description": says,
            "color": "#fdfec7",
            "icon": "i.gif",
            "active": "1",
            "editable": "0",
            "short_letter_colour": "",
            "short_letters": "",
        }
        for n, (letter, says) in enumerate(
            [
                ("t", "To Do"),
                ("T", "Daysheet Printed"),
                ("H", "Here"),
                ("P", "Picked"),
                ("E", "Empty Room"),
                ("N", "No Show"),
                ("C", "Cancelled"),
                ("B", "Billed"),
                ("a", "Customized 1"),
            ]
        )
    ]
    return {
        "appointment.tsv": text(visits, "\t"),
        "consultationRequests.tsv": text(asked, "\t"),
        "consultationServices.tsv": text(services, "\t"),
        "appointment_status.tsv": text(statuses, "\t"),
        "demographic.tsv": text(people, "\t"),
        "dxresearch.tsv": text(made["dxresearch.csv"], "\t"),
        "drugs.tsv": text(made["drugs.csv"], "\t"),
    }


def seen(made: Tables) -> list[Row]:
    """Visits that took place."""
    return [v for v in made["appointment.csv"] if v["status"] in "BP" and v["type"] != "Admin"]


def without_pictures(made: Tables) -> Tables:
    """Only what happened, and no request for a picture: extracts for research hold no more."""
    asked = [r for r in made["consultationRequests.csv"] if r["serviceDesc"] != "Diagnostic Imaging"]
    return {**made, "appointment.csv": seen(made), "consultationRequests.csv": asked}


def cpcssn() -> Files:
    """Eight tables with bars: cleaned codes for half of the rows, typed for the others, a third of them in Billing."""
    made = without_pictures(tables())
    visits = made["appointment.csv"]
    at = {(v["demographic_no"], v["appointment_date"]): v["appointment_no"] for v in visits}
    encounters = [
        {
            "Network_ID": "1",
            "Site_ID": "3",
            "Patient_ID": v["demographic_no"],
            "Encounter_ID": v["appointment_no"],
            "Provider_ID": v["provider_no"],
            "EncounterDate": v["appointment_date"] + " 00:00:00",
            "Reason_orig": v["reason"],
            "Reason_calc": "",
            "EncounterType": "Visit",
            "Cycle_ID": "2026Q4",
            "DateCreated": v["appointment_date"],
        }
        for v in visits
    ]
    live = [d for d in made["dxresearch.csv"] if d["status"] == "A"]

    def coded(n: int, d: Row, name: str, day: str) -> Row:
        dotted = d["dxresearch_code"]
        cleaned = dotted[:3] + "." + dotted[3:] if len(dotted) > 3 and dotted[0] != "V" else dotted
        return {
            "Network_ID": "1",
            name: str(n),
            "Patient_ID": d["demographic_no"],
            "Encounter_ID": at.get((d["demographic_no"], d["start_date"]), ""),
            "DiagnosisText_orig": "typed words",
            "DiagnosisText_calc": "",
            "DiagnosisCodeType_orig": "ICD9",
            "DiagnosisCodeType_calc": "ICD9" if n % 2 else "",
            "DiagnosisCode_orig": dotted,
            "DiagnosisCode_calc": cleaned if n % 2 else "",
            day: d["start_date"],
        }

    thirds: dict[int, list[Row]] = {0: [], 1: [], 2: []}
    for n, d in enumerate(live, 1):
        thirds[n % 3].append(
            coded(
                n,
                d,
                ("Billing_ID", "EncounterDiagnosis_ID", "HealthCondition_ID")[n % 3],
                ("ServiceDate", "DateCreated", "DateOfOnset")[n % 3],
            )
        )
    for row in thirds[0]:
        row["ServiceCode"] = "03.03A"
    for row in thirds[2]:
        row["DateCreated"] = row["DateOfOnset"]
    people = [
        {
            "Network_ID": "1",
            "Patient_ID": p["demographic_no"],
            "Sex": p["sex"],
            "BirthYear": p["year_of_birth"],
            "BirthMonth": "",
        }
        for p in made["demographic.csv"]
    ]
    asked = [
        {
            "Referral_ID": r["requestId"],
            "Patient_ID": r["demographicNo"],
            "Provider_ID": r["providerNo"],
            "DateCreated": r["referalDate"],
            "Name_orig": r["serviceDesc"],
            "Name_calc": "",
            "CompletedDate": "" if r["appointmentDate"] == "0001-01-01" else r["appointmentDate"],
        }
        for r in made["consultationRequests.csv"]
        if r["status"] != "5"
    ]
    drugs = [
        {
            "Medication_ID": m["drugid"],
            "Patient_ID": m["demographic_no"],
            "StartDate": m["rx_date"],
            "StopDate": m["end_date"],
            "Name_orig": m["GN"],
            "Name_calc": m["GN"].upper(),
            "Code_calc": m["ATC"],
            "DateCreated": m["rx_date"],
        }
        for m in made["drugs.csv"]
        if m["archived"] == "0"
    ]
    exams = [
        {
            "Exam_ID": str(n),
            "Patient_ID": v["demographic_no"],
            "Exam1": "sBP",
            "Result1_calc": "131",
            "DateCreated": v["appointment_date"],
        }
        for n, v in enumerate(visits[:40])
    ]
    return {
        "Patient.txt": text(people, "|"),
        "Encounter.txt": text(encounters, "|"),
        "EncounterDiagnosis.txt": text(thirds[1], "|"),
        "HealthCondition.txt": text(thirds[2], "|"),
        "Billing.txt": text(thirds[0], "|"),
        "Referral.txt": text(asked, "|"),
        "Medication.txt": text(drugs, "|"),
        "Exam.txt": text(exams, "|"),
    }


def instant(day: str, hour: int, zone: str) -> str:
    """A day as an instant: in the evening there, which is the next day in UTC."""
    there = datetime.fromisoformat(day).replace(hour=hour, tzinfo=HERE)
    return there.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ") if zone == "Z" else there.isoformat()


def fhir_resources() -> Iterator[Resource]:
    """The clinic's resources with instants in zones, and beside them what was in error, refuted, revoked, undated."""
    once = {
        (one["resourceType"], one["id"]): one for one in resources(story()) if "subject" in one or "birthDate" in one
    }
    for n, one in enumerate(once.values()):
        made: dict[str, Any] = {**one, "meta": {"lastUpdated": "2026-10-31T06:00:00Z", "versionId": "2"}}
        zone = "Z" if n % 2 else "-07"
        if one["resourceType"] == "Encounter":
            made["period"] = {"start": instant(one["period"]["start"], 19, zone)}
            if n % 9 == 0:
                yield {**made, "id": f"e{n}", "status": "entered-in-error"}
        for name in ("authoredOn", "recordedDate"):
            if name in one and n % 3:
                made[name] = instant(one[name], 20, zone)
        if one["resourceType"] == "Condition" and n % 7 == 0:
            yield {
                **made,
                "id": f"r{n}",
                "verificationStatus": {"coding": [{"code": "refuted"}]},
                "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-9-cm", "code": "7242"}]},
            }
            yield {
                **made,
                "id": f"p{n}",
                "recordedDate": one["recordedDate"][:7],
                "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-9-cm", "code": "7242"}]},
            }
        if one["resourceType"] == "ServiceRequest" and n % 5 == 0:
            yield {**made, "id": f"v{n}", "status": "revoked"}
            yield {**made, "id": f"g{n}", "intent": "plan"}
            yield {**made, "id": f"x{n}", "status": "entered-in-error"}
        yield made


def fhir_bulk() -> Files:
    """Bulk export: a file a kind, the larger ones in two parts."""
    found: dict[str, list[str]] = {}
    for one in fhir_resources():
        found.setdefault(one["resourceType"], []).append(json.dumps(one))
    files = {}
    for kind, lines in found.items():
        half = len(lines) // 2 if len(lines) > 100 else len(lines)
        for part, some in enumerate((lines[:half], lines[half:])):
            if some:
                files[f"{kind}.{part}.ndjson"] = ("\n".join(some) + "\n").encode()
    return files


def fhir_bundle() -> Files:
    """Two pages of a search as bundles, with full addresses."""
    found = list(fhir_resources())

    def page(some: list[Resource]) -> bytes:
        entries = [
            {
                "fullUrl": f"https://ehr.example/fhir/{o['resourceType']}/{o['id']}",
                "resource": o,
                "search": {"mode": "match"},
            }
            for o in some
        ]
        return json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries}).encode()

    half = len(found) // 2
    return {"page 1.json": page(found[:half]), "page 2.json": page(found[half:])}


STYLES: dict[str, Style] = {
    "oscar database": Style(
        oscar_database,
        answers=(
            ("status:Customized 1", "completed"),
            ("service:DI - all requests", "imaging"),
            ("service:Physio - hallway", "allied"),
        ),
    ),
    "cpcssn": Style(cpcssn, without_pictures, lacks="images"),
    "fhir bulk": Style(fhir_bulk),
    "fhir bundle": Style(fhir_bundle),
}
