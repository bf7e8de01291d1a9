"""Which exam names and codes order an X-ray, CT or MRI of the lumbar spine."""

import csv
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import from_regex

from measures.imaging import NAMED, read_exams, read_procedure_codes, states_planning, unrecognised_name
from measures.letters import bare

PLANNED = tomllib.loads(files("measures").joinpath("codes/imaging.toml").read_text("utf-8"))["planning"]


def names_of_the_table() -> list[tuple[str, str]]:
    """The lines of exam_names.txt: a name, and the modality it orders for the lumbar spine ("-": none)."""
    lines = (Path(__file__).parent / "exam_names.txt").read_text("utf-8").splitlines()[1:]
    return [(name, modality) for line in lines for name, _, modality in [line.rpartition(" | ")]]


@pytest.mark.parametrize("modality", ["XR", "CT", "MR", "-"])
def test_every_name_of_the_table_orders_what_it_says(modality: str) -> None:
    names = [name for name, said in names_of_the_table() if said == modality]
    read = {name: exam.modality if exam.lumbar else "-" for name in names for exam in read_exams([name])}
    assert names
    assert {name: said for name, said in read.items() if said != modality} == {}


@pytest.mark.parametrize(
    ("name", "modality"),
    [
        ("XR lumbar spine", "XR"),
        ("X-ray L-S spine 3 views", "XR"),
        ("Lumbar spine AP/LAT", "XR"),
        ("L-spine flex/ext", "XR"),
        ("Radiographie lombaire", "XR"),
        ("Plain films low back", "XR"),
        ("MRI lumbosacral spine", "MR"),
        ("mr l spine w/o", "MR"),
        ("IRM lombaire", "MR"),
        ("M.R.I. LUMBAR", "MR"),
        ("CT L3-S1", "CT"),
        ("CAT scan lumbar spine", "CT"),
        ("TDM rachis lombaire", "CT"),
        ("Scan lombaire", "CT"),
        ("MRI whole spine", "MR"),
        ("IRM du rachis entier", "MR"),
        ("MRI T+L spine", "MR"),
        ("XR thoracolumbar spine", "XR"),
        ("XR L-spine and hips", "XR"),
        ("MRI L-spine (compare with 2019)", "MR"),
    ],
)
def test_these_order_a_lumbar_image(name: str, modality: str) -> None:
    (exam,) = read_exams([name])
    assert (exam.lumbar, exam.modality) == (True, modality)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("DXA lumbar spine and hip", "bone density"),
        ("Ostéodensitométrie lombaire", "bone density"),
        ("XR SI joints", "SI joints"),
        ("XR sacrum", "sacrum or coccyx"),
        ("XR pelvis", "pelvis or hip"),
        ("MRI C-spine", "cervical only"),
        ("MRI T-spine", "thoracic only"),
        ("Lumbar puncture", "lumbar puncture"),
        ("CT guided L4 nerve root block", "image-guided procedure"),
        ("Lumbar epidural injection under fluoro", "image-guided procedure"),
        ("US renal", "ultrasound"),
        ("Scoliosis series", "scoliosis series"),
        ("MRI L-spine not indicated", "not indicated"),
        ("CT lumbar - pt declined", "declined"),
        ("Had MRI L-spine in 2018", "done before"),
        ("Radiologist recommends MRI lumbar spine", "recommended in a report"),
        ("MRI spine", "spine, level not said"),
        ("Lumbar spine", "lumbar spine, modality not said"),
        ("XR L knee", "not the spine"),
        ("", "blank"),
        (None, "blank"),
    ],
)
def test_these_do_not_and_say_why(name: str | None, why: str) -> None:
    (exam,) = read_exams([name])
    assert (exam.lumbar, exam.why.partition(NAMED)[0]) == (False, why)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("BACK  ROUTINE", "BACK ROUTINE"),
        ("XR spine", "XR spine"),
        ("Lumbar spine", "Lumbar spine"),
        ("3.SC.40", "3.SC.40"),
        ("DI-2041", "DI-2041"),
        ("X490", "X490"),
        ("Forfait MSK B", "Forfait MSK B"),
    ],
)
def test_a_name_no_list_settles_is_kept_for_the_practice_to_say_what_it_is(name: str, kept: str) -> None:
    exams = read_procedure_codes([name]) if name in ("3.SC.40", "X490") else read_exams([name])
    assert not exams[0].lumbar
    assert unrecognised_name(exams[0].why) == kept


