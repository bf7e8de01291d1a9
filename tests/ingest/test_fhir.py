"""FHIR in another hand: every way to refer, R5, histories and a bundle a patient give the cells of the plain lists."""

import json
from pathlib import Path
from typing import Any

import coded_styles
import emr_styles
import fhir_styles
import polars as pl
import pytest
from more_styles import written
from style_cells import cells, differing

from ingest.adapters import adapted
from ingest.adapters.fhir_references import Clinicians, People
from ingest.adapters.fhir_rows import MADE, Looks
from ingest.json_resources import resource_tables

NOBODY = Clinicians({"Practitioner/7": "LEE, ANN"}, {"PractitionerRole/3": "Practitioner/7"}, {})


@pytest.fixture(scope="module")
def true(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The cells of the same clinic's plain lists."""
    folder = tmp_path_factory.mktemp("plain")
    visits = (*coded_styles.HELD_VISITS[:5], "Visit Type", "Status", "Dx", "Reason")
    files = coded_styles.plain(coded_styles.whole(), visits, (*coded_styles.UK_ORDERS, "Req #"))
    return cells(written(folder / "files", files), folder / "data", emr_styles.PLAN)


@pytest.mark.slow
@pytest.mark.parametrize("name", fhir_styles.STYLES)
def test_fhir_by_another_hand_gives_the_true_cells(name: str, true: pl.DataFrame, tmp_path: Path) -> None:
    found = cells(written(tmp_path / "files", fhir_styles.STYLES[name]()), tmp_path / "data", emr_styles.PLAN)
    assert set(found["measure"]) == set(true["measure"])
    assert differing(true, found).is_empty()


def row(kind: str, one: dict[str, Any], looks: Looks | None = None) -> dict[str, str | None]:
    """The first row that a resource makes, by the names of its columns."""
    names, make = MADE[kind]
    resource = {"resourceType": kind, "id": "1", "subject": {"reference": "Patient/5"}, **one}
    return dict(zip(names, make(resource, looks=looks or Looks(NOBODY))[0], strict=True))


@pytest.mark.parametrize(
    "requester",
    [
        {"reference": "Practitioner/7"},
        {"reference": "https://a.example/fhir/Practitioner/7/_history/2", "display": "Dr Ann Lee"},
        {"reference": "PractitionerRole/3"},
        {"reference": "#here"},
        {"reference": "#role"},
        {"display": "LEE, ANN"},
        {"identifier": {"value": "LEE, ANN"}},
    ],
)
def test_one_clinician_has_one_name_however_referred_to(requester: dict[str, Any]) -> None:
    within = [
        {"resourceType": "Practitioner", "id": "here", "name": [{"family": "LEE", "given": ["ANN"]}]},
        {"resourceType": "PractitionerRole", "id": "role", "practitioner": {"reference": "Practitioner/7"}},
    ]
    asked = row("ServiceRequest", {"requester": requester, "contained": within})
    assert asked["requester"] == "LEE, ANN"


def test_who_referred_the_patient_did_not_see_them() -> None:
    part = {"type": [{"coding": [{"code": "REF"}]}], "individual": {"display": "ELSEWHERE"}}
    seen = {"type": [{"coding": [{"code": "ATND"}]}], "individual": {"reference": "Practitioner/7"}}
    assert row("Encounter", {"participant": [part, seen]})["participant"] == "LEE, ANN"
    assert row("Encounter", {"participant": [part]})["participant"] is None


@pytest.mark.parametrize(
    "why",
    [
        {"reasonCode": [{"text": "low back pain"}]},
        {"reason": [{"concept": {"text": "low back pain"}}]},
        {"extension": [{"url": "https://a.example/clinical-indication", "valueString": "low back pain"}]},
        {"extension": [{"url": "urn:reason", "valueCodeableConcept": {"text": "low back pain"}}]},
        {"reasonReference": [{"reference": "#c"}],
         "contained": [{"resourceType": "Condition", "id": "c", "code": {"text": "low back pain"}}]},
    ],
)  # fmt: skip
def test_why_an_exam_was_asked_for_is_read_wherever_it_stands(why: dict[str, Any]) -> None:
    assert row("ServiceRequest", why)["reasonCode.text"] == "low back pain"


def test_a_reason_that_was_refuted_is_none() -> None:
    looks = Looks(NOBODY, conditions={"Condition/8": ("724.2", "icd9")})
    assert row("ServiceRequest", {"reasonReference": [{"reference": "Condition/8"}]}, looks)["reasonCode"] == "724.2"
    assert row("ServiceRequest", {"reasonReference": [{"reference": "Condition/9"}]}, looks)["reasonCode"] is None


@pytest.mark.parametrize(
    ("said", "drug", "until"),
    [
        ({"medicationReference": {"reference": "Medication/4"}}, "PREDNISONE", None),
        ({"medicationReference": {"reference": "#m"},
          "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "PREDNISONE"}}]},
         "PREDNISONE", None),
        ({"medication": {"concept": {"text": "PREDNISONE"}},
          "dispenseRequest": {"expectedSupplyDuration": {"value": 90, "code": "d"}}}, "PREDNISONE", "2025-04-01"),
        ({"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"end": "2025-03-01"}}}}]}, None, "2025-03-01"),
    ],
)  # fmt: skip
def test_a_medicine_and_its_supply_are_found_wherever_they_stand(
    said: dict[str, Any], drug: str | None, until: str | None
) -> None:
    looks = Looks(NOBODY, medications={"Medication/4": {"code": {"text": "PREDNISONE"}}})
    made = row("MedicationRequest", {"authoredOn": "2025-01-01", **said}, looks)
    assert (made["medication"], made["validityPeriod.end"]) == (drug, until)


def test_a_patient_known_by_the_number_in_the_chart_is_the_same_patient() -> None:
    by_chart = {"subject": {"identifier": {"system": "urn:mrn", "value": "A17"}}}
    assert row("Encounter", by_chart, Looks(NOBODY, People({"A17": "5"})))["subject"] == "5"


def test_the_site_of_the_body_completes_an_exam_that_names_none() -> None:
    asked = {"code": {"text": "MRI"}, "bodySite": [{"coding": [{"display": "Lumbar spine"}]}]}
    assert row("ServiceRequest", asked)["code.text"] == "MRI Lumbar spine"


def bundle(folder: Path, *entries: dict[str, Any]) -> list[Any]:
    """The flat tables of a bundle."""
    path = folder / "bundle.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "history", "entry": list(entries)}), "utf-8")
    return list(adapted(resource_tables(path.name, lambda: path.open("rb"))).tables)


def rows_of(table: Any) -> list[dict[str, Any]]:
    return [
        dict(zip(table.header, one, strict=True))
        for block in table.blocks()
        for one in block.rows.drop("line").iter_rows()
    ]


def test_what_a_history_says_is_deleted_was_in_error(tmp_path: Path) -> None:
    visit = {"resourceType": "Encounter", "id": "9", "status": "finished", "subject": {"reference": "Patient/5"}}
    gone = {"request": {"method": "DELETE", "url": "Encounter/9"}}
    (table,) = bundle(tmp_path, {"resource": visit}, gone)
    assert [one["status"] for one in rows_of(table)] == ["entered-in-error"]


def test_pictures_count_where_the_requests_ask_for_none(tmp_path: Path) -> None:
    asked = {"resourceType": "ServiceRequest", "id": "1", "subject": {"reference": "Patient/5"}, "status": "active",
             "category": [{"coding": [{"code": "108252007"}]}], "code": {"text": "CBC"}}  # fmt: skip
    study = {"resourceType": "ImagingStudy", "id": "2", "subject": {"reference": "Patient/5"}, "status": "available",
             "started": "2025-02-03", "description": "MR lumbar spine"}  # fmt: skip
    tables = bundle(tmp_path, {"resource": asked}, {"resource": study})
    assert [table.header[0] for table in tables if list(rows_of(table))] == ["FHIR ImagingStudy"]


def test_a_resource_that_is_to_be_created_is_known_by_its_full_address(tmp_path: Path) -> None:
    visit = {"resourceType": "Encounter", "status": "finished", "subject": {"reference": "urn:uuid:p"},
             "period": {"start": "2025-02-03"}}  # fmt: skip
    patient = {"resourceType": "Patient", "birthDate": "1961-05-13"}
    entries = ({"fullUrl": "urn:uuid:p", "resource": patient}, {"fullUrl": "urn:uuid:v", "resource": visit})
    people, visits = (rows_of(table)[0] for table in bundle(tmp_path, *entries))
    assert people["id"] == visits["subject"] == "p"
    assert visits["id"] == "v"
