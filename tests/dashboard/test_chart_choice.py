"""Which chart is shown: the advised one everywhere, another where a person asks for it, always by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from bare_practice import bare_practice
from streamlit.testing.v1 import AppTest

from dashboard.commands.demo import demo_folder
from dashboard.pages.huddling.huddle import tile_html
from dashboard.pages.one_measure.behind_a_point import entries_of
from dashboard.pages.one_measure.measure_page import how_computed
from dashboard.parts.choose import CHARTS, FITTING, measure_words, rule_sets
from dashboard.records import Counted, Tally
from dashboard.study import Filters, Study, study
from dashboard.study.today import today
from dashboard.study.verdicts import verdict_of
from dashboard.telling.advice import reason_words
from dashboard.telling.verdict import in_short
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


@pytest.mark.slow
def test_tile_and_page_show_the_same_advised_chart(monkeypatch: pytest.MonkeyPatch, sample: Path, known: Study) -> None:
    name = known.chosen[0]
    series = known.series(name)
    chart = known.chart(series)
    assert chart.chart == known.advised(series).chart
    found = verdict_of(known, name, today())
    said = in_short(found, series.is_rate).removeprefix("Better")
    assert said in tile_html(series, chart, found, is_rate=series.is_rate)
    assert said in html(measure_page(monkeypatch, sample, measure=name))


@pytest.mark.slow
def test_the_reason_of_the_chart_stands_under_it(monkeypatch: pytest.MonkeyPatch, sample: Path, known: Study) -> None:
    reason = reason_words(known.advised(known.series("red_flags_recorded")))
    assert f"; rules: Anhøj. {reason}" in html(measure_page(monkeypatch, sample, measure="red_flags_recorded"))


@pytest.mark.slow
def test_another_chart_and_rule_set_can_be_chosen(monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    page = measure_page(monkeypatch, sample, measure="red_flags_recorded")
    page.selectbox(key="chart").select("i").run()
    page.selectbox(key="rules").select("nelson").run()
    assert not page.exception
    assert "I chart; rules: Nelson." in html(page)
    assert "Advised here: P chart." in html(page)


@pytest.mark.slow
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


# What is tallied by hand


@pytest.fixture(scope="module")
def tallied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice with a tally of its own, and one of a measure that its export carries too."""
    folder = bare_practice(tmp_path_factory.mktemp("tallied"))
    known = study(Store(folder))
    words = {
        "kind": "process",
        "better": "higher",
        "is_rate": True,
        "numerator_says": "given",
        "denominator_says": "seen",
    }
    for title, of in (("Handouts *at the desk*", ""), ("Red flags on paper", "red_flags_recorded")):
        tally = known.records.kept(
            Tally(clinic=known.clinic, title=title, measure=of, started=date(2026, 8, 3), **words), who="Ann Aspen"
        )
        counted = [Counted(date(2026, 8, 3), 2, 3), Counted(date(2026, 9, 1), 1, 4, source="card")]
        first, _ = known.records.tally_up(tally, counted, who="Ann Aspen")
    known.records.take_back(tally, next(one for one in known.written.entries if one.id == first), who="Ben Birch")
    return folder


def test_tallies_are_offered_after_the_measures_and_no_two_alike(tallied: Path) -> None:
    known = study(Store(tallied))
    words = measure_words(known)
    assert list(words)[: len(known.chosen)] == known.chosen
    assert list(words.values())[-2:] == [
        "Handouts *at the desk* (tallied by hand)",
        "Red flags on paper (tallied by hand)",
    ]
    same = Tally(clinic=known.clinic, title="Red flags on paper", kind="process", better="higher", is_rate=False,
                 numerator_says="n", started=date(2026, 8, 3))  # fmt: skip
    known.records.kept(same, who="Ann Aspen")
    try:
        assert len(set(measure_words(known).values())) == len(measure_words(known))
    finally:
        known.records.kept(replace(known.written.tallies[-1], title="Third"), who="Ann Aspen")


