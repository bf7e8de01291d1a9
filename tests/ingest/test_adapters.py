"""Formats that are not one flat table a file become flat tables before any profile sees them."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from fhir_clinic import bulk, bundle
from made_up_export import EXPORTED, TODAY

from dashboard.study import Study
from ingest.adapters import adapted, adapters
from ingest.batch import Report, bring_in, open_files
from ingest.clinic import read_settings
from ingest.read import tables
from ingest.store import Store
from sample_data import RIVERSIDE
from sample_data.make import RIVERSIDE_PLAN, write
from sample_data.story import tell

#: After the day on which the made-up clinics were exported.
AFTERWARDS = date(2026, 11, 1)


def brought(folder: Path, files: list[Path], settings: str = "") -> tuple[Study, Report]:
    store = Store(folder / "data")
    practice = read_settings(settings) if settings else None
    report = bring_in(store, files, settings=practice, export_date=EXPORTED, today=TODAY)
    return Study(store, store.clinics()[0]), report


def written(folder: Path, **texts: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / name.replace("__", ".") for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text, "utf-8")
    return files


def facts(study: Study, table: str) -> pl.DataFrame:
    return study.events[table].collect().to_native().sort("row")


def cells(study: Study) -> pl.DataFrame:
    """Every count of the clinic but those whose place in a file is all that differs."""
    counted = study.counts({**study.base_counts, **study.available}, "month", True)
    return counted.sort("measure", "period", "provider")


def test_every_adapter_of_the_folder_is_found_and_leaves_other_tables_as_they_are(tmp_path: Path) -> None:
    assert {adapter.name for adapter in adapters()} >= {"oscar", "cpcssn", "omop", "fhir"}
    (file,) = written(tmp_path, list__csv="Chart No,Visit Date,Provider\n1,2025-01-02,A\n")
    (table,) = tables(file, frozenset())
    assert adapted([table]).tables == (table,)


# FHIR


@pytest.fixture(scope="module")
def riverside(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, str, Path]:
    """The made-up OSCAR clinic's counts, its settings and a folder."""
    folder = tmp_path_factory.mktemp("riverside")
    paths = write(RIVERSIDE, folder)
    settings = (folder / "clinic.toml").read_text("utf-8")
    store = Store(folder / "data")
    bring_in(store, [p for p in paths if p.suffix == ".csv"], settings=read_settings(settings), today=AFTERWARDS)
    return cells(Study(store, store.clinics()[0])), settings, folder


@pytest.mark.slow
@pytest.mark.parametrize("form", ["bulk", "bundle"])
def test_the_same_patients_as_fhir_and_as_csv_are_equal_in_every_cell(
    riverside: tuple[pl.DataFrame, str, Path], form: str, tmp_path: Path
) -> None:
    as_csv, settings, _ = riverside
    story = tell(RIVERSIDE_PLAN)
    texts = bulk(story) if form == "bulk" else {"bundle.json": bundle(story)}
    files = []
    for name, text in texts.items():
        files.append(tmp_path / name)
        files[-1].write_text(text, "utf-8")
    store = Store(tmp_path / "data")
    bring_in(store, files, settings=read_settings(settings), today=AFTERWARDS)
    as_fhir = cells(Study(store, store.clinics()[0]))
    both = as_csv.join(as_fhir, on=["measure", "period", "provider"], how="inner", suffix="_fhir")
    assert set(as_fhir["measure"]) == set(as_csv["measure"])
    assert both.height == as_csv.height
    for name in ("numerator", "denominator", "unknown", "not_recorded"):
        differing = both.filter(pl.col(name).ne_missing(pl.col(f"{name}_fhir")))
        assert differing.height == 0, differing


def ndjson(*resources: dict[str, object]) -> str:
    return "".join(json.dumps(one) + "\n" for one in resources)


PATIENT = {"reference": "Patient/p1"}
SNOMED = "http://snomed.info/sct"


