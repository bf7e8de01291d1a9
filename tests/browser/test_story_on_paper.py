"""The story of a review on paper: one sheet, however much the team wrote, on the paper of either continent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from dashboard.commands.demo import demo_folder
from dashboard.parts.reviews.built_in import ITEMS
from dashboard.records import ReviewRecord
from dashboard.study import Study
from ingest.store import Store

TOLD = "We tried it with one patient first, and then with two clinicians on full days. The talk took less time. "
PATIENT = "He came in sure that he needed a picture. He left with a plan, a sheet of exercises and a day to call. "


def written(folder: Path, times: int) -> ReviewRecord:
    """The sample practice's 6-month review, with a story of that many times two sentences or so."""
    store = Store(demo_folder(folder))
    study = Study(store, store.clinics()[0])
    review = next(one for one in study.written.reviews if one.months == 6)
    return study.records.kept(
        replace(
            review, story=TOLD * times, patient_story=PATIENT * times, patient_story_is="typical",
            built_in={"in_use": "everywhere", "items": list(ITEMS), "staff": ""},
        ),
        who="Odile Savard",
    )  # fmt: skip


def test_a_story_prints_on_one_sheet_however_much_was_written(
    serve: Callable[[Path], str], look: Callable[..., Any], tmp_path: Path
) -> None:
    address = serve(tmp_path)
    for times in (3, 8):
        review = written(tmp_path, times)
        page = look(f"{address}/reviews?story={review.id}")
        page.wait_for_selector(".story img")
        for paper in ("A4", "Letter"):
            assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) == 1, (times, paper)
