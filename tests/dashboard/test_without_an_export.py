"""A team begins before its first export: it aims, tests and tallies, and nothing is lost when the export comes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_export import EXPORTED, SETTINGS, bring, orders, responses, visits
from made_up_tallies import COUNT, RATE, TODAY, entries, pasted
from places import goes
from streamlit.testing.v1 import AppTest

from dashboard.cli import main
from dashboard.pages.huddling.this_week import tally_words, week
from dashboard.records import Counted, CycleRecord, Person, Project, Tally
from dashboard.study import Study, study
from ingest.store import NothingYet, Store
from measures.improvement import Cycle

APP = Path(__file__).parents[2] / "streamlit_app.py"
AIM = "imaging_rate_without_red_flags"
ANN = "Ann Aspen"
#: Pages that have nothing to show or to ask without the rows of an export.
OF_THE_EXPORT = ("why", "reader_check", "exams_and_codes")
OF_THE_TEAM = ("huddle", "our_aim", "change_ideas", "tests_of_change", "reviews", "tally", "notes", "measure")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder into which nothing was brought, on a Wednesday."""
    monkeypatch.setenv("HUDDLEBOARD_TODAY", TODAY.isoformat())
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    return tmp_path


def opened(folder: Path) -> Study:
    return study(Store(folder / "data"), bare=True)


def begun(folder: Path) -> Study:
    """The team has an aim, a test that is planned, and a tally with two days in it."""
    done = opened(folder)
    records, clinic = done.records, done.clinic
    records.kept(Person(clinic=clinic, name=ANN, role="champion"), who=ANN)
    project = records.kept(
        Project(clinic=clinic, title="Backs", aim_measure=AIM, aim_level=0.2, started=TODAY), who=ANN
    )
    records.keep_cycle(CycleRecord(clinic=clinic, project_id=project.id, cycle=Cycle(0, "Pamphlet")), who=ANN)
    tally = records.kept(replace(RATE, id=0, clinic=clinic), who=ANN)
    records.tally_up(tally, [Counted(TODAY, 2, 5), Counted(TODAY - timedelta(weeks=1), 4, 10)], who=ANN)
    return done


def page(name: str) -> AppTest:
    return goes(AppTest.from_file(str(APP), default_timeout=30), name).run()


def said(app: AppTest) -> str:
    boxes = [*app.title, *app.markdown, *app.info, *app.error, *app.caption]
    return "\n".join([*(str(box.value) for box in boxes), *(str(part.proto.body) for part in app.get("html"))])


# The study


def test_without_an_export_no_measure_can_be_counted_and_each_says_what_it_needs(folder: Path) -> None:
    bare = opened(folder)
    assert bare.bare
    assert (bare.available, bare.base_counts, bare.charted, bare.chosen) == ({}, {}, {}, [])
    assert all(one.missing for one in bare.measures.values())
    assert set(bare.named) == set(bare.measures)


@pytest.mark.parametrize("asked", [lambda s: s.coverage, lambda s: s.events, lambda s: s.units()])
def test_what_asks_for_facts_is_told_that_there_are_none(folder: Path, asked: Callable[[Study], object]) -> None:
    with pytest.raises(NothingYet, match="Bring in an export first"):
        asked(opened(folder))
    with pytest.raises(NothingYet):
        study(Store(folder / "data"))


@pytest.mark.slow
def test_lists_without_visits_or_orders_carry_no_measure_yet(folder: Path) -> None:
    bring(folder, responses({}))
    bare = opened(folder)
    assert bare.bare
    assert bare.available == {}


def test_a_tally_alone_has_a_series_and_a_chart(folder: Path) -> None:
    bare = begun(folder)
    (name,) = bare.charted
    series = bare.series(name)
    assert series.points.select("numerator", "denominator").row(-1) == (6, 15)
    assert bare.chart(series).points.height == series.points.height


def test_an_export_date_of_the_settings_is_none_of_the_facts(folder: Path) -> None:
    store = Store(folder / "data")
    store.save_settings(replace(store.settings(), export_date=EXPORTED))
    assert opened(folder).practice.export_date is None


@pytest.mark.slow
def test_the_first_export_makes_it_a_whole_study(folder: Path) -> None:
    before = begun(folder)
    bring(folder, visits({}), orders({}))
    after = study(before.store)
    assert not after.bare
    assert "imaging_without_red_flags" in after.available
    assert set(after.named) == set(after.charted)


# What was written before the first export


@pytest.mark.slow
def test_the_export_joins_the_clinic_whose_team_began_by_command(folder: Path) -> None:
    """clinic.toml names another clinic; the project, the test and the tally are still there, under the new name."""
    before = begun(folder).written
    (folder / "clinic.toml").write_text('id = "elm"\n' + SETTINGS, "utf-8")
    (folder / "visits.csv").write_text(visits({}), "utf-8")
    where = ["--data", str(folder / "data"), "--clinic", str(folder / "clinic.toml"), "--export-date", "2025-06-30"]
    assert main(["import", *where, str(folder / "visits.csv")]) == 0
    after = study(Store(folder / "data"))
    assert after.practice.name == "Made-up practice"
    assert after.practice.clinicians
    assert after.written == before
    assert after.written.project
    assert len(after.written.entries) == 2


@pytest.mark.slow
def test_the_export_joins_the_clinic_whose_team_began_on_the_page(folder: Path) -> None:
    before = begun(folder).written
    app = page("bring_in")
    files = {"visits.csv": visits({}), "clinic.toml": 'id = "elm"\n' + SETTINGS}
    app.file_uploader[0].set_value([(name, text.encode(), "text/csv") for name, text in files.items()]).run()
    app.radio(key="made").set_value(date(2025, 2, 5)).run()
    next(b for b in app.button if b.label == "Bring these files in").click().run()
    app.run()
    after = study(Store(folder / "data"))
    assert after.practice.name == "Made-up practice"
    assert after.written == before


