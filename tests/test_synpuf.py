"""Real claims (CMS DE-SynPUF in OMOP form): our base counts against a plain recount of the raw tables."""

import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard.study import Study
from ingest.batch import Report, bring_in
from ingest.store import Store

FIRST, LAST = date(2007, 1, 1), date(2011, 12, 31)
# ICD-9 as these claims write it, without a point (definitions, section 2; domain notes, B1).
LOW_BACK = re.compile(r"724[25389]|7246|7244|7240$|7240[0239]|846|847[23]|739[34]|7213|722(10|52|93)|7384|7561[12]")
OTHER_SITE = re.compile(r"72401|72211")
NO_SITE = re.compile(r"(72[124]|847)$|722(2|3[02]|6|7$|70|8$|80|83|9$|90)|721[5-9](?!\d*[1])|7215|8479")
LUMBAR = {"XR": "72100 72110 72114 72120", "CT": "72131 72132 72133", "MR": "72148 72149 72158"}
Visit = tuple[str, date, str]


@pytest.fixture(scope="module")
def archive(shared: Path) -> Path:
    path = shared / "data" / "synpuf50_omop_part_a.zip"
    if not path.exists():
        pytest.skip(f"no public claims: {path} is not here")
    return path


@pytest.fixture(scope="module")
def brought_in(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Report]:
    store = Store(tmp_path_factory.mktemp("data"))
    # Its notes carry no date at all: a list of which more than one row in twenty is refused is asked about first.
    report = bring_in(
        store, [archive], export_date=LAST, coverage_start=FIRST, today=date(2026, 11, 22), leave_out_refused=True
    )
    return Study(store, store.clinics()[0]), report


def raw(archive: Path, name: str) -> pl.DataFrame:
    with zipfile.ZipFile(archive) as zipped:
        return pl.read_csv(zipped.read(f"{name}.csv"), infer_schema_length=0)


def months(table: pl.DataFrame, measure: str) -> Counter[str]:
    some = table.filter((pl.col("measure") == measure) & (pl.col("numerator") > 0))
    return Counter(dict(some.select("period", "numerator").rows()))


@pytest.fixture(scope="module")
def told(brought_in: tuple[Study, Report]) -> pl.DataFrame:
    study, _ = brought_in
    return study.counts(study.base_counts)


@pytest.fixture(scope="module")
def back(archive: Path) -> tuple[list[Visit], list[Visit]]:
    """Visits with a low-back code of their own, and those with only an ambiguous one: person, day, number."""
    born = {
        p: date(int(y), int(m), int(d))
        for p, y, m, d in raw(archive, "person")
        .select("person_id", "year_of_birth", "month_of_birth", "day_of_birth")
        .rows()
    }
    codes: dict[str, set[str]] = {}
    for visit, code in (
        raw(archive, "condition_occurrence").select("visit_occurrence_id", "condition_source_value").rows()
    ):
        codes.setdefault(visit, set()).add(code or "")
    low, unsited = [], []
    for number, person, day in (
        raw(archive, "visit_occurrence").select("visit_occurrence_id", "person_id", "visit_start_date").rows()
    ):
        when, said = date.fromisoformat(day), codes.get(number, set())
        if (when.year - born[person].year) - ((when.month, when.day) < (born[person].month, born[person].day)) < 18:
            continue
        if any(LOW_BACK.match(c) and not OTHER_SITE.match(c) for c in said):
            low.append((person, when, number))
        elif any(NO_SITE.match(c) for c in said):
            unsited.append((person, when, number))
    return low, unsited


def test_every_row_of_every_table_is_accounted_for(archive: Path, brought_in: tuple[Study, Report]) -> None:
    for file in brought_in[1].files:
        rows = raw(archive, Path(file.file.split(" > ")[-1]).stem)
        assert file.rows_read == rows.height, file.file
        assert file.accepted + len(file.refused) + len(file.exact_repeats) == file.rows_read


def test_completed_visits_are_all_the_visits(archive: Path, told: pl.DataFrame) -> None:
    days = raw(archive, "visit_occurrence")["visit_start_date"]
    assert months(told, "_visits_completed") == Counter(day[:7] for day in days)


def test_low_back_visits_and_patients_are_those_of_a_plain_recount(
    told: pl.DataFrame, back: tuple[list[Visit], list[Visit]]
) -> None:
    low, unsited = back
    assert len(low) > 50
    assert months(told, "_lbp_visits") == Counter(f"{day:%Y-%m}" for _, day, _ in low)
    assert months(told, "_lbp_patients") == Counter(month for _, month in {(p, f"{d:%Y-%m}") for p, d, _ in low})
    assert months(told, "_unclassified_visits") == Counter(f"{day:%Y-%m}" for _, day, _ in unsited)


def test_lumbar_images_and_those_without_a_visit_before_are_those_of_a_plain_recount(
    archive: Path, told: pl.DataFrame, back: tuple[list[Visit], list[Visit]]
) -> None:
    modality = {code: name for name, codes in LUMBAR.items() for code in codes.split()}
    done = raw(archive, "procedure_occurrence").select("person_id", "procedure_date", "procedure_source_value").rows()
    events: list[tuple[str, str, date]] = []
    for person, day, code in sorted((p, date.fromisoformat(d), c) for p, d, c in done if c in modality):
        if not any(p == person and m == modality[code] and (day - first).days <= 1 for p, m, first in events):
            events.append((person, modality[code], day))
    assert len(events) > 3
    unlinked = [e for e in events if not any(p == e[0] and 0 <= (e[2] - d).days <= 30 for p, d, _ in back[0])]
    assert months(told, "_lumbar_images_all") == Counter(f"{day:%Y-%m}" for _, _, day in events)
    assert months(told, "_lumbar_images_other_indication") == Counter(f"{day:%Y-%m}" for _, _, day in unlinked)


def test_what_claims_cannot_carry_is_not_available_and_named(brought_in: tuple[Study, Report]) -> None:
    study, _ = brought_in
    assert "imaging_without_red_flags" in study.available
    assert study.measures["red_flags_recorded"].missing == ("no field that could deny a red flag",)
    assert not study.measures["pamphlet_or_exercise"].available