def condition(number: str, said: str = "confirmed", **elements: object) -> dict[str, object]:
    ten = {"system": "urn:oid:2.16.840.1.113883.6.90", "code": "M54.5"}
    coding = {"coding": [{"system": SNOMED, "code": "279039007"}, ten]}
    return {
        "resourceType": "Condition", "id": number, "subject": PATIENT, "code": coding, "recordedDate": "2025-02-05",
        "verificationStatus": {"coding": [{"code": said}]}, **elements,
    }  # fmt: skip


def encounter(number: str, status: str = "finished", **elements: object) -> dict[str, object]:
    return {
        "resourceType": "Encounter", "id": number, "subject": PATIENT, "status": status, "class": {"code": "AMB"},
        "period": {"start": "2025-02-05T10:00:00-07:00", "end": "2025-02-05T10:22:00-07:00"}, **elements,
    }  # fmt: skip


def request(number: str, status: str = "active", intent: str = "order", **elements: object) -> dict[str, object]:
    return {
        "resourceType": "ServiceRequest", "id": number, "subject": PATIENT, "status": status, "intent": intent,
        "code": {"coding": [{"system": SNOMED, "code": "241648005"}], "text": "MRI lumbar spine"},
        "authoredOn": "2025-02-06T04:30:00Z", "requester": {"reference": "Practitioner/9"}, **elements,
    }  # fmt: skip


@pytest.mark.slow
def test_what_was_refuted_revoked_or_in_error_is_out(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        Patient__ndjson=ndjson({"resourceType": "Patient", "id": "p1", "birthDate": "1961-05"}),
        Encounter__ndjson=ndjson(
            encounter("e1"), encounter("e2", "entered-in-error"), encounter("e3", "cancelled"),
            encounter("e4", "planned"),
        ),
        Condition__ndjson=ndjson(
            condition("c1", encounter={"reference": "Encounter/e1"}),
            condition("c2", "refuted", recordedDate="2025-03-05"),
            condition("c3", "entered-in-error", recordedDate="2025-03-06"),
        ),
        ServiceRequest__ndjson=ndjson(
            request("s1"), request("s2", "revoked"), request("s3", "entered-in-error"), request("s4", intent="plan"),
            request("s5", doNotPerform=True),
        ),
        Practitioner__ndjson=ndjson(
            {"resourceType": "Practitioner", "id": "9", "name": [{"family": "Aspen", "given": ["Anna"]}]}
        ),
    )  # fmt: skip
    study, _ = brought(tmp_path, files)
    counted = study.counts(study.base_counts).filter(provider="ALL").group_by("measure").agg(pl.col("numerator").sum())
    found = dict(counted.rows())
    assert (found["_visits_completed"], found["_lbp_visits"], found["_lumbar_images_all"]) == (1, 1, 1)
    orders = facts(study, "orders")
    assert orders["status"].to_list() == ["live", "cancelled", "entered_in_error", "cancelled", "cancelled"]
    assert orders["provider"].unique().to_list() == ["Aspen, Anna"]
    assert str(orders["day"].cast(pl.Date)[0]) == "2025-02-05"  # 04:30 Z is the evening before in Edmonton
    assert facts(study, "visits")["minutes"][0] == 22
    assert facts(study, "diagnoses")["status"].to_list() == ["live", "deleted", "deleted"]


@pytest.mark.slow
def test_a_partial_date_is_no_day_and_a_broken_line_is_refused(tmp_path: Path) -> None:
    texts = ndjson(encounter("e1"), encounter("e2", period={"start": "2025-02"})) + '{"resourceType": "Encoun\n'
    filler = ndjson(*(encounter(f"f{n}") for n in range(60)))
    _, report = brought(tmp_path, written(tmp_path, Encounter__ndjson=texts + filler))
    assert [(r.line, r.reason) for r in report.files[0].refused] == [(2, "date_invalid"), (3, "not_a_resource")]


