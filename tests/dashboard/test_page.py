"""The frame: pages are found by looking, say something when there is nothing, and never show a traceback."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest
from places import goes
from streamlit.testing.v1 import AppTest

from dashboard.commands.demo import demo_folder
from dashboard.parts.page import PAGES, page_in, pages_in
from dashboard.parts.places import MOVED, moved
from ingest.store import Store

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "streamlit_app.py"
PLACES = sorted({*(page.name for page in pages_in(PAGES)), *MOVED} - {"huddle"})


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_folder(tmp_path_factory.mktemp("sample"))


def app(monkeypatch: pytest.MonkeyPatch, folder: Path, page: str = "", **query: str) -> AppTest:
    """One page of the app on a data folder."""
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(folder))
    running = AppTest.from_file(str(APP), default_timeout=30).run()
    if page:
        goes(running, page, **query).run()
    return running


def said(running: AppTest) -> str:
    """Every word of a page that AppTest can read."""
    boxes = [*running.title, *running.markdown, *running.info, *running.error, *running.caption]
    return "\n".join(str(box.value) for box in boxes)


def periods(running: AppTest) -> int:
    """How many periods the table under the chart holds."""
    return sum(str(part.proto.body).count('<th scope="row">') for part in running.get("html"))


@pytest.mark.parametrize("file", sorted(PAGES.glob("[!_]*.py")), ids=lambda file: file.stem)
def test_every_page_file_declares_itself_and_stays_short(file: Path) -> None:
    page = page_in(file)
    assert page.title
    assert page.icon.startswith(":material/")
    assert len(file.read_text("utf-8").splitlines()) <= 60


def test_the_menu_holds_four_places() -> None:
    assert [page.title for page in pages_in(PAGES) if not page.place] == ["This week", "Measures", "Our change", "Data"]


def test_adding_a_page_is_adding_one_file(tmp_path: Path) -> None:
    (tmp_path / "late.py").write_text('TITLE = "Late"\nICON = ":material/add:"\nORDER = 2\n', "utf-8")
    (tmp_path / "early.py").write_text(
        'TITLE = "Early"\nICON = ":material/add:"\nORDER = 1\nraise SystemExit\n', "utf-8"
    )
    (tmp_path / "_part.py").write_text("", "utf-8")
    assert [page.title for page in pages_in(tmp_path)] == ["Early", "Late"]


def test_a_page_that_says_nothing_of_itself_is_named(tmp_path: Path) -> None:
    (tmp_path / "shy.py").write_text('TITLE = "Shy"\n', "utf-8")
    with pytest.raises(ValueError, match=r"shy\.py declares no ICON, ORDER"):
        pages_in(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("page", PLACES)
def test_before_the_first_import_a_page_says_something_useful(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str
) -> None:
    running = app(monkeypatch, tmp_path, page)
    assert not running.exception
    assert "went wrong" not in said(running)
    assert said(running).strip()


@pytest.mark.slow
@pytest.mark.parametrize("page", PLACES)
def test_a_page_shows_the_sample_practice(monkeypatch: pytest.MonkeyPatch, sample: Path, page: str) -> None:
    running = app(monkeypatch, sample, page)
    assert not running.exception
    assert "went wrong" not in said(running)
    assert running.title


@pytest.mark.parametrize(
    ("name", "asked", "leads"),
    [
        ("huddle", {}, ("this_week", {})),
        ("our_aim", {"charter": "Driver diagram"}, ("our_change", {"see": "diagram"})),
        ("our_aim", {"charter": "Aim", "gauge": "true"}, ("our_change", {"see": "aim", "gauge": "true"})),
        (
            "tests_of_change",
            {"cycle": "3", "project": "1"},
            ("our_change", {"see": "tests", "cycle": "3", "project": "1"}),
        ),
        ("reviews", {"story": "2"}, ("our_change", {"see": "reviews", "story": "2"})),
        ("settings", {}, ("data", {"see": "settings"})),
        ("measure", {"measure": "overtime_appointments"}, ("measure", {"measure": "overtime_appointments"})),
    ],
)
def test_an_address_of_an_earlier_version_leads_on_with_all_it_asks_for(
    name: str, asked: dict[str, str], leads: tuple[str, dict[str, str]]
) -> None:
    assert moved(name, asked) == leads


@pytest.mark.slow
def test_the_front_page_is_the_huddle_of_the_practice(monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    assert app(monkeypatch, sample).title[0].value == "Maple Creek Family Practice"


def test_a_mistake_is_answered_with_a_number_and_logged_without_values(
    monkeypatch: pytest.MonkeyPatch, sample: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a value of a patient")

    monkeypatch.setattr("dashboard.pages.huddling.huddle.heading", broken)
    with caplog.at_level(logging.ERROR, logger="huddleboard"):
        running = app(monkeypatch, sample)
    shown = running.error[0].value
    number = shown.split("(error ")[1].split(")")[0]
    assert number in caplog.text
    assert "KeyError" in caplog.text
    assert "a value of a patient" not in caplog.text + shown
    assert not running.exception


@pytest.mark.slow
def test_clinicians_can_be_chosen_only_where_the_practice_wants_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from dataclasses import replace

    store = Store(demo_folder(tmp_path))
    labels = [box.label for box in app(monkeypatch, tmp_path, "measure").selectbox]
    store.save_settings(replace(store.settings(), clinician_views=True))
    opened = [box.label for box in app(monkeypatch, tmp_path, "measure").selectbox]
    assert "Clinician" not in labels
    assert "Clinician" in opened


@pytest.mark.slow
def test_the_kind_of_image_is_asked_only_of_images(monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    images = app(monkeypatch, sample, "measure")
    assert "Kind of image" in [box.label for box in images.selectbox]
    images.selectbox(key="measure").select("red_flags_recorded").run()
    assert "Kind of image" not in [box.label for box in images.selectbox]
    assert images.title[0].value == "Red flags recorded"


@pytest.mark.slow
def test_dates_narrow_what_is_shown(monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    running = app(monkeypatch, sample, "measure")
    whole = periods(running)
    running.date_input(key="from").set_value(date(2026, 1, 1)).run()
    assert whole == 24
    assert periods(running) == 10
