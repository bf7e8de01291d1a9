"""The page "Our aim": a charter filled in bit by bit, by several people, and the project's way out and in as a file."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

import pytest
from places import goes
from streamlit.testing.v1 import AppTest

from dashboard.commands import project
from dashboard.desk import desk_at
from dashboard.pages.changing.aim.diagram import diagram_of
from dashboard.pages.changing.aim.few import few_table
from dashboard.pages.changing.aim.gaps import pointing_to
from dashboard.pages.changing.aim.history import history_of
from dashboard.parts.charter import charter_of
from dashboard.records import CycleRecord, IdeaRecord, Person, Project, Records
from dashboard.records.handover.file import EARLIER
from dashboard.study import Study
from dashboard.study.filters import Filters
from dashboard.telling.baseline import baseline, baseline_words, offered, whole_months
from dashboard.telling.charter_words import aim_sentence
from dashboard.telling.sentences import all_words
from ingest.for_people import Refusal
from measures.improvement import Cycle, Decision
from measures.improvement.charter import still_to_say
from measures.improvement.library import gap_checklist, groups
from tests.made_up_export import bring, orders, store, studied, visits

RATE = "imaging_rate_without_red_flags"
FEW = (RATE, "red_flags_recorded", "imaging_sought_elsewhere")
APP = Path(__file__).parents[2] / "streamlit_app.py"
EDMONTON = ZoneInfo("America/Edmonton")


def clinic(folder: Path) -> None:
    """From January to October 2024 four visits a month without red flags, and after two of them an image."""
    seen = [(month, n) for month in range(1, 11) for n in range(4)]
    days = {(month, n): date(2024, month, 3 + 5 * n) for month, n in seen}
    came = [
        {
            "Visit ID": f"V{m}-{n}",
            "Chart No": f"{m}{n}",
            "Visit Date": f"{days[m, n]:%d-%b-%Y}",
            "Reason": "low back pain",
        }
        for m, n in seen
    ]
    imaged = [
        {"Order ID": f"D{m}-{n}", "Req #": f"R{m}-{n}", "Chart No": f"{m}{n}", "Order Date": f"{days[m, n]:%d-%b-%Y}"}
        for m, n in seen
        if n < 2
    ]
    bring(folder, visits(*came), orders(*imaged))


def begun(study: Study, **said: object) -> Project:
    """A project as somebody began it."""
    project = Project(clinic=study.clinic, title="Fewer images", started=date(2025, 1, 6), **said)  # type: ignore[arg-type]
    return study.records.kept(project, who="Ann Aspen")


@pytest.fixture(scope="module")
def brought_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("aim")
    clinic(folder)
    return folder


@pytest.fixture
def study(brought_in: Path, tmp_path: Path) -> Study:
    """The clinic by itself, so that every test writes in its own."""
    copytree(brought_in, tmp_path, dirs_exist_ok=True)
    return studied(tmp_path)


# The charter of what is kept


def test_the_usual_level_is_the_baselines_own_with_its_n_and_months(study: Study) -> None:
    series = study.series(RATE)
    found = baseline(series, date(2024, 2, 1), date(2024, 4, 30))
    assert (found.usual, found.months) == (0.5, 3)
    assert baseline_words(series, found) == "50% (6 of 12) over 3 whole months, February 2024 to April 2024."


def test_the_months_before_the_first_test_are_offered_as_baseline(study: Study) -> None:
    series = study.series(RATE)
    assert offered(series, date(2024, 5, 10)) == (date(2024, 1, 1), date(2024, 4, 30))
    assert offered(series, date(2024, 1, 10)) is None
    assert len(whole_months(series)) == 10


def test_a_month_with_nothing_to_count_is_no_whole_month_of_a_rate(study: Study) -> None:
    nothing = study.series(RATE, Filters(first=date(2024, 11, 1), last=date(2024, 12, 31)))
    assert whole_months(nothing) == []
    assert "no whole month" in baseline_words(nothing, baseline(nothing, date(2024, 11, 1), date(2024, 12, 31)))


def test_what_the_team_keeps_becomes_the_aim_and_fewer_questions(study: Study) -> None:
    project = begun(study)
    assert aim_sentence(charter_of(study, project)) == ""
    assert len(still_to_say(charter_of(study, project))) == 6
    study.records.kept(Person(clinic=study.clinic, name="Ann Aspen", role="Champion, Physician"), who="Ann Aspen")
    project = study.records.kept(
        replace(
            project, aim_measure=RATE, aim_level=0.25, aim_by=date(2027, 6, 30), measures=FEW[1:],
            baseline_from=date(2024, 1, 1), baseline_to=date(2024, 10, 31),
        ),
        who="Ben Birch",
    )  # fmt: skip
    found = charter_of(study, project)
    assert aim_sentence(found) == "Imaging rate without red flags: from 50% to 25% or less, by 30 June 2027."
    assert all_words(still_to_say(found)) == ["Where are the gaps? The gap checklist takes the team about ten minutes."]


def test_who_has_left_no_longer_fills_a_role(study: Study) -> None:
    project = begun(study)
    ann = study.records.kept(Person(clinic=study.clinic, name="Ann Aspen", role="Champion"), who="Ann Aspen")
    assert charter_of(study, project).roles == {"champion"}
    study.records.kept(replace(ann, active=False), who="Ann Aspen")
    assert charter_of(study, project).roles == frozenset()


def test_a_measure_that_cannot_be_counted_here_is_named_and_breaks_nothing(study: Study) -> None:
    project = begun(study, aim_measure="overtime_share", measures=("no_such",))
    assert aim_sentence(charter_of(study, project)) == "overtime_share."
    assert few_table(study, project)["Measure"].to_list() == [
        "overtime_share (not available here)",
        "no_such (not available here)",
    ]


def test_gaps_point_to_the_change_ideas_that_would_help_most_of_them(study: Study) -> None:
    answers = {"variance_words": "no", "team_message": "not_sure", "patient_handout": "yes"}
    project = begun(study, gaps={item: {"answer": answer, "note": ""} for item, answer in answers.items()})
    first, second = pointing_to(project)
    assert first.endswith("2 of the gaps you see.")
    assert second.endswith("one of the gaps you see.")
    assert pointing_to(begun(study)) == []


def test_the_driver_diagram_holds_ideas_with_their_measures_and_tests(study: Study) -> None:
    project = begun(study, aim_measure=RATE)
    idea = IdeaRecord(
        clinic=study.clinic, project_id=project.id, title="Pamphlet", group=groups()[0].id, measures=(RATE,)
    )
    kept = study.records.kept(idea, who="Ann Aspen")
    tried = Cycle(
        0,
        "One patient",
        started=date(2025, 1, 7),
        ended=date(2025, 1, 8),
        learning="Nobody read it.",
        decision=Decision.ABANDON,
    )
    record = CycleRecord(clinic=study.clinic, project_id=project.id, cycle=tried, idea_id=kept.id)
    study.records.keep_cycle(record, who="Ann Aspen")
    (drawn,) = diagram_of(study, project).branches[0].ideas
    assert (drawn.measures, drawn.cycles) == (
        ("Imaging rate without red flags",),
        ("cycle 1, One patient (abandoned)",),
    )


def test_the_history_tells_who_changed_what_in_words(study: Study) -> None:
    project = begun(study)
    project = study.records.kept(replace(project, aim_measure=RATE, aim_level=0.25), who="Ben Birch", reason="agreed")
    study.records.kept(replace(project, gaps={"team_parts": {"answer": "no", "note": ""}}), who="Cid Cedar")
    told = history_of(study.records.changes(study.clinic, "projects"), study.charted, EDMONTON)
    assert [(one.who, one.what, one.why) for one in told] == [
        ("Cid Cedar", "gap checklist: 1 answer", ""),
        (
            "Ben Birch",
            "measure of the aim: nothing → Imaging rate without red flags; level aimed at: nothing → 25%",
            "agreed",
        ),
        ("Ann Aspen", "The project was begun", ""),
    ]


# The page


@pytest.fixture
def app(tmp_path: Path, study: Study, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """The page, opened by somebody, on one of its parts."""
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HUDDLEBOARD_TODAY", "2025-07-01")
    assert study

    def opened(part: str = "Aim", who: str = "Ann Aspen") -> AppTest:
        running = AppTest.from_file(str(APP), default_timeout=60)
        running.session_state["writer"] = who
        return goes(running.run(), "our_aim", charter=part).run()

    return opened


def press(running: AppTest, label: str) -> AppTest:
    next(button for button in running.button if button.label == label).click().run()
    assert not running.exception
    return running


def one(running: AppTest, kind: str, label: str) -> object:
    return next(widget for widget in getattr(running, kind) if widget.label == label)


def said(running: AppTest) -> str:
    return " ".join(e.value for e in (*running.info, *running.markdown)).replace("\\", "")


def now(study: Study) -> Project:
    found = study.written.project
    assert found is not None
    return found


def aimed(running: AppTest, level: float) -> AppTest:
    """Somebody types how far."""
    one(running, "number_input", "How far? The per cent to reach").set_value(level)  # type: ignore[attr-defined]
    return running


@pytest.mark.slow
def test_a_project_is_begun_and_its_aim_filled_in_bit_by_bit(app: Callable[..., AppTest], study: Study) -> None:
    running = press(app(), "Begin a project")
    assert "Which measure will tell? Choose one for the aim." in said(running)
    one(running, "selectbox", "Which measure will tell?").set_value(RATE).run()  # type: ignore[attr-defined]
    assert "50% (20 of 40) over 10 whole months" in said(running)
    press(aimed(running, 25.0), "Keep the aim")
    project = now(study)
    assert (project.aim_measure, project.aim_level, project.aim_by) == (RATE, 0.25, None)
    assert (project.baseline_from, project.baseline_to) == (date(2024, 1, 1), date(2024, 10, 31))
    assert "By when?" in said(running)
    assert "How much?" not in said(running)


@pytest.mark.slow
def test_an_aim_in_the_wrong_direction_is_kept_and_asked_about(app: Callable[..., AppTest], study: Study) -> None:
    begun(study, aim_measure=RATE, baseline_from=date(2024, 1, 1), baseline_to=date(2024, 10, 31))
    running = press(aimed(app(), 60.0), "Keep the aim")
    assert now(study).aim_level == 0.6
    assert "lower is better, but the aim is 60%" in said(running)


@pytest.mark.slow
def test_a_level_no_measure_can_have_is_refused_and_stays_typed(app: Callable[..., AppTest], study: Study) -> None:
    begun(study, aim_measure=RATE, aim_level=0.25)
    running = press(aimed(app(), 250.0), "Keep the aim")
    assert "Nothing is kept yet. The aim is 250%" in said(running)
    assert one(running, "number_input", "How far? The per cent to reach").value == 250.0  # type: ignore[attr-defined]
    assert now(study).aim_level == 0.25


@pytest.mark.slow
def test_a_baseline_that_ends_before_it_begins_is_not_kept(app: Callable[..., AppTest], study: Study) -> None:
    begun(study, aim_measure=RATE, baseline_from=date(2024, 1, 1), baseline_to=date(2024, 5, 31))
    running = app()
    one(running, "selectbox", "Baseline from").set_value(date(2024, 8, 1)).run()  # type: ignore[attr-defined]
    press(aimed(running, 25.0), "Keep the aim")
    assert "Nothing is kept yet. The baseline ends before it begins." in said(running)
    assert (now(study).aim_level, now(study).baseline_from) == (None, date(2024, 1, 1))


@pytest.mark.slow
def test_words_of_the_aim_can_be_taken_out_again(app: Callable[..., AppTest], study: Study) -> None:
    begun(study, aim_words="fewer images")
    running = app()
    words = one(running, "text_area", "In your own words: what will be better, and for whom?")
    words.set_value("")  # type: ignore[attr-defined]
    press(running, "Keep the aim")
    assert now(study).aim_words == ""


@pytest.mark.slow
def test_an_aim_whose_measure_cannot_be_counted_here_is_kept_as_it_was(
    app: Callable[..., AppTest], study: Study
) -> None:
    there = begun(study, aim_measure="overtime_share", aim_level=0.1, baseline_from=date(2023, 1, 1))
    running = app()
    one(running, "text_input", "Name of the project").set_value("Fewer images still")  # type: ignore[attr-defined]
    press(running, "Keep the aim")
    assert replace(now(study), title=there.title, aim_words="", version=1) == there


@pytest.mark.slow
def test_two_forms_of_one_person_do_not_stand_in_each_others_way(app: Callable[..., AppTest], study: Study) -> None:
    begun(study, aim_measure=RATE)
    running = aimed(app(), 25.0)
    study.records.kept(replace(now(study), measures=FEW[1:]), who="Ben Birch")
    press(running, "Keep the aim")
    assert (now(study).aim_level, now(study).measures) == (0.25, FEW[1:])


@pytest.mark.slow
def test_what_somebody_else_wrote_meanwhile_is_not_written_over(app: Callable[..., AppTest], study: Study) -> None:
    begun(study, aim_measure=RATE)
    running = aimed(app(), 25.0)
    study.records.kept(replace(now(study), aim_level=0.1), who="Ben Birch")
    press(running, "Keep the aim")
    assert "Ben Birch changed this" in said(running)
    assert now(study).aim_level == 0.1
    assert one(running, "number_input", "How far? The per cent to reach").value == 25.0  # type: ignore[attr-defined]
    press(running, "Leave theirs")
    assert one(running, "number_input", "How far? The per cent to reach").value == 10.0  # type: ignore[attr-defined]


@pytest.mark.slow
def test_keeping_mine_of_two_answers_to_the_gaps_leaves_what_a_colleague_answered(
    app: Callable[..., AppTest], study: Study
) -> None:
    begun(study)
    running = app("Gaps")
    first, second = (one.id for one in gap_checklist()[:2])
    theirs = {first: {"answer": "yes", "note": ""}, second: {"answer": "no", "note": "ask"}}
    study.records.kept(replace(now(study), gaps=theirs), who="Ben Birch")
    assert "Ben Birch changed this after you opened it" in said(running.run())
    running.radio[0].set_value("not_sure")
    press(running, "Keep the answers")
    assert "no, ask (before: no answer)" in said(running)
    assert now(study).gaps == theirs
    press(running, "Keep mine instead")
    assert now(study).gaps == theirs | {first: {"answer": "not_sure", "note": ""}}


@pytest.mark.slow
def test_keeping_mine_keeps_a_level_with_the_measure_it_belongs_to(app: Callable[..., AppTest], study: Study) -> None:
    begun(study, aim_measure=RATE)
    running = aimed(app(), 25.0)
    study.records.kept(replace(now(study), aim_measure="overtime_share", aim_words="Ben's words"), who="Ben Birch")
    press(press(running, "Keep the aim"), "Keep mine instead")
    assert (now(study).aim_measure, now(study).aim_level, now(study).aim_words) == (RATE, 0.25, "Ben's words")


@pytest.mark.slow
def test_somebody_joins_with_a_role_and_leaves_with_a_trace(app: Callable[..., AppTest], study: Study) -> None:
    begun(study)
    running = app("Team")
    one(running, "text_input", "Name or initials").set_value("Ben Birch")  # type: ignore[attr-defined]
    one(running, "multiselect", "Roles").set_value(["Champion"])  # type: ignore[attr-defined]
    press(running, "Add to the team")
    assert [(p.name, p.role) for p in study.written.team] == [("Ben Birch", "Champion")]
    assert one(running, "text_input", "Name or initials").value == ""  # type: ignore[attr-defined]
    one(running, "checkbox", "Ben Birch leaves the team").check()  # type: ignore[attr-defined]
    press(running, "Keep the change")
    assert (study.written.team, len(study.written.people)) == ((), 1)


@pytest.mark.slow
def test_the_few_measures_become_the_huddles_when_asked(
    app: Callable[..., AppTest], study: Study, tmp_path: Path
) -> None:
    begun(study, aim_measure=RATE)
    running = app("Measures")
    one(running, "multiselect", "The few measures, beside the one of the aim").set_value(list(FEW[1:2]))  # type: ignore[attr-defined]
    press(running, "Keep the measures")
    assert store(tmp_path).settings().chosen == ()
    press(running, "Show the few measures in the huddle instead")
    assert store(tmp_path).settings().chosen == FEW[:2]


@pytest.mark.slow
def test_gaps_are_kept_with_their_notes(app: Callable[..., AppTest], study: Study) -> None:
    begun(study)
    running = app("Gaps")
    running.radio[0].set_value("not_sure")
    running.text_input[0].set_value("ask at the next huddle")
    press(running, "Keep the answers")
    assert now(study).gaps == {"harm_chance_findings": {"answer": "not_sure", "note": "ask at the next huddle"}}


@pytest.mark.slow
def test_a_closed_project_stays_readable_and_can_be_opened_again(app: Callable[..., AppTest], study: Study) -> None:
    begun(study, aim_measure=RATE, aim_words="an image when it helps")
    cycle = Cycle(0, "Pamphlet, one patient", learning="It opens the talk.")
    study.records.keep_cycle(CycleRecord(clinic=study.clinic, project_id=now(study).id, cycle=cycle), who="Ann Aspen")
    running = press(app("Project"), "Close this project")
    assert study.written.project is None
    one(running, "selectbox", "Read which one?").set_value(1).run()  # type: ignore[attr-defined]
    assert "an image when it helps" in said(running)
    links = [part.proto for part in running.get("page_link")]
    (tried,) = [link for link in links if "learned: It opens the talk." in link.label.replace("\\", "")]
    asked = dict(pair.split("=") for pair in tried.query_string.split("&"))
    assert asked == {"see": "tests", "cycle": "1", "project": "1"}
    press(running, "Open it again")
    assert now(study).title == "Fewer images"


@pytest.mark.slow
@pytest.mark.parametrize("part", ["Aim", "Team", "Measures", "Gaps", "Driver diagram", "Project"])
def test_every_part_stands_for_a_project_that_says_nothing_yet(
    app: Callable[..., AppTest], study: Study, part: str
) -> None:
    begun(study)
    running = app(part)
    assert not running.exception
    assert not running.error


# The command


def asked(**options: object) -> argparse.Namespace:
    usual = {"export": None, "bring_in": None, "number": None, "who": "", "again": False, "json": False}
    return argparse.Namespace(**(usual | options))


def test_a_project_goes_out_and_in_again_on_the_command_line(study: Study, tmp_path: Path) -> None:
    begun(study, aim_measure=RATE)
    file, other = tmp_path / "project.json", store(tmp_path / "other")
    today = date(2026, 11, 22)
    assert "is written to" in project.told(desk_at(study.store, None, today), asked(export=file))
    with pytest.raises(Refusal, match="is there already"):
        project.told(desk_at(study.store, None, today), asked(export=file))
    done = json.loads(project.told(desk_at(other, None, today), asked(bring_in=file, who="Dee Dogwood", json=True)))
    assert done["project"] == "Fewer images"
    assert other.clinics() == [other.settings().clinic]
    with pytest.raises(Refusal, match=r"is here already.*add --again"):
        project.told(desk_at(other, None, today), asked(bring_in=file, who="Dee Dogwood"))
    (taken,) = Records(other.engine).read(Project, other.settings().clinic)
    assert (taken.title, taken.aim_measure) == ("Fewer images", RATE)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"export": Path("never.json")}, "There is no project yet"),
        ({"bring_in": Path("never.json"), "who": "Ann"}, "there is no such file"),
        ({"bring_in": APP, "who": "Ann"}, "cannot be read as JSON"),
    ],
)
def test_the_command_refuses_with_what_to_do(tmp_path: Path, options: dict[str, object], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        project.told(desk_at(store(tmp_path), None, date(2026, 11, 22)), asked(**options))


def test_nobody_brings_a_project_in_without_a_name(study: Study, tmp_path: Path) -> None:
    begun(study)
    project.told(desk_at(study.store, None, date(2026, 11, 22)), asked(export=tmp_path / "project.json"))
    with pytest.raises(Refusal, match="Nobody is named"):
        project.told(
            desk_at(store(tmp_path / "other"), None, date(2026, 11, 22)), asked(bring_in=tmp_path / "project.json")
        )


def test_what_came_with_a_file_stands_in_the_history(study: Study, tmp_path: Path) -> None:
    begun(study)
    project.told(desk_at(study.store, None, date(2026, 11, 22)), asked(export=tmp_path / "project.json"))
    other = store(tmp_path / "other")
    project.told(desk_at(other, None, date(2026, 11, 22)), asked(bring_in=tmp_path / "project.json", who="Dee Dogwood"))
    changes = Records(other.engine).changes(other.settings().clinic, "projects")
    here, earlier = history_of(changes, {}, EDMONTON)
    assert (here.who, here.why) == ("Dee Dogwood", "brought in from a hand-over file of 2026-11-22")
    assert (earlier.who, earlier.what) == ("Ann Aspen", "Project: begun")


@pytest.mark.slow
def test_closing_a_project_says_which_one_comes_back(app: Callable[..., AppTest], study: Study) -> None:
    begun(study)
    study.records.kept(replace(now(study), id=0, version=0, title="Fewer referrals"), who="Ann Aspen")
    running = press(app("Project"), "Close this project")
    assert "You work on “Fewer images” now." in said(running)


def test_the_days_before_a_hand_over_are_told_the_newest_first_in_the_words_of_each_record(study: Study) -> None:
    start = {"who": "Ann", "at": "2026-03-02 14:30", "reason": "", "because": None}
    lines = [
        start | {"record": "cycles", "number": 1, "changed": {"started": [None, "x"]}},
        start | {"record": "notes", "number": 1, "who": "Ben", "at": "2026-04-02 14:30", "changed": {}},
    ]
    begun(study)
    (change,) = study.records.changes(study.clinic, "projects")
    told = history_of([replace(change, after={EARLIER: lines})], {}, EDMONTON)
    assert [(one.who, one.what) for one in told] == [("Ben", "Note 1: added"), ("Ann", "Cycle 1: first day")]
