"""One study of a clinic for all its visitors: computed once, and gone when a newer one takes its place."""

import gc
import socket
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.parts.server import warm
from dashboard.study import Study, one_clinic, study
from dashboard.study.as_it_stood import study_on
from ingest.store import Store
from measures.count import counts
from tests.made_up_export import bring, orders, store, visits


@pytest.fixture
def folder(tmp_path: Path) -> Store:
    bring(tmp_path, visits({"Reason": "low back pain"}), orders({"Clinical Info": "low back pain"}))
    return store(tmp_path)


@pytest.fixture
def frozen() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.slow
def test_ten_first_visitors_are_shown_one_count(folder: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def seen(units: Any, measures: Any, *rest: Any) -> pl.DataFrame:
        asked.append(tuple(measures))
        return counts(units, measures, *rest)

    monkeypatch.setattr(one_clinic, "counts", seen)
    with ThreadPoolExecutor(10) as visitors:
        shown = list(visitors.map(lambda _: study(folder).series("_lumbar_images_all").points, range(10)))
    assert all(points.equals(shown[0]) for points in shown)
    assert asked == [("_lumbar_images_all",)]


@pytest.mark.slow
def test_a_save_leaves_no_earlier_version_of_the_clinic_in_memory(folder: Store) -> None:
    before = study(folder)
    study_on(before, before.coverage.start)
    gone = weakref.ref(before)
    folder.save_settings(replace(folder.settings(), name="Another name"))
    after = study(folder)
    del before
    gc.collect()
    assert after.practice.name == "Another name"
    assert gone() is None


def test_what_was_put_together_once_is_put_together_anew_as_of_another_version(folder: Store) -> None:
    made = iter(range(9))
    here = Study(folder, folder.clinics()[0])
    assert [here.once("sum", lambda: next(made), as_of) for as_of in (1, 1, 2, 2, 1)] == [0, 0, 1, 1, 2]


@pytest.mark.slow
@pytest.mark.usefixtures("frozen")
def test_a_warm_server_looks_no_more_through_what_it_loaded() -> None:
    before = gc.get_freeze_count()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        warm("127.0.0.1", listening.getsockname()[1], ["json"])
    assert gc.get_freeze_count() > before + 1000