@pytest.mark.slow
def test_an_encounter_takes_its_booked_minutes_from_its_appointment(tmp_path: Path) -> None:
    booking = {"resourceType": "Appointment", "id": "a1", "status": "fulfilled", "minutesDuration": 15}
    text = ndjson(booking, encounter("e1", appointment=[{"reference": "Appointment/a1"}]))
    study, _ = brought(tmp_path, written(tmp_path, all__ndjson=text))
    assert facts(study, "visits").select("minutes", "booked_minutes").rows() == [(22, 15)]


def version(one: dict[str, object], number: str, updated: str = "") -> dict[str, object]:
    return {**one, "meta": {"versionId": number, **({"lastUpdated": updated} if updated else {})}}


MAY = {"start": "2025-05-05T10:00:00-06:00"}
#: One encounter moved from February to May: the newer version is told by its instant, in whatever zone it is written.
MOVED = (
    (
        version(encounter("e1"), "9", "2025-06-01T20:00:00-06:00"),
        version(encounter("e1", period=MAY), "1", "2025-06-02T03:00:00Z"),
    ),
    (version(encounter("e1"), "2"), version(encounter("e1", period=MAY), "10")),
    (encounter("e1"), encounter("e1", period=MAY)),
)


@pytest.mark.slow
@pytest.mark.parametrize(("older", "newer"), MOVED, ids=["by its instant", "by its number", "by its place"])
@pytest.mark.parametrize("dress", ["one file", "a bundle", "two files"])
def test_of_two_versions_of_a_resource_the_newer_is_counted_once(
    tmp_path: Path, older: dict[str, object], newer: dict[str, object], dress: str
) -> None:
    every = [older, newer, encounter("e2")]
    files = {
        "one file": {"all.ndjson": ndjson(*every)},
        "a bundle": {"all.json": json.dumps({"resourceType": "Bundle", "entry": [{"resource": r} for r in every]})},
        "two files": {"first.ndjson": ndjson(older, encounter("e2")), "second.ndjson": ndjson(newer)},
    }[dress]  # fmt: skip
    study, report = brought(tmp_path, [_file(tmp_path / name, text) for name, text in files.items()])
    visits = facts(study, "visits").sort("source_id")
    assert [str(day) for day in visits["day"].cast(pl.Date)] == ["2025-05-05", "2025-02-05"]
    assert [n.kind for file in report.files for n in file.not_data].count("older_version") == 1


@pytest.mark.slow
def test_the_newer_version_speaks_wherever_it_stands_and_also_of_what_is_looked_up(tmp_path: Path) -> None:
    booked = {"resourceType": "Appointment", "id": "a1", "status": "fulfilled"}
    text = ndjson(
        version({**booked, "minutesDuration": 20}, "2"),
        version({**booked, "minutesDuration": 15}, "1"),
        version(encounter("e1", "entered-in-error"), "2", "2025-06-02T00:00:00Z"),
        version(encounter("e1", appointment=[{"reference": "Appointment/a1"}]), "1", "2025-06-01T00:00:00Z"),
        encounter("e2", appointment=[{"reference": "Appointment/a1"}]),
    )
    study, _ = brought(tmp_path, written(tmp_path, all__ndjson=text))
    completed = facts(study, "visits").filter(pl.col("status") == "completed")
    assert completed.select("source_id", "booked_minutes").rows() == [("e2", 20)]