@pytest.mark.parametrize(
    "name",
    [
        "MRI lumbar spine",
        "XR knee",
        "DXA lumbar spine",
        "72y/o with sore back, see chart",
        "pt asks for a picture of the spine",
        "call 7805551234 about the spine",
        "back " * 9,
        "spine " + "s" * 61,
        "swims with seals",
        "Quillon, Zara",
    ],
)
def test_a_name_that_is_settled_or_is_words_about_a_person_is_not_kept(name: str) -> None:
    assert unrecognised_name(read_exams([name])[0].why) is None


def test_of_two_modalities_the_first_named_is_the_one_ordered() -> None:
    assert read_exams(["MRI L-spine, XR done already in May"])[0].modality == "MR"


def test_an_exam_ordered_for_a_surgery_is_lumbar_and_says_so() -> None:
    (exam,) = read_exams(["MRI lumbar spine pre-op L5-S1 fusion"])
    assert (exam.lumbar, exam.planning) == (True, True)


@pytest.mark.parametrize(
    ("code", "modality"),
    [("72100", "XR"), ("72148-26", "MR"), ("72132", "CT"), ("24968-0", "MR"), (" 24970-6 ", "XR")],
)
def test_procedure_codes_of_the_lumbar_spine(code: str, modality: str) -> None:
    (exam,) = read_procedure_codes([code])
    assert (exam.lumbar, exam.modality) == (True, modality)


@pytest.mark.parametrize("code", ["3.SC.20", "X493", "72070", "72141", "24531-6", "30797-1", "99213", "", None])
def test_codes_that_name_no_lumbar_spine_are_not_counted(code: str | None) -> None:
    assert not read_procedure_codes([code])[0].lumbar


@pytest.mark.parametrize(
    "text",
    [
        "pre-op planning, L5-S1 fusion booked",
        "before lumbar discectomy in May",
        "prior to nerve root block",
        "injection planning",
        "bilan préopératoire",
        "avant infiltration épidurale",
        "scheduled for epidural steroid injection",
        "en vue d'une infiltration",
        "planification d'une épidurale",
        "avant bloc facettaire",
        "OR booked 12 Mar",
        "neurosurgery wants a recent MRI prior to OR",
        "workup for spinal fusion",
        "needed prior to TFESI",
    ],
)
def test_a_stated_surgery_or_injection_is_planning(text: str) -> None:
    assert states_planning([text]) == [True]


@pytest.mark.parametrize(
    "text",
    [
        "LBP 3 wks",
        "s/p discectomy 2020, new pain",
        "not a surgical candidate",
        "had an epidural last year",
        "declined surgery",
        "no surgery planned",
        "considering surgery",
        "plan XR then physio",
        "pain before or after work",
        "massage or booked physio",
        "pas de chirurgie prévue",
        "treatment plan discussed",
        "",
        None,
    ],
)
def test_a_past_or_refused_one_is_not(text: str | None) -> None:
    assert states_planning([text]) == [False]


@given(st.text(max_size=80))
def test_only_a_known_modality_is_ever_lumbar(name: str) -> None:
    (exam,) = read_exams([name])
    assert exam.modality in ("XR", "CT", "MR") or not exam.lumbar


SHARED = Path(__file__).resolve().parents[3] / "shared" / "examples"


@pytest.mark.skipif(not SHARED.exists(), reason="the example clinics are not beside the project (../shared/examples)")
def test_every_lumbar_order_of_the_example_clinic_is_recognised() -> None:
    with (SHARED / "truth" / "p1_accuro" / "images.csv").open(newline="", encoding="utf-8") as file:
        first = {row["first_order"]: row["modality"] for row in csv.DictReader(file)}
    with (SHARED / "p1_accuro" / "di_orders.csv").open(newline="", encoding="cp1252") as file:
        exams = {row[0]: row[4] for row in csv.reader(file) if len(row) == 9 and row[0].startswith("D")}
    read = dict(zip(exams, read_exams(list(exams.values()))))
    known = {order: exam for order, exam in read.items() if order in first}
    assert {order: exam.modality for order, exam in known.items()} == {order: first[order] for order in known}
    assert all(exam.lumbar for exam in known.values())


@pytest.mark.parametrize("pattern", PLANNED["states"], ids=range(len(PLANNED["states"])))
def test_every_phrase_of_planning_holds_a_cue_by_which_it_is_found_quickly(pattern: str) -> None:
    @settings(max_examples=12, deadline=None, derandomize=True, database=None)
    @given(from_regex(re.compile(pattern, re.ASCII)))
    def holds(phrase: str) -> None:
        found = re.search(pattern, bare(phrase))
        assert found is None or any(cue in bare(phrase) for cue in PLANNED["cues"])

    holds()
