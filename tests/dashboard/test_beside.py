"""What stands beside a number: above all, when it must not be read as it stands."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.pages.huddling.this_week import week
from dashboard.parts.caveats import beside, shortly
from dashboard.study import Study
from dashboard.study.filters import WHOLE_PRACTICE
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.store import Store
from sample_data import clinic, files

TOO_LOW = ("imaging_rate_without_red_flags", "imaging_without_red_flags", "imaging_sought_elsewhere")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    """The sample export with its roster, and as it is before anybody said who orders for the practice."""
    settings = read_settings(clinic().read_text("utf-8"))
    made = {}
    for name, given in {"named": settings, "unnamed": replace(settings, clinicians=())}.items():
        made[name] = Store(tmp_path_factory.mktemp(name) / "data")
        bring_in(made[name], files(), settings=given, export_date=settings.export_date, today=date(2026, 11, 2))
    return made


def told(store: Store, name: str) -> tuple[list[str], str]:
    study = Study(store, store.clinics()[0])
    series = study.series(name)
    return beside(study, series, WHOLE_PRACTICE), shortly(study, series)


@pytest.mark.slow
@pytest.mark.parametrize("name", TOO_LOW)
def test_before_anybody_said_who_orders_here_an_imaging_figure_says_that_it_is_too_low(
    stores: dict[str, Store], name: str
) -> None:
    lines, tile = told(stores["unnamed"], name)
    assert lines[0].startswith("This figure is too low. Nobody has said yet who orders images for this practice")
    assert tile == "too low until Our practice says who orders images here"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("store", "name"),
    [*(("named", name) for name in TOO_LOW), ("unnamed", "pamphlet_or_exercise"), ("unnamed", "episode_imaging_28d")],
)
def test_it_is_said_of_no_other_figure(stores: dict[str, Store], store: str, name: str) -> None:
    lines, tile = told(stores[store], name)
    assert not [line for line in lines if "too low" in line]
    assert "too low" not in tile


@pytest.mark.slow
def test_the_figure_it_warns_of_is_lower_than_the_true_one(stores: dict[str, Store]) -> None:
    sums = {
        name: Study(store, store.clinics()[0]).series("imaging_without_red_flags").points["numerator"].sum()
        for name, store in stores.items()
    }
    assert sums["unnamed"] < sums["named"]


@pytest.mark.slow
def test_the_first_sentence_of_the_huddle_says_it_too(stores: dict[str, Store]) -> None:
    said = {name: week(Study(store, store.clinics()[0]), date(2026, 11, 22)).sentence for name, store in stores.items()}
    assert "Cannot be counted yet. Nobody has said yet who orders images here" in said["unnamed"]
    assert "too low" not in said["named"]