def _file(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


# OSCAR

APPOINTMENT = "appointment_no,appointment_date,demographic_no,provider_no,status\n1,2025-02-05,7,1,B\n"
REQUESTS = "requestId,referalDate,serviceId,demographicNo,providerNo,status,reason,clinicalInfo\n"


@pytest.mark.slow
def test_a_service_number_is_explained_by_its_look_up_table(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        consultationRequests__csv=REQUESTS + "1,2025-02-05,53,7,1,4,Xray L spine,LBP\n2,2025-02-05,54,7,1,4,see,LBP\n",
        appointment__csv=APPOINTMENT,
        consultationServices__csv="serviceId,serviceDesc,active\n53,Diagnostic Imaging,1\n54,Physiatry,1\n",
    )
    study, _ = brought(tmp_path, files)
    assert facts(study, "orders").select("modality", "lumbar").rows() == [("XR", True)]
    assert facts(study, "referrals")["service"].to_list() == ["specialist"]


def test_without_it_the_number_waits_to_be_explained(tmp_path: Path) -> None:
    files = written(tmp_path, requests__csv=REQUESTS + "1,2025-02-05,53,7,1,4,Xray L spine,LBP\n")
    study, _ = brought(tmp_path, files)
    words = study.store.spellings("clinic").filter(field="referrals.service")
    assert words.select("seen", "known").rows() == [("53", False)]


def test_a_clinics_own_status_letter_is_explained_by_its_table_and_a_seeded_one_by_oscar(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        appointment__csv="appointment_no,appointment_date,demographic_no,provider_no,status\n"
        "1,2025-02-05,7,1,a\n2,2025-02-05,8,1,H\n",
        appointment_status__csv="id,status,description,color\n1,a,Cancelled,red\n2,H,Something,red\n",
    )
    study, _ = brought(tmp_path, files)
    assert facts(study, "visits")["status"].to_list() == ["?Cancelled", "completed"]


@pytest.mark.slow
def test_a_drug_is_known_by_whichever_name_it_was_given(tmp_path: Path) -> None:
    drugs = "drugid,demographic_no,rx_date,end_date,BN,customName,GN,route,archived\n"
    rows = "1,7,2025-01-01,2025-05-01,APO-PREDNISONE 5MG TAB,,,PO,0\n2,7,2025-01-01,2025-05-01,,prednisone tabs,,PO,0\n"
    study, _ = brought(tmp_path, written(tmp_path, appointment__csv=APPOINTMENT, drugs__csv=drugs + rows))
    assert facts(study, "medications")["systemic_steroid"].to_list() == [True, True]


# CPCSSN


@pytest.mark.slow
def test_a_cpcssn_extract_reads_the_cleaned_code_else_the_typed_one_also_from_billing(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        Patient__txt="Patient_ID|Sex|BirthYear\n7|F|1961\n",
        Encounter__txt="Encounter_ID|Patient_ID|Provider_ID|EncounterDate|Reason_orig|Reason_calc\n"
        "1|7|D1|2025-02-05|back|\n2|7|D1|2025-03-05|recheck|\n3|7|D1|2025-04-05|x|\n",
        EncounterDiagnosis__txt="EncounterDiagnosis_ID|Patient_ID|Encounter_ID|DiagnosisCodeType_calc|DiagnosisCode_calc|"
        "DiagnosisCode_orig|DateCreated\n1|7|1|ICD9|724.2|7242|2025-02-06\n2|7|2|ICD9||724.2|2025-03-05\n",
        Billing__txt="Billing_ID|Patient_ID|Encounter_ID|ServiceDate|DiagnosisCode_calc|DiagnosisCode_orig\n"
        "1|7|3|2025-04-05||724.3\n",
    )
    study, report = brought(tmp_path, files)
    assert report.says.startswith("Looks like CPCSSN")
    counted = study.counts(study.base_counts).filter(measure="_lbp_visits", provider="ALL")
    assert counted["numerator"].sum() == 3
    assert "imaging_without_red_flags" not in study.available


# OMOP

PERSON = "person_id,year_of_birth\n7,1961\n"
VISIT_OF = "visit_occurrence_id,person_id,visit_start_date,provider_id\n1,7,2025-02-05,1\n"
CONDITIONS = (
    "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,visit_occurrence_id,"
    "condition_source_value\n"
)
PROCEDURES = "procedure_occurrence_id,person_id,procedure_concept_id,procedure_date,procedure_source_value\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("condition_row", "procedure_row"),
    [
        ("194133,2025-02-05,1,", "2211414,2025-02-05,"),
        ("194133,2025-02-05,1,lumbago", "2211414,2025-02-05,mri"),
        ("0,2025-02-05,1,724.2", "0,2025-02-05,72148"),
        ("0,2025-02-05,1,279039007", "0,2025-02-05,241648005"),
    ],
)
def test_omop_is_read_by_its_source_codes_else_by_its_concepts(
    tmp_path: Path, condition_row: str, procedure_row: str
) -> None:
    files = written(
        tmp_path, person__csv=PERSON, visit_occurrence__csv=VISIT_OF,
        condition_occurrence__csv=f"{CONDITIONS}1,7,{condition_row}\n",
        procedure_occurrence__csv=f"{PROCEDURES}1,7,{procedure_row}\n",
    )  # fmt: skip
    study, _ = brought(tmp_path, files)
    counted = study.counts(study.base_counts).filter(provider="ALL").group_by("measure").agg(pl.col("numerator").sum())
    assert {name: n for name, n in counted.rows() if n and name in ("_lbp_visits", "_lumbar_images_all")} == {
        "_lbp_visits": 1, "_lumbar_images_all": 1,
    }  # fmt: skip


