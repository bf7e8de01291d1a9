"""Made-up populations of Synthea, which nobody here wrote, as CSV and as FHIR: our counts against a plain recount."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from dashboard.study import Study
from ingest.batch import bring_in
from ingest.store import Store

EDMONTON = ZoneInfo("America/Edmonton")
EXPORTED = date(2026, 6, 30)
#: Low back pain, chronic and acute, in the codes Synthea uses.
LOW_BACK = {"279039007", "278860009", "278862001"}
#: A seen encounter: patient, day, codes of the encounter.
Seen = tuple[str, date, set[str]]


def archive(shared: Path, name: str) -> Path:
    path = shared / "data" / name
    if not path.exists():
        pytest.skip(f"no public data: {path} is not here")
    return path


def counted(path: Path, folder: Path) -> Study:
    store = Store(folder)
    bring_in(store, [path], export_date=EXPORTED, today=date(2026, 11, 30))
    return Study(store, store.clinics()[0])


def months(study: Study, measure: str) -> Counter[str]:
    table = study.counts({measure: study.base_counts[measure]}).filter(provider="ALL")
    return Counter(dict(table.filter(pl.col("numerator") > 0).select("period", "numerator").rows()))


def local(text: str) -> date:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(EDMONTON).date()


def recount(seen: Iterable[Seen], births: dict[str, date]) -> tuple[Counter[str], Counter[str]]:
    """Visits, and low-back visits of adults, by month."""
    visits: Counter[str] = Counter()
    low_back: Counter[str] = Counter()
    for patient, day, codes in seen:
        born = births[patient]
        grown = day.year - born.year - ((day.month, day.day) < (born.month, born.day)) >= 18
        visits[f"{day:%Y-%m}"] += 1
        low_back[f"{day:%Y-%m}"] += grown and bool(codes & LOW_BACK)
    return visits, Counter({month: n for month, n in low_back.items() if n})


def of_csv(path: Path) -> tuple[list[Seen], dict[str, date]]:
    with zipfile.ZipFile(path) as zipped:
        names = {Path(name).name: name for name in zipped.namelist()}

        def rows(name: str) -> list[dict[str, str]]:
            return list(csv.DictReader(io.StringIO(zipped.read(names[name]).decode())))

        codes: dict[str, set[str]] = {}
        for row in rows("conditions.csv"):
            codes.setdefault(row["ENCOUNTER"], set()).add(row["CODE"])
        seen = [
            (row["PATIENT"], local(row["START"]), codes.get(row["Id"], set()) | {row["REASONCODE"]})
            for row in rows("encounters.csv")
        ]
        return seen, {row["Id"]: date.fromisoformat(row["BIRTHDATE"]) for row in rows("patients.csv")}


def of_fhir(path: Path) -> tuple[list[Seen], dict[str, date]]:
    with zipfile.ZipFile(path) as zipped:

        def resources(kind: str) -> list[Any]:
            names = [name for name in zipped.namelist() if Path(name).name.startswith(f"{kind}.")]
            return [json.loads(line) for name in names for line in zipped.read(name).decode().splitlines()]

        codes: dict[str, set[str]] = {}
        for one in resources("Condition"):
            found = {coding["code"] for coding in one["code"]["coding"]}
            codes.setdefault(one["encounter"]["reference"], set()).update(found)
        seen = [
            (one["subject"]["reference"], local(one["period"]["start"]), codes.get("Encounter/" + one["id"], set()))
            for one in resources("Encounter")
        ]
        births = {f"Patient/{one['id']}": date.fromisoformat(str(one["birthDate"])) for one in resources("Patient")}
        return seen, births


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "plainly"),
    [
        ("synthea_csv_unmc_111patients.zip", of_csv),
        ("synthea_csv_ohdsi_27patients.zip", of_csv),
        ("fhir_bulk_ndjson_10patients.zip", of_fhir),
    ],
)
def test_visits_and_low_back_visits_are_those_of_a_plain_recount(
    shared: Path, tmp_path: Path, name: str, plainly: object
) -> None:
    path = archive(shared, name)
    study = counted(path, tmp_path)
    visits, low_back = recount(*plainly(path))  # type: ignore[operator]
    assert months(study, "_visits_completed") == visits
    assert months(study, "_lbp_visits") == low_back
    # Synthea holds low back pain but never a lumbar image.
    if "_lumbar_images_all" in study.base_counts:
        assert not months(study, "_lumbar_images_all")