@pytest.mark.slow
def test_an_export_into_a_folder_where_nobody_wrote_goes_by_its_own_name(folder: Path) -> None:
    opened(folder)
    bring(folder, visits({}))
    assert Store(folder / "data").clinics() == ["made-up-practice"]


# The pages


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_THE_TEAM)
def test_a_page_of_the_team_works_without_an_export(folder: Path, name: str) -> None:
    begun(folder)
    app = page(name)
    assert not app.exception
    assert "went wrong" not in said(app)
    assert "Nothing here yet" not in said(app)


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_THE_EXPORT)
def test_a_page_of_the_export_says_that_none_is_here(folder: Path, name: str) -> None:
    begun(folder)
    assert page(name).title[0].value == "Nothing here yet"


@pytest.mark.slow
def test_the_huddle_tells_the_aim_the_test_and_the_tally_of_the_week(folder: Path) -> None:
    begun(folder)
    told = said(page("huddle"))
    assert "Our aim: Imaging rate without red flags: to 20% or less. No number tells of it yet" in told
    assert "Pamphlet given (tallied by hand): 2 of 5 this week, 4 of 10 last week." in told
    assert "Next: cycle 1, Pamphlet" in told


def test_an_aim_that_is_tallied_by_hand_has_its_number(folder: Path) -> None:
    done = begun(folder)
    tally = Tally(clinic=done.clinic, title="Images", measure=AIM, kind="outcome", better="lower", is_rate=True,
                  numerator_says="images", denominator_says="visits", started=TODAY)  # fmt: skip
    done.records.kept(tally, who=ANN)
    assert week(done, TODAY).sentence == "Our aim: Imaging rate without red flags: to 20% or less."


def test_an_empty_folder_says_both_ways_to_begin(folder: Path) -> None:
    told = week(opened(folder), TODAY).sentence
    assert "Bring in an export" in told
    assert "tally by hand" in told


def test_the_huddle_of_an_empty_folder_asks_for_no_test_before_there_is_an_aim(folder: Path) -> None:
    told = said(page("huddle"))
    assert "Bring in an export" in told
    assert "No test is planned" not in told


@pytest.mark.slow
def test_an_aim_can_be_said_before_its_measure_has_a_chart(folder: Path) -> None:
    done = opened(folder)
    done.records.kept(Person(clinic=done.clinic, name=ANN), who=ANN)
    done.records.kept(Project(clinic=done.clinic, title="Backs", started=TODAY), who=ANN)
    app = page("our_aim")
    app.selectbox[0].select(AIM).run()
    assert "It has no chart yet" in said(app)
    app.number_input[0].set_value(20.0)
    next(box for box in app.selectbox if box.label == "Who writes this?").select(ANN)
    next(b for b in app.button if b.label == "Keep the aim").click().run()
    kept = done.written.project
    assert kept
    assert (kept.aim_measure, kept.aim_level) == (AIM, 0.2)


# The week of a tally


DAYS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)), max_size=12)


@given(DAYS)
def test_the_week_of_a_tally_begins_on_monday_and_holds_no_other_day(strokes: list[tuple[int, int]]) -> None:
    """TODAY is a Wednesday: today and two days back are this week, the seven days before are last week."""
    own = entries(*((f"{TODAY - timedelta(days=back):%Y-%m-%d}", n, None) for back, n in strokes))
    told = tally_words(COUNT, own, TODAY)
    now = [n for back, n in strokes if back <= 2]
    last = [n for back, n in strokes if 3 <= back <= 9]
    assert f": {sum(now) if now else 'nothing tallied'} this week" in told
    assert (f", {sum(last)} last week." in told) if last else ("last week" not in told)


def test_a_monthly_figure_is_of_no_week() -> None:
    assert "nothing tallied this week." in tally_words(RATE, pasted(("2026-06-01", 9, 30)), TODAY)


# The commands


@pytest.mark.slow
def test_a_tally_has_a_chart_and_an_effect_by_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tally = begun(folder).written.tallies[0]
    where = ["--data", str(folder / "data")]
    assert main(["chart", *where, tally.name, "--out", str(folder / "tally.svg")]) == 0
    assert "tallied by hand" in (folder / "tally.svg").read_text("utf-8")
    assert main(["effect", *where, tally.name, "--since", "2026-04", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["measure"] == tally.name
    assert main(["effect", *where, tally.name, "--since", "2026-04", "--provider", "A"]) == 2
    assert main(["effect", *where, AIM, "--since", "2026-04"]) == 2
    assert f"Available are: {tally.name}." in capsys.readouterr().err
    assert main(["effect", "--data", str(folder / "other"), AIM, "--since", "2026-04"]) == 2
    assert "Bring in an export first" in capsys.readouterr().err


@pytest.mark.slow
def test_reviews_and_project_work_by_command_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun(folder)
    where = ["--data", str(folder / "data")]
    assert main(["reviews", *where, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["project", *where, "--export", str(folder / "project.json")]) == 0
    other = ["--data", str(folder / "other")]
    assert main(["project", *other, "--import", str(folder / "project.json"), "--who", ANN]) == 0
    taken = study(Store(folder / "other"), bare=True).written
    assert taken.project
    assert taken.project.title == "Backs"
    assert len(taken.entries) == 2
