"""The made-up OSCAR clinic written down a second time, as FHIR R4 resources: the same patients, the same events."""

import json
from collections.abc import Iterator
from typing import Any

from sample_data.oscar import tables
from sample_data.records import Story

ICD9, ATC = "http://hl7.org/fhir/sid/icd-9-cm", "http://www.whocc.no/atc"
Resource = dict[str, Any]


def bulk(story: Story) -> dict[str, str]:
    """File name -> NDJSON text, one file a kind of resource."""
    found: dict[str, list[Resource]] = {}
    for resource in resources(story):
        found.setdefault(resource["resourceType"], []).append(resource)
    return {f"{kind}.ndjson": "".join(json.dumps(one) + "\n" for one in all_) for kind, all_ in found.items()}


def bundle(story: Story) -> str:
    """All of it as one bundle."""
    entries = [{"resource": resource} for resource in resources(story)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=1)


def resources(story: Story) -> Iterator[Resource]:
    """Every row of every OSCAR table as a resource."""
    makers = {
        "demographic.csv": _patient,
        "appointment.csv": _encounter,
        "dxresearch.csv": _condition,
        "consultationRequests.csv": _request,
        "drugs.csv": _medication,
    }
    for name, (header, *rows) in tables(story).items():
        # A row with too few cells is refused as CSV; no resource stands for it.
        for row in (row for row in rows if len(row) == len(header)):
            yield makers[name](dict(zip(header, row, strict=True)))


def _made(kind: str, number: str, **elements: Any) -> Resource:
    return {"resourceType": kind, "id": number, **{key: value for key, value in elements.items() if value}}


def _subject(row: dict[str, str]) -> Resource:
    number = row.get("demographic_no") or row.get("demographicNo")
    return {"reference": f"Patient/{number}"} if number else {}


def _clinician(row: dict[str, str]) -> Resource:
    number = row.get("provider_no") or row.get("providerNo")
    return {"reference": f"Practitioner/{number}", "display": number} if number else {}


def _patient(row: dict[str, str]) -> Resource:
    return _made("Patient", row["demographic_no"], birthDate=row["year_of_birth"])


def _encounter(row: dict[str, str]) -> Resource:
    status = {"B": "finished", "P": "finished", "N": "cancelled", "C": "cancelled", "t": "planned"}
    words = [{"text": row["reason"]}] if row["reason"] else None
    return _made(
        "Encounter", row["appointment_no"], subject=_subject(row), reasonCode=words,
        status="entered-in-error" if row["type"] == "Admin" else status[row["status"]],
        period={"start": row["appointment_date"]}, participant=[{"individual": _clinician(row)}],
    )  # fmt: skip


def _condition(row: dict[str, str]) -> Resource:
    said = "entered-in-error" if row["status"] == "D" else "confirmed"
    return _made(
        "Condition", row["dxresearch_no"], subject=_subject(row), recordedDate=row["start_date"],
        code={"coding": [{"system": ICD9, "code": row["dxresearch_code"]}]},
        verificationStatus={"coding": [{"code": said}]},
    )  # fmt: skip


def _request(row: dict[str, str]) -> Resource:
    pictured = row["serviceDesc"] == "Diagnostic Imaging"
    words = [{"text": row["clinicalInfo"]}] if row["clinicalInfo"] else None
    return _made(
        "ServiceRequest", row["requestId"], subject=_subject(row), authoredOn=row["referalDate"], intent="order",
        status="revoked" if row["status"] == "5" else "active", requester=_clinician(row),
        category=[{"coding": [{"code": "363679005" if pictured else "3457005"}]}], code={"text": row["reason"]},
        performerType=None if pictured else {"text": row["serviceDesc"]}, reasonCode=words,
        occurrenceDateTime=row["appointmentDate"],
    )  # fmt: skip


def _medication(row: dict[str, str]) -> Resource:
    codings = [{"system": ATC, "code": row["ATC"]}] if row["ATC"] else []
    return _made(
        "MedicationRequest", row["drugid"], subject=_subject(row), authoredOn=row["rx_date"],
        status="entered-in-error" if row["archived"] == "1" else "active",
        medicationCodeableConcept={"text": row["GN"], "coding": codings},
        dispenseRequest={"validityPeriod": {"end": row["end_date"]}},
        dosageInstruction=[{"route": {"text": row["route"]}}] if row["route"] else None,
    )  # fmt: skip
