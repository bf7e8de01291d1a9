"""The part "Baseline and phases" as a person uses it: suggested, previewed, kept with a reason, undone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bare_practice import bare_practice
from streamlit.testing.v1 import AppTest

from dashboard.drawing.figures import draw
from dashboard.drawing.tiles import chart_svg, tile
from dashboard.pages.one_measure.phases.words import decision_words
from dashboard.records import ChartPhase, CycleRecord, NotKept, PhaseKind, Project
from dashboard.study import Filters, Study, study
from dashboard.study.verdicts import judged
from ingest.store import Store
from measures.improvement import Cycle, Decision

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
RATE = "imaging_rate_without_red_flags"


@pytest.fixture(scope="module")
def brought_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_practice(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def known(brought_in: Path, tmp_path: Path) -> Study:
    """The made-up practice with one adopted cycle of its imaging rate."""
    shutil.copytree(brought_in, tmp_path / "data")
    found = study(Store(tmp_path / "data"))
    project = found.records.kept(Project(clinic=found.clinic, title="P"), who="Ann Aspen")
    done = Cycle(0, "Script", started=date(2025, 11, 3), decision=Decision.ADOPT, implemented=date(2026, 1, 1))
    found.records.keep_cycle(
        CycleRecord(clinic=found.clinic, project_id=project.id, cycle=done, measures=(RATE,)), who="Ann Aspen"
    )
    return found


def part(monkeypatch: pytest.MonkeyPatch, known: Study, **asked: str) -> AppTest:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(known.store.folder))
    running = AppTest.from_file(str(APP), default_timeout=60)
    running.session_state["writer"] = "Ann Aspen"
    running.run()
    for key, value in {"measure": RATE, "part": "Baseline and phases", **asked}.items():
        running.query_params[key] = value
    return running.switch_page("dashboard/pages/measure.py").run()


def press(running: AppTest, label: str) -> AppTest:
    return next(one for one in running.button if one.label == label).click().run()


def shown(running: AppTest) -> str:
    told = [str(one.proto.body) for one in running.get("html")]
    return "\n".join([*told, *(one.value for one in (*running.markdown, *running.info))])


@pytest.mark.slow
def test_a_suggestion_only_fills_the_form_and_a_person_keeps_and_undoes(
    monkeypatch: pytest.MonkeyPatch, known: Study
) -> None:
    running = part(monkeypatch, known)
    before = known.chart(known.series(RATE)).points
    press(running, "Freeze a baseline there")
    assert "The mean would go from 26% to 34%." in shown(running)
    assert known.written.phases(RATE) == ()
    press(running, "Keep this decision")
    assert not running.exception
    assert [decision_words(one) for one in known.written.phases(RATE)] == ["Baseline to December 2025"]
    assert "The mean over the 14 baseline months from November 2024 is 34%." in shown(running)
    assert "Baseline to December 2025, decided by Ann Aspen on" in shown(running)
    running.session_state["undo 1"] = True
    press(running.run(), "Undo it")
    assert "Write in a few words why" in shown(running)
    running.text_input(key="undo reason 1").input("two months too early")
    press(running, "Undo it")
    assert known.chart(known.series(RATE)).points.equals(before)
    assert "Undone by Ann Aspen: two months too early" in shown(running)


@pytest.mark.slow
def test_a_second_baseline_takes_the_place_of_the_first_in_one_act(
    monkeypatch: pytest.MonkeyPatch, known: Study
) -> None:
    first = ChartPhase(
        clinic=known.clinic, measure=RATE, kind=PhaseKind.BASELINE, reason="early", last=date(2025, 8, 31)
    )
    known.records.kept(first, who="Ben Birch")
    running = part(monkeypatch, known)
    press(running, "Freeze a baseline there")
    assert "It takes the place of: Baseline to August 2025." in shown(running)
    press(running, "Keep this decision")
    assert [decision_words(one) for one in known.written.phases(RATE)] == ["Baseline to December 2025"]
    assert "Another baseline" in known.records.changes(known.clinic, "phases", 1)[-1].reason


def target(known: Study, first: date, level: float) -> None:
    decision = ChartPhase(
        clinic=known.clinic, measure=RATE, kind=PhaseKind.TARGET, reason="as agreed", first=first, level=level
    )
    known.records.kept(decision, who="Ben Birch")


@pytest.mark.slow
def test_a_target_is_set_from_a_day_on_seen_before_it_is_kept_and_undone(
    monkeypatch: pytest.MonkeyPatch, known: Study
) -> None:
    running = part(monkeypatch, known)
    running.radio[-1].set_value(PhaseKind.TARGET).run()
    running.date_input(key=f"phase first {RATE} 0").set_value(date(2025, 7, 1)).run()
    running.number_input(key=f"phase level {RATE} 0").set_value(25.0).run()
    assert "What would change" in shown(running)
    running.text_input(key=f"phase reason {RATE} 0").input("the PCN's for this year").run()
    press(running, "Keep this decision")
    assert not running.exception
    assert "Target 25% from July 2025" in shown(running)
    assert known.target(RATE) == ((date(2025, 7, 1), 0.25),)
    assert known.written.phases(RATE) == ()
    assert known.aim(RATE) == 0.25
    running.session_state["undo 1"] = True
    running.run().text_input(key="undo reason 1").input("withdrawn")
    press(running, "Undo it")
    assert known.target(RATE) is None


@pytest.mark.slow
def test_a_target_that_changed_steps_on_tile_page_wall_and_file_and_the_verdict_goes_by_the_one_in_force(
    known: Study,
) -> None:
    target(known, date(2025, 1, 1), 0.4)
    target(known, date(2025, 7, 1), 0.3)
    series = known.series(RATE)
    chart = known.chart(series, target=known.target(RATE))
    places = [1 + series.points["start"].to_list().index(day) for day in (date(2025, 1, 1), date(2025, 7, 1))]
    assert chart.targets == ((places[0], 0.4), (places[1], 0.3))
    for picture in (tile(chart, series), chart_svg(chart, series)):
        assert picture.count('stroke-dasharray="8 3 2 3"') == 2
        assert picture.count('stroke-dasharray="2 3"') >= 1
    assert draw(chart, series).to_json().count('"dashdot"') == 2
    assert judged(known, RATE, date(2025, 6, 15)).verdict.aim.level == 0.4
    found = judged(known, RATE, date(2026, 6, 15)).verdict.aim
    assert (found.level, found.by) == (0.3, None)


@pytest.mark.slow
def test_the_aim_of_a_project_is_one_of_the_targets_by_date_from_its_first_day(known: Study) -> None:
    project = known.written.project
    assert project is not None
    known.records.kept(
        replace(project, aim_measure=RATE, aim_level=0.2, started=date(2025, 9, 1), aim_by=date(2026, 12, 31)),
        who="Ben Birch",
    )
    assert known.target(RATE) == 0.2
    target(known, date(2025, 1, 1), 0.4)
    assert known.target(RATE) == ((date(2025, 1, 1), 0.4), (date(2025, 9, 1), 0.2))
    assert judged(known, RATE, date(2025, 6, 15)).verdict.aim.level == 0.4
    found = judged(known, RATE, date(2026, 6, 15)).verdict.aim
    assert (found.level, found.by) == (0.2, date(2026, 12, 31))
    assert known.target(RATE, Filters(every="week")) == known.target(RATE)
    assert known.target(RATE, Filters(modality="CT")) is None


def test_a_target_without_its_level_or_its_day_is_not_kept(known: Study) -> None:
    for missing in ({"first": date(2025, 1, 1)}, {"level": 0.4}):
        decision = ChartPhase(clinic=known.clinic, measure=RATE, kind=PhaseKind.TARGET, reason="so", **missing)
        with pytest.raises(NotKept, match="Say"):
            known.records.kept(decision, who="Ben Birch")


@pytest.mark.slow
def test_a_new_phase_on_a_worse_level_is_kept_only_when_asked_twice(
    monkeypatch: pytest.MonkeyPatch, known: Study
) -> None:
    key = f"phase {{}} {RATE} 0"
    running = part(monkeypatch, known, to="2025-09-30")
    running.radio(key=key.format("kind")).set_value(PhaseKind.NEW_PHASE).run()
    running.date_input(key=key.format("first")).set_value(date(2025, 4, 1)).run()
    running.text_input(key=key.format("reason")).input("new clinic hours").run()
    assert "fall silent about the loss" in shown(running)
    press(running, "Keep this decision")
    assert "press the button again" in shown(running)
    assert known.written.phases(RATE) == ()
    press(running, "Keep this decision")
    assert [decision_words(one) for one in known.written.phases(RATE)] == ["New phase from April 2025"]


@pytest.mark.slow
def test_a_day_that_parts_nothing_and_an_empty_reason_are_said(monkeypatch: pytest.MonkeyPatch, known: Study) -> None:
    running = part(monkeypatch, known)
    key = f"phase {{}} {RATE} 0"
    running.radio(key=key.format("kind")).set_value(PhaseKind.NEW_PHASE).run()
    running.date_input(key=key.format("first")).set_value(date(2023, 2, 1)).run()
    assert "no line would move" in shown(running)
    running.date_input(key=key.format("first")).set_value(date(2026, 1, 1)).run()
    press(running, "Keep this decision")
    assert "The reason is empty" in shown(running)
    assert known.written.phases(RATE) == ()


@pytest.mark.slow
def test_what_was_decided_already_is_not_suggested_in_other_words(
    monkeypatch: pytest.MonkeyPatch, known: Study
) -> None:
    first = ChartPhase(
        clinic=known.clinic, measure=RATE, kind=PhaseKind.BASELINE, reason="early", last=date(2025, 12, 31)
    )
    assert known.written.project is not None
    charter = replace(known.written.project, aim_measure="overtime", measures=(RATE,), baseline_to=date(2025, 12, 31))
    known.records.kept(charter, who="Ann Aspen")
    running = part(monkeypatch, known)
    assert "The baseline of your aim, up to 31 December 2025" in shown(running)
    assert [one.label for one in running.button].count("Freeze a baseline there") == 1
    known.records.kept(first, who="Ben Birch")
    running = part(monkeypatch, known)
    assert "Freeze a baseline there" not in [one.label for one in running.button]
    key = f"phase {{}} {RATE} 0"
    running.radio(key=key.format("kind")).set_value(PhaseKind.BASELINE).run()
    running.date_input(key=key.format("first")).set_value(date(2024, 11, 1)).run()
    running.date_input(key=key.format("last")).set_value(date(2025, 12, 31)).run()
    assert "what was decided already gives these lines" in shown(running)
