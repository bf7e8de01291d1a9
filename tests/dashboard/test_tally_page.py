"""The tally page: set up, count with a thumb, take back, key a card in, paste months, stop; nothing typed is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_up_tallies import PAMPHLET
from streamlit.testing.v1 import AppTest

from dashboard.commands.demo import demo_folder
from dashboard.pages.tallying.choices import OWN, checked, of_measure, planned_stop, to_choose
from dashboard.records import Counted, NotKept, Person, Tally
from dashboard.study import Study, study
from ingest.store import Store
from measures.catalogue import measures

ROOT = Path(__file__).resolve().parents[2]
WEDNESDAY = date(2026, 11, 18)

Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_folder(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def clinic(sample: Path, tmp_path: Path) -> Study:
    """The made-up practice with a share and a plain count tallied since September."""
    shutil.copytree(sample, tmp_path / "data")
    opened = study(Store(tmp_path / "data"))
    for name in ("Ann Aspen", "Ben Birch"):
        opened.records.kept(Person(clinic=opened.clinic, name=name), who="Ann Aspen")
    told = PAMPHLET | {"clinic": opened.clinic, "started": date(2026, 9, 1)}
    opened.records.kept(Tally(**told, is_rate=True), who="Ann Aspen")
    opened.records.kept(Tally(**told | {"title": "Waits"}, is_rate=False), who="Ann Aspen")
    return opened


@pytest.fixture
def page(clinic: Study, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the page on a Wednesday, with a tally by its title."""
    monkeypatch.setenv("HUDDLEBOARD_TODAY", WEDNESDAY.isoformat())

    def opened(**query: str) -> AppTest:
        monkeypatch.setenv("HUDDLEBOARD_DATA", str(clinic.store.folder))
        running = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
        running.query_params["part"] = query.pop("part", "So far")
        if "title" in query:
            query["tally"] = str(called(clinic, query.pop("title")).id)
        for key, value in query.items():
            running.query_params[key] = value
        return running.switch_page("dashboard/pages/tally.py").run()

    return opened


def said(running: AppTest) -> str:
    boxes = [*running.title, *running.markdown, *running.info, *running.error, *running.caption]
    html = [str(part.proto.body) for part in running.get("html")]
    return "\n".join([*(str(box.value) for box in boxes), *html]).replace("\\", "")


def button(running: AppTest, words: str) -> Any:
    return next(one for one in running.button if words in one.label)


def called(clinic: Study, title: str = "Pamphlet given") -> Tally:
    return next(one for one in clinic.written.tallies if one.title == title)


def numbers(clinic: Study, title: str = "Pamphlet given") -> list[tuple[date, int, int | None]]:
    return [(one.day, one.numerator, one.denominator) for one in clinic.written.entries_of(called(clinic, title))]


# What can be tallied


def test_what_the_exports_cannot_carry_is_offered_before_what_they_count(clinic: Study) -> None:
    words = list(to_choose(clinic.measures).items())
    assert words[0][0] == OWN
    missing = [name for name, _ in words[1:] if not clinic.measures[name].available]
    assert missing
    assert [name for name, _ in words[1 : len(missing) + 1]] == missing
    assert "lower_back_imaging_ebi" not in dict(words)  # rows of a national code script are nobody's strokes