@pytest.mark.slow
def test_a_tally_has_its_page_without_images_clinicians_or_flags(
    monkeypatch: pytest.MonkeyPatch, tallied: Path
) -> None:
    page = measure_page(monkeypatch, tallied, measure="tally-1", part="How red flags matter")
    assert not page.exception
    assert page.title[0].value == "Handouts \\*at the desk\\* \\(tallied by hand\\)"
    assert "image" not in [one.key for one in page.selectbox]
    told = "\n".join(one.value for one in page.markdown)
    assert "A tally is counted by hand" in told
    assert "Counted by hand, not by the EMR" in told


@pytest.mark.slow
@pytest.mark.parametrize("part", ["Numbers", "Did it work?", "Baseline and phases", "How it is counted"])
def test_every_part_of_a_tally_opens(monkeypatch: pytest.MonkeyPatch, tallied: Path, part: str) -> None:
    for every in ("Month", "Week", "Quarter"):
        page = measure_page(monkeypatch, tallied, measure="tally-1", part=part, every=every)
        assert not page.exception
        assert not page.error


@pytest.mark.slow
def test_behind_a_point_of_a_tally_are_its_entries_with_those_taken_back(
    monkeypatch: pytest.MonkeyPatch, tallied: Path
) -> None:
    page = measure_page(monkeypatch, tallied, measure="tally-2", part="Rows behind a point", rows="Sep 2026")
    assert not page.exception
    told = html(page)
    assert "from a card" in told
    assert "Ann Aspen" in told
    known = study(Store(tallied))
    tally = known.written.tallies[1]
    rows = entries_of(known, tally, known.series("tally-2", Filters(every="quarter")), "2026-Q3")
    assert rows["Counted"].to_list() == [2, 1]
    assert [bool(one) for one in rows["Taken back"]] == [True, False]


@pytest.mark.slow
def test_a_measure_and_its_tally_lead_to_each_other_and_are_never_one(
    monkeypatch: pytest.MonkeyPatch, tallied: Path
) -> None:
    def told(measure: str) -> str:
        page = measure_page(monkeypatch, tallied, measure=measure)
        return "\n".join(one.value for one in page.markdown)

    assert "tallied by hand too. The two are never added" in told("red_flags_recorded")
    assert "counted from the export too. The two are never added" in told("tally-2")
    assert "never added" not in told("tally-1")


@pytest.mark.slow
def test_rare_events_are_charted_by_the_days_between_with_the_rows_behind(
    monkeypatch: pytest.MonkeyPatch, sample: Path, known: Study
) -> None:
    """A CT is ordered about once in two months here: the point is the gap, and each gap has its rows."""
    scans = Filters(modality="CT")
    drawn, advice = known.drawn(known.series("imaging_without_red_flags", scans), scans)
    assert advice.of == "days"
    assert drawn.better == "higher", "longer gaps are fewer events"
    gap = drawn.points.row(-2, named=True)
    rows = known.behind("imaging_without_red_flags", gap["period"], scans)
    assert set(rows.filter(rows["verdict"] == "yes")["date"]) == {gap["end"]}
    said = html(measure_page(monkeypatch, sample, measure="imaging_without_red_flags", image="CT"))
    assert "days without one and counting" in said
    assert "cries wolf about" in said


@pytest.mark.slow
def test_a_measure_of_red_flags_opens_also_where_its_chart_has_the_gaps_between_rare_images(
    monkeypatch: pytest.MonkeyPatch, sample: Path, known: Study
) -> None:
    page = measure_page(monkeypatch, sample, measure="imaging_without_red_flags")
    gaps = set()
    for image in ("CT", "MR"):
        page.selectbox(key="image").select(image).run()
        for every in ("quarter", "week", "month"):
            page.selectbox(key="every").select(every).run()
            filters = Filters(every=every, modality=image)
            gaps.add(known.drawn(known.series("imaging_without_red_flags", filters), filters)[1].of)
            assert not page.exception
            assert not page.error
            assert any("All lumbar imaging, whatever the reason" in part.value for part in page.markdown)
    assert "days" in gaps


@pytest.mark.slow
@pytest.mark.parametrize("part", ["Numbers", "Rows behind a point", "How red flags matter", "Baseline and phases"])
def test_every_part_of_the_drawer_opens_under_a_chart_of_gaps(
    monkeypatch: pytest.MonkeyPatch, sample: Path, part: str
) -> None:
    page = measure_page(monkeypatch, sample, measure="imaging_without_red_flags", image="MR", part=part)
    assert not page.exception
    assert not page.error
