"""Which chart is shown: the advised one everywhere, another where a person asks for it, always by name."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.choose import CHARTS, FITTING, rule_sets
from dashboard.demo import demo_folder
from dashboard.front import tile_html
from dashboard.study import Study, study
from dashboard.under_study import how_computed
from dashboard.words import verdict
from ingest.store import Store
from measures.discover import discover
from measures.spc import analyse, methods, rules

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_folder(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def known(sample: Path) -> Study:
    return study(Store(sample))


def measure_page(monkeypatch: pytest.MonkeyPatch, folder: Path, **asked: str) -> AppTest:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(folder))
    running = AppTest.from_file(str(APP), default_timeout=30).run()
    for key, value in asked.items():
        running.query_params[key] = value
    return running.switch_page("dashboard/pages/measure.py").run()


def html(running: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in running.get("html"))


def test_tile_and_page_show_the_same_advised_chart(monkeypatch: pytest.MonkeyPatch, sample: Path, known: Study) -> None:
    name = known.chosen[0]
    series = known.series(name)
    chart = known.chart(series)
    assert chart.chart == known.advised(series).chart
    said = verdict(series, chart)
    assert said in tile_html(series, chart)
    assert said in html(measure_page(monkeypatch, sample, measure=name))


def test_the_reason_of_the_chart_stands_under_it(monkeypatch: pytest.MonkeyPatch, sample: Path, known: Study) -> None:
    reason = known.advised(known.series("red_flags_recorded")).reason
    assert f"; rules: Anhøj. {reason}" in html(measure_page(monkeypatch, sample, measure="red_flags_recorded"))


def test_another_chart_and_rule_set_can_be_chosen(monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    page = measure_page(monkeypatch, sample, measure="red_flags_recorded")
    page.selectbox(key="chart").select("i").run()
    page.selectbox(key="rules").select("nelson").run()
    assert not page.exception
    assert "I chart; rules: Nelson." in html(page)
    assert "Advised here: P chart." in html(page)


def test_only_fitting_charts_are_offered(monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    page = measure_page(monkeypatch, sample, measure="red_flags_recorded")
    assert "C chart" not in page.selectbox(key="chart").options
    page.selectbox(key="measure").select("overtime_appointments").run()
    assert "C chart" in page.selectbox(key="chart").options
    page.selectbox(key="chart").select("c").run()
    page.selectbox(key="measure").select("red_flags_recorded").run()
    assert not page.exception
    assert page.selectbox(key="chart").value == ""


def test_every_chart_and_rule_set_that_is_offered_exists() -> None:
    assert {*FITTING[True], *FITTING[False]} <= set(CHARTS) <= set(discover(methods, "METHOD"))
    assert set(rule_sets()) == set(discover(rules, "RULES"))
    assert next(iter(rule_sets())) == "anhoej"


@pytest.mark.parametrize("name", sorted(discover(rules, "RULES")))
def test_how_a_chart_is_computed_names_formula_rules_and_sources(name: str) -> None:
    chart = analyse([4, 7, 3, 6, 2, 8, 3, 6, 4, 7, 3, 6, 2, 30], chart="i", rules=name)
    told = unescape(how_computed(chart))
    assert chart.title in told
    assert chart.source in told
    assert chart.rules_source in told
    assert "moving-range screening" in told
    assert ("2.66" in told) == name.startswith("mdc")
    assert all(says in told for says in chart.rules_say.values())
