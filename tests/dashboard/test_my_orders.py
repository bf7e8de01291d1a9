"""A physician's own page: shut by default, in confidence, and fair."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.commands.demo import demo_folder
from dashboard.parts.page import PAGES
from dashboard.records import Records
from dashboard.records.access import OWN, READ, Member, Role, may
from dashboard.records.programme import ProvinceReport, ShutPage, Sight
from dashboard.study.newest import study
from dashboard.study.own_figures import own_orders, own_year
from dashboard.telling.own_words import reconciled, year_words
from ingest.store import Store
from measures.practice import Clinician, Practice

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_folder(tmp_path_factory.mktemp("clinic"))


@pytest.mark.slow
def test_the_page_opens_with_its_passphrase_alone_and_who_opened_it_is_kept(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(clinic))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    app.switch_page(str(PAGES / "my_orders.py")).run()
    app.selectbox[-1].select("P1").run()
    assert "passphrase first" in app.markdown[-1].value or any("passphrase first" in m.value for m in app.markdown)
    assert not any("in the last 12 whole months" in m.value for m in app.markdown)
    next(one for one in app.text_input if one.label.startswith("Passphrase")).set_value("willow by the creek")
    next(one for one in app.button if one.label == "Keep").click().run()
    assert not app.exception
    assert not app.error
    assert any("in the last 12 whole months" in m.value for m in app.markdown)
    records = Records(Store(clinic).engine)
    name = Store(clinic).clinics()[0]
    (shut,) = records.lines(ShutPage, name)
    assert shut.passphrase.startswith("$argon2id$")
    assert "willow" not in str(records.changes(name, "shut_pages"))
    assert [one.of for one in records.lines(Sight, name)] == ["P1"]
    again = AppTest.from_file(str(APP), default_timeout=60).run()
    again.switch_page(str(PAGES / "my_orders.py")).run()
    again.selectbox[-1].select("P1").run()
    next(one for one in again.text_input if one.label.startswith("Passphrase")).set_value("something else").run()
    assert not any("in the last 12 whole months" in m.value for m in again.markdown)


@pytest.mark.slow
def test_a_letter_that_is_taken_away_stands_in_the_audit(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(clinic))
    monkeypatch.setattr("streamlit.download_button", lambda *_, on_click, args, **__: on_click(*args))  # a press
    page = AppTest.from_file(str(PAGES / "my_orders.py"), default_timeout=60).run()
    page.selectbox[-1].select("P2").run()
    next(one for one in page.text_input if one.label.startswith("Passphrase")).set_value("aspen by the road")
    next(one for one in page.button if one.label == "Keep").click().run()
    assert not page.exception
    store = Store(clinic)
    taken = [one for one in Records(store.engine).lines(Sight, store.clinics()[0]) if one.act == "export"]
    assert {one.of for one in taken} == {"in-confidence.html"}
    assert all(one.who for one in taken)


def test_every_file_that_a_page_gives_is_noted() -> None:
    straight = [file for file in PAGES.rglob("*.py") if "download_button" in file.read_text("utf-8")]
    assert straight == []


@pytest.mark.slow
def test_only_a_physicians_own_orders_stand_on_it(clinic: Path) -> None:
    own = study(Store(clinic))
    orders = own_orders(own, "P1")
    assert orders.height > 5
    assert set(orders["provider"]) == {"P1"}


@pytest.mark.slow
def test_most_often_a_physician_cannot_be_told_from_chance(clinic: Path) -> None:
    found = own_year(study(Store(clinic)), "P1", "imaging_rate_without_red_flags")
    assert found.denominator > 20
    said = year_words("Imaging", found.numerator, found.denominator, found.practice, found.by_chance)
    assert ("cannot be told from chance" in said) == (not found.apart)


def test_of_a_practice_of_two_neither_sees_the_other_by_subtraction() -> None:
    two = Practice(clinic="elm", clinicians=(Clinician("A", ()), Clinician("B", ())))
    three = Practice(clinic="elm", clinicians=(*two.clinicians, Clinician("C", ())))
    ann = Member("ann", "Ann", (Role("physician", "elm", "A"),))
    assert may(ann, OWN, two, "A")
    assert not may(ann, READ, two)
    assert may(ann, READ, three)
    assert "would show the other" in year_words("Imaging", 3, 20, None, None)


def report(**told: object) -> ProvinceReport:
    """One figure of a report."""
    own = {"report": "orderer", "year": 2025, "level": "physician", "modalities": "CT,MR", "numerator": 14}
    return ProvinceReport(
        id=1, clinician="P1", denominator=None, rate=None, definition="", who="Ann", at=datetime.now(UTC),
        **{**own, **told},  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, "4 more"),
        ({"numerator": 10}, "equal"),
        ({"numerator": 7}, "3 fewer"),
        ({"report": "panel", "modalities": "XR,CT,MR"}, "cannot be subtracted: the panel"),
        ({"modalities": "XR,CT,MR"}, "other kinds of image"),
        ({"level": "PCN"}, "whole PCN"),
        ({"year": 2023}, "do not cover all of 2023"),
    ],
)
def test_a_report_of_the_province_is_put_beside_our_count_in_sentences(told: dict[str, object], says: str) -> None:
    assert says in " ".join(reconciled(report(**told), {2025: 10}, [2025]))
