"""The made-up practices and the benchmark clinic hold what they promise."""

import csv
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import sample_data
from measures.red_flags.words import READER_VERSION
from sample_data import accuro, diagnosis, improvement, make, oscar, words

ROOT = Path(__file__).parents[1]
SHARED_TEXTS = ROOT.parent / "shared" / "redflags" / "order_text.csv"
CHANGE = date(2026, 1, 1)
IN_PRACTICE = {clinician.spelling for clinician in make.MAPLE_CREEK_PLAN.clinicians}
WORDINGS = [value for value in vars(words).values() if isinstance(value, tuple) and isinstance(value[0], words.Wording)]
WORDINGS += words.ELSEWHERE.values()

Row = dict[str, str]


def table(name: str, practice: str = sample_data.MAPLE_CREEK) -> list[Row]:
    with (sample_data.folder(practice) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date:
    return datetime.strptime(text, "%d-%b-%Y").date()


@pytest.fixture(scope="module")
def back_visits() -> list[Row]:
    """Completed visits with a low back code, each once, read from the file without the measures' own code."""
    low_back = {dx.code for dx in diagnosis.LOW_BACK}
    once = {row["Visit ID"]: row for row in table("visits.csv") if row["Provider"]}
    return [
        row
        for row in once.values()
        if row["Status"] == "Completed"
        and row["Visit Type"] != "Form / Admin"
        and any(f"({code})" in row["Dx"] for code in low_back)
    ]


@pytest.fixture(scope="module")
def images() -> dict[str, list[date]]:
    """Days of the practice's own lumbar orders, by chart."""
    found: dict[str, list[date]] = {}
    for row in table("di_orders.csv"):
        if (
            row["Exam"] in words.LUMBAR_EXAMS
            and row["Status"] != "Cancelled"
            and row["Ordering Provider"] in IN_PRACTICE
        ):
            found.setdefault(row["Chart No"], []).append(day(row["Order Date"]))
    return found


def share(rows: list[bool]) -> float:
    return sum(rows) / len(rows)


def halves(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Rows before the planted change, and from it on."""
    return (
        [row for row in rows if day(row["Visit Date"]) < CHANGE],
        [row for row in rows if day(row["Visit Date"]) >= CHANGE],
    )


@pytest.mark.slow
@pytest.mark.parametrize("practice", sample_data.PRACTICES)
def test_making_a_practice_again_changes_no_byte(practice: str, tmp_path: Path) -> None:
    made = make.write(practice, tmp_path)
    shipped = {*sample_data.files(practice), sample_data.clinic(practice)}
    assert {path.name for path in made} == {path.name for path in shipped}
    for path in shipped:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_sample_project_was_written_with_the_reader_of_words_there_is_now() -> None:
    """After a change of the reader: ``python -m sample_data.improvement``."""
    readers = set(re.findall(r'"version (\d+-[0-9a-f]+)"', sample_data.project().read_text(encoding="utf-8")))
    assert readers == {READER_VERSION}


@pytest.mark.slow
def test_writing_the_improvement_project_again_changes_no_byte(tmp_path: Path) -> None:
    improvement.main(tmp_path / "project.json")
    assert (tmp_path / "project.json").read_bytes() == sample_data.project().read_bytes()


def test_the_visit_list_has_the_columns_of_an_accuro_visit_report() -> None:
    promised = (
        "Visit ID,Chart No,Birth Date,Sex,Visit Date,Appt Time,Booked (min),In Room,Out,Provider,Visit Type,"
        "Status,Dx,Reason,Red Flags,Handout,Exercise Rx,3-Min Exam,Warm Handoff To,Agreement,Barriers"
    )
    assert (sample_data.folder() / "visits.csv").read_text(encoding="utf-8").splitlines()[0] == promised
    assert {path.name for path in sample_data.files()} == {
        "visits.csv",
        "di_orders.csv",
        "survey.csv",
        "referrals.csv",
    }


@pytest.mark.parametrize("name", oscar.COLUMNS)
def test_oscar_tables_have_the_columns_of_oscar(name: str) -> None:
    shipped = sample_data.folder(sample_data.RIVERSIDE) / name
    example = ROOT.parent / "shared" / "examples" / "p3_oscar" / name
    if not example.exists():
        pytest.skip("The example clinics are not beside this project, so there is nothing to compare columns with.")
    first = [path.read_text(encoding="utf-8-sig").splitlines()[0] for path in (shipped, example)]
    assert first[0] == first[1]


def test_maple_creek_is_two_years_of_a_practice_where_what_is_planted_can_show(back_visits: list[Row]) -> None:
    rows = [row for row in table("visits.csv") if row["Provider"] and row["Visit Date"] != "31-Feb-2026"]
    days = [day(row["Visit Date"]) for row in rows]
    assert 2050 <= len(rows) <= 2300
    assert 35 <= len(back_visits) / 24 <= 45  # low-back visits a month, enough for what is planted to show
    assert len({(d.year, d.month) for d in days}) == 24
    assert min(days) >= date(2024, 11, 1)
    assert max(days) <= date(2026, 10, 31)
    assert {row["Provider"] for row in rows} == IN_PRACTICE


def test_imaging_falls_from_january_2026(back_visits: list[Row], images: dict[str, list[date]]) -> None:
    def imaged(row: Row) -> bool:
        seen = day(row["Visit Date"])
        return any(timedelta(0) <= ordered - seen <= timedelta(7) for ordered in images.get(row["Chart No"], []))

    unflagged = [row for row in back_visits if row["Red Flags"] != "Y"]
    before, after = (share([imaged(row) for row in rows]) for rows in halves(unflagged))
    assert 0.28 <= before <= 0.44
    assert 0.10 <= after <= 0.24


def test_pamphlets_and_exercise_rise_from_january_2026(back_visits: list[Row]) -> None:
    before, after = (
        share(["X" in (row["Handout"], row["Exercise Rx"]) for row in rows]) for rows in halves(back_visits)
    )
    assert 0.18 <= before <= 0.32
    assert 0.57 <= after <= 0.73


@pytest.mark.parametrize("column", ["Red Flags", "3-Min Exam", "Warm Handoff To", "Agreement", "Barriers"])
def test_nothing_else_changes(column: str, back_visits: list[Row]) -> None:
    before, after = (share([bool(row[column]) for row in rows]) for rows in halves(back_visits))
    assert abs(before - after) < 0.10


def test_every_month_has_survey_answers_to_each_question() -> None:
    answers = table("survey.csv")
    by_month = Counter((row["Question"], row["Visit Date"][3:]) for row in answers)
    assert len(by_month) == 3 * 24
    assert min(by_month.values()) >= 12
    assert max(by_month.values()) <= 36


def test_survey_answers_are_about_a_visit_of_that_patient() -> None:
    visits = {(row["Chart No"], row["Visit Date"]) for row in table("visits.csv")}
    assert {(row["Chart No"], row["Visit Date"]) for row in table("survey.csv")} <= visits


def test_health_scores_come_in_pairs_that_can_be_compared() -> None:
    scored = Counter(row["Chart No"] for row in table("survey.csv") if row["Question"].startswith("Quality of life"))
    assert sum(count >= 2 for count in scored.values()) >= 50


def test_nobody_is_assessed_before_being_referred_or_after_the_export() -> None:
    waits = [
        (day(row["Referral Date"]), day(row["First Assessment"]))
        for row in table("referrals.csv")
        if row["First Assessment"]
    ]
    assert all(sent <= seen <= date(2026, 10, 31) for sent, seen in waits)
    assert {row["Service"] for row in table("referrals.csv")} == set(oscar.SERVICES)


def test_the_preview_has_something_to_say() -> None:
    lines = (sample_data.folder() / "visits.csv").read_text(encoding="utf-8").split("\n")
    rows = table("visits.csv")
    assert sum(count - 1 for line, count in Counter(lines).items() if line) == 2
    assert lines.count("") == 2  # the blank line, and the end of the file
    assert sum(not row["Chart No"] and bool(row["Provider"]) for row in rows) == 1
    assert sum(row["Visit Date"] == "31-Feb-2026" for row in rows) == 1
    assert lines[-3].startswith("Total,")
    assert "page 1 of 1" in lines[-2]


def test_orders_include_repeats_outsiders_and_blank_orderers() -> None:
    orders = table("di_orders.csv")
    assert max(Counter(row["Req #"] for row in orders).values()) == 2
    assert {row["Ordering Provider"] for row in orders} == IN_PRACTICE | {*make.MAPLE_CREEK_PLAN.outside, ""}
    assert sum(row["Exam"] in words.OTHER_EXAMS for row in orders) >= 20


@pytest.mark.parametrize("practice", sample_data.PRACTICES)
def test_settings_name_every_clinician_and_leave_one_outsider_to_be_asked_about(practice: str) -> None:
    settings = tomllib.loads(sample_data.clinic(practice).read_text(encoding="utf-8"))
    plan = make.PRACTICES[practice][0]
    spelt = [spelling for clinician in settings["clinician"] for spelling in clinician["spellings"]]
    outside = {spelling for entry in settings.get("outside", []) for spelling in entry["spellings"]}
    assert spelt == [clinician.spelling for clinician in plan.clinicians]
    assert set(plan.outside) - outside == (make.UNLISTED & set(plan.outside))
    assert (settings["coverage_start"], settings["export_date"]) == (plan.start, plan.end)


def test_riverside_records_red_flags_in_words_codes_and_drugs() -> None:
    reasons = {row["reason"] for row in table("appointment.csv", sample_data.RIVERSIDE)}
    codes = {row["dxresearch_code"] for row in table("dxresearch.csv", sample_data.RIVERSIDE)}
    assert reasons & {wording.text for wording in words.FLAGGED}
    assert codes & {dx.undotted for dx in diagnosis.RED_FLAG}
    assert _visits_after_ninety_days_of_prednisone()


def _visits_after_ninety_days_of_prednisone() -> list[Row]:
    courses = [
        (row["demographic_no"], date.fromisoformat(row["rx_date"]), date.fromisoformat(row["end_date"]))
        for row in table("drugs.csv", sample_data.RIVERSIDE)
        if (row["ATC"], row["route"]) == ("H02AB07", "PO")
    ]
    return [
        visit
        for visit in table("appointment.csv", sample_data.RIVERSIDE)
        for patient, first, last in courses
        if visit["demographic_no"] == patient
        and first + timedelta(89) <= date.fromisoformat(visit["appointment_date"]) <= last
    ]


def test_the_reader_of_words_finds_what_the_chart_says() -> None:
    reader = pytest.importorskip("measures.red_flags.words", reason="The reader of words is not there yet.")
    said = {w.text.format(age=67): set(w.flags) for group in WORDINGS for w in group}
    misread = {text: found for text, flags in said.items() if (found := reader.labels(text)) != flags}
    assert not misread


def test_exams_are_recognised_as_the_practice_meant_them() -> None:
    reader = pytest.importorskip("measures.imaging", reason="The reader of exam names is not there yet.")
    names = [*words.LUMBAR_EXAMS, *words.OTHER_EXAMS, *words.NOT_AN_ORDER]
    lumbar = {name for name, exam in zip(names, reader.read_exams(names)) if exam.lumbar}
    assert lumbar == set(words.LUMBAR_EXAMS)
    assert all(reader.states_planning([wording.text for wording in words.ORDER_PLANNING]))
    assert not any(reader.states_planning([wording.text for wording in words.ORDER_OTHER + words.ORDER_PLAIN]))


def test_back_pain_is_recognised_as_the_practice_meant_it() -> None:
    reader = pytest.importorskip("measures.back_pain", reason="The reader of back pain is not there yet.")
    said = [w.text for w in words.PLAIN + words.TRAPS + words.DENIALS + words.FLAGGED]
    unsaid = [w.text for w in words.VAGUE + words.ORDER_OTHER + sum(words.ELSEWHERE.values(), ())]
    assert all(reader.says_low_back(said))
    assert not any(reader.says_low_back(unsaid))
    groups = (diagnosis.LOW_BACK, diagnosis.UNSPECIFIC, diagnosis.NEIGHBOUR, diagnosis.RED_FLAG)
    dotted, undotted = (
        [{spine.tier for spine in reader.read_codes([spelt(dx) for dx in group])} for group in groups]
        for spelt in (lambda dx: f"{dx.label} ({dx.code})", lambda dx: dx.undotted)
    )
    assert dotted == undotted == [{"A", "B"}, {"C"}, {None}, {None}]


def test_no_text_was_copied_from_the_shared_material() -> None:
    if not SHARED_TEXTS.exists():
        pytest.skip("The shared order texts are not beside this project, so there is nothing to compare with.")
    with SHARED_TEXTS.open(encoding="utf-8", newline="") as file:
        theirs = {cell.strip().lower() for row in csv.reader(file) for cell in row}
    ours = {wording.text.lower() for group in WORDINGS for wording in group if len(wording.text) > 20}
    assert not ours & theirs


@pytest.fixture(scope="module")
def clinic_of_5000(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("clinic"))


def generate(out: Path, *options: str) -> Path:
    command = [
        sys.executable,
        ROOT / "benchmarks" / "generate_clinic.py",
        "--rows",
        "5000",
        "--out",
        out,
        *options,
    ]
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return out


@pytest.mark.slow
def test_the_benchmark_clinic_is_the_same_from_the_same_seed(clinic_of_5000: Path, tmp_path: Path) -> None:
    again, other = generate(tmp_path / "again"), generate(tmp_path / "other", "--seed", "2")
    for name in ("visits.csv", "di_orders.csv", "expected.json"):
        assert (again / name).read_bytes() == (clinic_of_5000 / name).read_bytes()
    assert (other / "visits.csv").read_bytes() != (clinic_of_5000 / "visits.csv").read_bytes()


@pytest.mark.parametrize("name", ["visits.csv", "di_orders.csv"])
def test_the_benchmark_clinic_counts_its_own_dirt(clinic_of_5000: Path, name: str) -> None:
    planted = json.loads((clinic_of_5000 / "expected.json").read_text(encoding="utf-8"))[name]
    lines = (clinic_of_5000 / name).read_text(encoding="utf-8").split("\n")[1:-1]
    broken = sum('"pain, worse' in line for line in lines)
    assert broken == planted["refused"]["broken_quote"] >= 1
    assert lines.count("") == planted["blank_lines"] >= 1
    assert len(lines) == planted["rows_read"] + planted["blank_lines"] + planted["cells_with_newline"]
    repeats = sum(line != "" and line == above for above, line in pairwise(lines))
    assert repeats == planted["exact_repeats"] >= 1


@pytest.mark.slow
def test_a_benchmark_clinic_with_whole_quotes_reads_as_plain_csv(tmp_path: Path) -> None:
    out = generate(tmp_path, "--whole-quotes")
    planted = json.loads((out / "expected.json").read_text(encoding="utf-8"))
    for name, columns in (
        ("visits.csv", set(accuro.VISIT_COLUMNS) - {"3-Min Exam"}),
        ("di_orders.csv", set(accuro.ORDER_COLUMNS)),
    ):
        with (out / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
        assert len(rows) == planted[name]["rows_read"]
        assert all(set(row) == columns for row in rows)


def test_one_benchmark_visit_in_five_is_for_low_back_pain(clinic_of_5000: Path) -> None:
    planted = json.loads((clinic_of_5000 / "expected.json").read_text(encoding="utf-8"))
    assert planted["back_pain_rows"] / 5000 == pytest.approx(0.20, abs=0.03)
    assert planted["di_orders.csv"]["rows_read"] == pytest.approx(5000 * 0.06, abs=3)