@pytest.mark.slow
def test_a_concept_is_explained_by_the_vocabulary_where_it_is_exported_too(tmp_path: Path) -> None:
    files = written(
        tmp_path, person__csv=PERSON, visit_occurrence__csv=VISIT_OF,
        condition_occurrence__csv=f"{CONDITIONS}1,7,999,2025-02-05,1,\n",
        concept__csv="concept_id,concept_name,vocabulary_id,concept_code\n999,Low back pain,SNOMED,279039007\n",
    )  # fmt: skip
    study, _ = brought(tmp_path, files)
    assert facts(study, "diagnoses")["code"].to_list() == ["279039007"]


def test_a_table_nobody_knows_never_stops_the_others_loose_or_zipped(tmp_path: Path) -> None:
    files = written(
        tmp_path, person__csv=PERSON, visit_occurrence__csv=VISIT_OF, care_site__csv="care_site_id,name\n1,Main\n"
    )  # fmt: skip
    mappings, notices = open_files(files)
    assert [m.profile.name for m in mappings] == ["person", "visit_occurrence"]
    assert any(said.startswith("care_site.csv") for said in notices)


# The UK's outpatient rows


def test_the_uk_code_script_reads_every_procedure_and_diagnosis_of_a_row(tmp_path: Path) -> None:
    header = "ATTENDKEY,PSEUDO_HESID,APPTDATE,ACTIVAGE,ADMINCAT,OPERTN_01,OPERTN_02,OPERTN_03,DIAG_01,DIAG_02\n"
    rows = (
        "1,7,2025-02-05,50,01,U055,,,M545,\n"  # an MRI of the spine
        "2,8,2025-02-05,50,01,U212,Z665,,M545,\n"  # bone, lumbar
        "3,9,2025-02-05,50,01,U212,,,M545,\n"  # bone, no site
        "4,10,2025-02-05,50,01,U055,,,M545,C509\n"  # cancer
        "5,11,2025-02-05,50,02,U055,,,M545,\n"  # private
        "6,12,2025-02-05,18,01,U055,,,M545,\n"  # too young for the script
        "7,13,2025-02-05,50,01,U055,,,,\n"  # no diagnosis: the script drops it (a printed defect)
    )
    study, _ = brought(tmp_path, written(tmp_path, outpatients__csv=header + rows))
    counted = study.counts({"lower_back_imaging_ebi": study.available["lower_back_imaging_ebi"]})
    assert counted.filter(provider="ALL")["numerator"].sum() == 2


@pytest.mark.slow
def test_the_uk_code_script_reads_rows_of_another_hand(tmp_path: Path) -> None:
    header = "attendkey|encrypted_hesid|apptdate|apptage|admincat|opertn_1|opertn_2|diag_1|diag_2\n"
    rows = (
        "1|7|05/02/2025|50|1|U055||M545|\n"
        "2|8|06/02/2025|50|1|U212|Z665|M545|\n"
        "3|10|13/02/2025|50|1|U055||M545|C509\n"  # cancer in the second column
        "4|11|14/02/2025|50|2|U055||M545|\n"  # private, the zero lost in a spreadsheet
        "5|12|15/02/2025||1|U055||M545|\n"  # no age: the script drops it (a printed defect)
    )
    study, _ = brought(tmp_path, written(tmp_path, outpatients__txt=header + rows))
    counted = study.counts({"lower_back_imaging_ebi": study.available["lower_back_imaging_ebi"]})
    assert counted.filter(provider="ALL")["numerator"].sum() == 2


