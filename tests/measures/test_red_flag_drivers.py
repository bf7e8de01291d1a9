"""What else drove an order, by its own words; it is no red flag and changes no count."""

from __future__ import annotations

import pytest
from made_up_events import EVER, MadeUp

from measures.red_flags.drivers import DRIVERS, MARK, read_drivers

SAID = {
    "specialist": [
        "MRI requested by neurosurgeon before they will see her",
        "ortho wants an MRI prior to booking",
        "Imaging required for referral to spine clinic",
        "IRM demandée par l'orthopédiste",
    ],
    "wcb": [
        "x-ray for WCB claim",
        "WSIB requires updated films",
        "Requested by insurer",
        "radiographie exigée par la CNESST",
    ],
    "radiologist": ["MRI as per radiologist recommendation", "CT suggested by the radiologist", "per radiology"],
    "patient_request": [
        "at patient's request",
        "Pt insists on MRI",
        "he would like an x-ray for reassurance",
        "à la demande du patient",
        "Patient requesting imaging",
    ],
}
SILENT = [
    "mechanical low back pain x 3 weeks",
    "request lumbar spine films",
    "not requested by the patient",
    "radiculopathy, please assess",
    "patient would like physio",
    "WCB patient, fell at work",
    "family doctor requests MRI",
    "",
]


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_driver_is_read_from_the_words_of_the_order(driver: str) -> None:
    read = {text: {found.driver for found in read_drivers([text])} for text in SAID[driver]}
    assert {text: said for text, said in read.items() if said != {driver}} == {}


@pytest.mark.parametrize("text", SILENT)
def test_where_nobody_else_is_said_to_have_asked_there_is_no_driver(text: str) -> None:
    assert read_drivers([text]) == []


def test_case_accents_and_punctuation_do_not_matter() -> None:
    assert [d.driver for d in read_drivers(["PT. INSISTS ON M.R.I.; DEMANDEE PAR L ORTHOPEDISTE"])] == ["specialist"]
    assert [d.driver for d in read_drivers(["Pt. insists on MRI!"])] == ["patient_request"]


@pytest.mark.slow
def test_a_driver_is_no_red_flag_and_changes_no_count() -> None:
    plain, driven = MadeUp(), MadeUp()
    for clinic in (plain, driven):
        clinic.visit()
        order = clinic.order()
    driven.says(atom=f"{MARK}wcb", window=EVER, row=order)
    for name in ("imaging_without_red_flags", "red_flags_recorded", "imaging_rate_without_red_flags"):
        assert driven.count(name) == plain.count(name)
