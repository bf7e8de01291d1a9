"""A made-up clinic written as other EMRs would: by the plan and its proposals each gives the same cells."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from emr_styles import PLAN, STYLES, as_accuro

from dashboard.study import Study
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.plan.made import Asking
from ingest.plan.make import make_plan
from ingest.store import Store
from sample_data.make import _settings

TODAY = date(2026, 11, 30)


def cells(files: list[Path], folder: Path) -> pl.DataFrame:
    """Every cell of every measure, the plan's own proposals taken."""
    asked = Asking(practice=read_settings(_settings(PLAN)), today=TODAY, export_date=PLAN.end)
    made = make_plan(files, asked, figures=False)
    store = Store(folder)
    bring_in(
        store, (), plans=made.plans, settings=made.practice, export_date=made.plan.export_date, today=TODAY
    )  # fmt: skip
    study = Study(store, store.clinics()[0])
    return study.counts({**study.base_counts, **study.available}, "month", True)


@pytest.fixture(scope="module")
def as_it_is(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    folder = tmp_path_factory.mktemp("accuro")
    return cells(as_accuro(folder / "files"), folder / "data")


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_every_style_gives_the_same_cells(as_it_is: pl.DataFrame, style: str, tmp_path: Path) -> None:
    if style == "french":  # its list has no column of types: a form's red flags are in neither of the two
        as_it_is = cells(as_accuro(tmp_path / "plain", forms=False), tmp_path / "plain data")
    found = cells(STYLES[style](tmp_path / "files"), tmp_path / "data")
    both = as_it_is.join(found, on=["measure", "period", "provider"], suffix="_found")
    differing = both.filter(
        pl.any_horizontal(pl.col(n).ne_missing(pl.col(f"{n}_found")) for n in ("numerator", "denominator", "unknown"))
    )
    assert set(found["measure"]) == set(as_it_is["measure"])
    assert both.height == as_it_is.height
    assert differing.height == 0, differing