def test_an_exam_list_with_codes_nobody_can_verify_is_read_by_its_descriptions(tmp_path: Path) -> None:
    header = "Accession,NHS Number,Request Date,Referrer,NICIP Code,Exam Description,Status\n"
    rows = "1,7,2025-02-05,A,MLSPX,MRI Spine lumbar,Reported\n2,8,2025-02-05,A,XKNEX,XR Knee Rt,Reported\n"
    study, _ = brought(tmp_path, written(tmp_path, imaging__csv=header + rows))
    assert facts(study, "orders").select("modality", "lumbar").rows() == [("MR", True), ("XR", False)]


# Sheets whose day stands in the first row of its block

BY_HAND = "Visit Date,Chart No,Provider,Status,Dx\n"
BLOCKS = "2025-02-05,1,A,Completed,724.2\n,2,A,Completed,401\n2025-02-06,3,A,Completed,724.2\n,4,A,Completed,401\n"


@pytest.mark.slow
def test_a_day_holds_for_its_block_and_that_is_said(tmp_path: Path) -> None:
    sheet = BY_HAND + BLOCKS + "2025-02-09,5,A,Completed,724.2\n,6,A,Completed,724.2\n"
    study, report = brought(tmp_path, written(tmp_path, sheet__csv=sheet))
    days = facts(study, "visits")["day"].cast(pl.Date).dt.day().to_list()
    assert days == [5, 5, 6, 6, 9, 9]
    assert any("first row of its block" in said for said in report.notices)


@pytest.mark.parametrize(
    "last",
    [
        "2025-02-03,5,A,Completed,724.2\n,6,A,Completed,724.2\n",  # the days do not go one way
        "2025-02-09,5,A,Completed,724.2\n,6,,,\n,7,,,\n,8,,,\n",  # rows without a day that are no records
    ],
)
def test_a_missing_day_is_not_made_up(tmp_path: Path, last: str) -> None:
    (file,) = written(tmp_path, sheet__csv=BY_HAND + BLOCKS + last)
    (table,) = tables(file, frozenset({"visit date", "chart no"}))
    assert adapted([table]).tables == (table,)


def test_behind_a_refused_row_nobody_knows_the_day(tmp_path: Path) -> None:
    lost = "2025-02-07,5,A,Completed,724.2,too many,cells\n,6,A,Completed,724.2\n"
    sheet = BY_HAND + BLOCKS + lost + "2025-02-09,7,A,Completed,724.2\n,8,A,Completed,724.2\n"
    (file,) = written(tmp_path, sheet__csv=sheet)
    (table,) = adapted(tables(file, frozenset({"visit date", "chart no"}))).tables
    days = pl.concat([block.rows for block in table.blocks()]).select("c1", "c0").rows()
    assert dict(days)["6"] is None
    assert dict(days)["8"] == "2025-02-09"


def test_oscars_look_ups_are_known_by_what_they_explain_whatever_their_columns_are_called(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        status_codes__csv="id,status_code,status_desc,colour,active\n1,a,Arrived and seen,#F,1\n2,d,Gone home,#D,1\n",
        services__csv="service_id,service_name,active\n53,Radiology West,1\n",
        seen__csv="appointment_no,demographic_no,status\n1,9,a\n2,9,d\n3,9,P\n",
        consults__csv="requestId,demographicNo,serviceId\n1,9,53\n",
    )
    seen, asked = adapted([table for file in files for table in tables(file, frozenset())]).tables
    assert [block.rows["c2"].to_list() for block in seen.blocks()] == [["Arrived and seen", "Gone home", "P"]]
    assert [block.rows["c2"].to_list() for block in asked.blocks()] == [["Radiology West"]]
