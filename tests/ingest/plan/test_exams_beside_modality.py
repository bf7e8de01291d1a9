"""An exam that names no modality is asked about only where its own rows stay open, read with their modality."""

from datetime import date
from pathlib import Path

import pytest

from ingest.plan.made import Asking
from ingest.plan.make import make_plan
from measures.practice import Practice

HEAD = "Accession,MRN,Exam Date,Modality,Study Description,Referring Physician,Indication\n"


@pytest.mark.slow
@pytest.mark.parametrize(("modalities", "asked"), [("CR MR CT DX", []), ("CR MR CT", ["exam:lumbar spine"])])
def test_a_modality_of_its_own_settles_the_exam(modalities: str, asked: list[str], tmp_path: Path) -> None:
    each = [*modalities.split(), "", "", ""][:4]
    rest = "LUMBAR SPINE,Dr Ann Lee,low back pain\n"
    rows = [f"A{n},{1001 + n % 7},2025-03-{n + 1:02},{each[n % 4]},{rest}" for n in range(24)]
    (tmp_path / "ris.csv").write_text(HEAD + "".join(rows), "utf-8")
    asking = Asking(practice=Practice(), today=date(2025, 7, 1), export_date=date(2025, 3, 31))
    made = make_plan([tmp_path / "ris.csv"], asking, figures=False)
    assert [q.id for q in made.plan.questions if q.kind == "exam"] == asked


@pytest.mark.slow
def test_exams_that_are_codes_nobody_knows_are_what_a_person_says(tmp_path: Path) -> None:
    codes = ("XLSPN", "XCHES", "MLSPN")
    rows = "".join(f"A{n},{1001 + n},2025-03-{n + 1:02},{codes[n % 3]},Dr Ann Lee\n" for n in range(9))
    (tmp_path / "orders.csv").write_text("Order ID,MRN,Order Date,Exam Code,Ordered By\n" + rows, "utf-8")
    asking = Asking(practice=Practice(), today=date(2025, 7, 1), export_date=date(2025, 3, 10))
    asked = [q.id for q in make_plan([tmp_path / "orders.csv"], asking, figures=False).plan.questions]
    said = {q: {"XLSPN": "XR", "MLSPN": "MR"}.get(q[-5:], "no") for q in asked if q.startswith("exam_code:")}
    made = make_plan([tmp_path / "orders.csv"], Asking(Practice(), date(2025, 7, 1), date(2025, 3, 10), answers=said))
    assert len(said) == 3
    assert made.plan.gives.lumbar_images == 6