def test_a_tally_of_a_measure_carries_the_measures_own_words() -> None:
    measure = measures()["pamphlet_or_exercise"]
    tally = of_measure("elm", measure, WEDNESDAY)
    assert (tally.measure, tally.numerator_says, tally.denominator_says, tally.kind, tally.better) == (
        "pamphlet_or_exercise", measure.numerator_says, measure.denominator_says, "process", "higher",
    )  # fmt: skip
    assert planned_stop(date(2026, 11, 2)) == date(2027, 1, 24)  # the Sunday of the twelfth week


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "no name yet"),
        ({"numerator_says": ""}, "what makes a stroke"),
        ({"denominator_says": ""}, "out of what"),
        ({"stopped": date(2026, 1, 1)}, "before the first"),
    ],
)
def test_a_tally_that_lacks_something_says_what(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(NotKept, match=told):
        checked(replace(Tally(**PAMPHLET, is_rate=True), **wrong))


# The page


@pytest.mark.slow
def test_a_tap_is_kept_at_once_with_who_and_the_last_one_can_be_taken_back(clinic: Study, page: Open) -> None:
    running = page(title="Pamphlet given", writer="Ann Aspen")
    button(running, "Yes:").click().run()
    button(running, "No:").click().run()
    assert ">1 of 2<" in said(running)
    assert {one.who for one in clinic.written.entries_of(called(clinic))} == {"Ann Aspen"}
    button(running, "Undo “no”").click().run()
    assert ">1 of 1<" in said(running)
    assert numbers(clinic) == [(WEDNESDAY, 1, 1)]
    assert sum(one.tally_id == called(clinic).id for one in clinic.written.entries) == 3  # appended, not deleted
    assert not running.exception


@pytest.mark.slow
def test_nobody_counts_without_a_name_and_the_name_is_asked_once(page: Open) -> None:
    running = page(title="Pamphlet given")
    assert button(running, "Yes:").disabled
    box = next(one for one in running.selectbox if one.label == "Who writes this?")
    box.set_value("Ben Birch").run()
    assert not button(running, "Yes:").disabled
    assert running.query_params["writer"] in ("Ben Birch", ["Ben Birch"])
    assert not [one for one in running.selectbox if one.label == "Who writes this?"]


@pytest.mark.slow
def test_a_count_has_one_button_and_a_word_for_none(clinic: Study, page: Open) -> None:
    running = page(title="Waits", writer="Ann Aspen")
    assert "nothing yet" in said(running)
    button(running, "None on this day").click().run()
    assert ">0<" in said(running)
    assert numbers(clinic, "Waits") == [(WEDNESDAY, 0, None)]
    button(running, "One more:").click().run()
    assert numbers(clinic, "Waits")[-1] == (WEDNESDAY, 1, None)
    assert not [one for one in running.button if "None on this day" in one.label]


@pytest.mark.slow
def test_several_people_count_at_once_and_each_takes_back_their_own(clinic: Study, page: Open) -> None:
    ann, ben = page(title="Pamphlet given", writer="Ann Aspen"), page(title="Pamphlet given", writer="Ben Birch")
    button(ann, "Yes:").click().run()
    button(ben, "Yes:").click().run()
    button(ben, "No:").click().run()
    assert ">2 of 3<" in said(ann.run())
    button(ann, "Undo “yes”").click().run()
    assert ">1 of 2<" in said(ann)
    assert not [one for one in ann.button if one.label.startswith("Undo")]


@pytest.mark.slow
def test_yesterday_can_be_counted_and_a_pasted_month_cannot(clinic: Study, page: Open) -> None:
    tally = called(clinic)
    clinic.records.tally_up(tally, [Counted(date(2026, 10, 1), 9, 30, "month", "pasted")], who="Ann Aspen")
    running = page(title="Pamphlet given", writer="Ann Aspen")
    running.button_group[0].set_value("yesterday").run()
    button(running, "Yes:").click().run()
    assert numbers(clinic)[-1] == (date(2026, 11, 17), 1, 1)
    running.button_group[0].set_value("other").run()
    running.date_input[0].set_value(date(2026, 10, 5)).run()
    assert "October 2026 has a pasted figure (9 of 30)" in said(running)
    assert not [one for one in running.button if "Yes:" in one.label]


@pytest.mark.slow
def test_a_card_is_added_in_one_go_and_a_day_already_tallied_is_asked_about(clinic: Study, page: Open) -> None:
    clinic.records.tally_up(called(clinic), [Counted(date(2026, 11, 17), 6, 14)], who="Ann Aspen")
    running = page(title="Pamphlet given", writer="Ben Birch", part="Card")
    for place, number in enumerate((3, 9, 2, 8, 1, 4)):
        running.number_input[place].set_value(number)
    button(running, "Add this card").click().run()
    assert "6 of 14 already tallied on Tuesday: add to it?" in said(running)
    assert running.number_input[0].value == 3
    assert len(numbers(clinic)) == 1
    running.radio[0].set_value("add")
    button(running, "Add this card").click().run()
    assert [one[1:] for one in numbers(clinic)] == [(6, 14), (3, 9), (2, 8), (1, 4)]
    assert running.number_input[0].value is None
    assert {one.source for one in clinic.written.entries_of(called(clinic))[1:]} == {"card"}


@pytest.mark.slow
def test_pasted_months_are_shown_before_anything_is_kept(clinic: Study, page: Open) -> None:
    running = page(title="Pamphlet given", writer="Ann Aspen", part="Monthly figures")
    running.text_area[0].set_value("Month;yes;all\n2026-03;12;40\nAvril 2026;9/38\n2027-01;1;2").run()
    assert "left out: January 2027 is still to come" in said(running)
    assert numbers(clinic) == []
    button(running, "Keep these 2 months").click().run()
    assert numbers(clinic) == [(date(2026, 3, 1), 12, 40), (date(2026, 4, 1), 9, 38)]
    assert running.text_area[0].value == ""
    assert "2 monthly figures kept" in said(running)


@pytest.mark.slow
def test_a_tally_is_set_up_stopped_and_reopened(clinic: Study, page: Open) -> None:
    running = page()
    button(running, "Start this tally").click().run()
    assert "Nobody is named" in said(running) or "no name yet" in said(running)
    next(one for one in running.text_input if "name" in one.label).set_value("Script card used")
    next(one for one in running.text_input if "yes" in one.label).set_value("script card used")
    next(one for one in running.text_input if "Out of what" in one.label).set_value("back visits").run()
    next(one for one in running.selectbox if one.label == "Who writes this?").set_value("Ann Aspen").run()
    button(running, "Start this tally").click().run()
    made = clinic.written.tallies[-1]
    assert (made.title, made.started, made.stopped) == ("Script card used", WEDNESDAY, planned_stop(WEDNESDAY))
    running = page(title="Script card used", writer="Ann Aspen", part="Stop or change")
    button(running, "Stop after today").click().run()
    assert clinic.written.tallies[-1].stopped == WEDNESDAY
    button(running, "Reopen it").click().run()
    assert clinic.written.tallies[-1].stopped is None
    assert len(clinic.records.changes(clinic.clinic, "tallies", made.id)) == 3


@pytest.mark.slow
def test_a_correction_does_not_write_over_what_somebody_else_corrected(clinic: Study, page: Open) -> None:
    running = page(title="Waits", writer="Ann Aspen", part="Stop or change")
    opened = called(clinic, "Waits")
    clinic.records.kept(replace(opened, title="Long waits"), who="Ben Birch")
    running.text_input[0].set_value("Waits in the hall")
    button(running, "Keep the correction").click().run()
    assert "Ben Birch changed this" in said(running)
    assert running.text_input[0].value == "Waits in the hall"
    assert called(clinic, "Long waits").id == opened.id
    assert "Name: Long waits (before: Waits)" in said(running)
    button(running, "Leave theirs").click().run()
    assert running.text_input[0].value == "Long waits"


@pytest.mark.slow
def test_a_correction_by_somebody_else_is_told_before_anything_is_sent(clinic: Study, page: Open) -> None:
    running = page(title="Waits", writer="Ann Aspen", part="Stop or change")
    clinic.records.kept(replace(called(clinic, "Waits"), title="Long waits"), who="Ben Birch")
    running.run()
    assert "Ben Birch changed this after you opened it" in said(running)
    button(running, "Show what stands now").click().run()
    assert running.text_input[0].value == "Long waits"


@pytest.mark.slow
def test_any_entry_can_be_taken_back_and_stays_readable(clinic: Study, page: Open) -> None:
    clinic.records.tally_up(called(clinic), [Counted(date(2026, 11, 17), 6, 14)], who="Ann Aspen")
    running = page(title="Pamphlet given", writer="Ben Birch", part="Entries")
    box = next(one for one in running.selectbox if one.label == "Take an entry back")
    box.set_value(box.options and clinic.written.entries_of(called(clinic))[0].id).run()
    button(running, "Take it back").click().run()
    assert numbers(clinic) == []
    assert "by Ben Birch" in said(running)


@pytest.mark.slow
def test_an_address_of_a_tally_that_is_not_there_shows_those_that_are(page: Open) -> None:
    running = page(tally="7777")
    assert "There is no such tally here" in said(running)
    assert not running.exception


@pytest.mark.slow
def test_after_some_weeks_without_a_last_day_it_is_asked_whether_they_are_enough(clinic: Study, page: Open) -> None:
    assert "weeks: if you have seen enough" not in said(page(title="Waits"))
    clinic.records.kept(replace(called(clinic, "Waits"), started=date(2026, 8, 3)), who="Ann Aspen")
    assert "That is 15 weeks: if you have seen enough" in said(page(title="Waits"))
