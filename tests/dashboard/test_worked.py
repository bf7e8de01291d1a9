"""Did it work, and is it too soon to tell: which date, which words, and what an estimate does not say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from bare_practice import bare_practice
from hypothesis import given
from hypothesis import strategies as st
from made_up_records import fresh
from made_up_series import months
from streamlit.testing.v1 import AppTest

from dashboard.pages.one_measure.worked.part import course_table, method_of
from dashboard.pages.one_measure.worked.soon import gauge
from dashboard.pages.one_measure.worked.words import relative_words, what_to_read, what_would_help
from dashboard.records import CycleRecord, Project, Records
from dashboard.records.written import written
from dashboard.study import study
from dashboard.telling.sentences import words
from dashboard.telling.since import Since, dates_of
from ingest.store import Store
from measures.improvement import Cycle, Decision, Direction, Prediction, effect, volume_of

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
CAUSE = re.compile(r"\bcaus|because of|thanks to|due to|proves?\b|significan", re.IGNORECASE)

BEFORE, SINCE = [9, 11, 8, 10, 12, 9, 10, 11, 9, 10, 11, 10], [4, 5, 3, 4, 5, 4, 3, 5, 4, 4]
FELL = months(BEFORE + SINCE, [25] * 22)
STOOD = months(BEFORE + BEFORE[:10], [25] * 22)
NEW_YEAR = date(2025, 1, 1)
MONTH = Since(NEW_YEAR, "January 2025", planned=False)
CYCLE = Since(NEW_YEAR, "Cycle 2 adopted on 1 January 2025: Script", planned=True)


@pytest.fixture
def records() -> Records:
    return fresh()


def cycle(records: Records, measure: str = "made_up", **said: object) -> None:
    of = next(iter(records.read(Project, "elm")), None) or records.kept(Project(clinic="elm", title="P"), who="Ann")
    first = CycleRecord(clinic="elm", project_id=of.id, cycle=Cycle(0, "Script"), measures=(measure,))
    planned = records.keep_cycle(first, who="Ann")
    records.keep_cycle(replace(planned, cycle=replace(planned.cycle, **said)), who="Ann")


def first_date(records: Records) -> Since:
    return dates_of(written(records, "elm"), FELL)[0]


# Since when


def test_without_a_cycle_the_months_of_the_chart_are_offered_the_newest_first(records: Records) -> None:
    found = dates_of(written(records, "elm"), FELL)
    assert [one.words for one in found][:2] == ["October 2025", "September 2025"]
    assert found[-1].words == "February 2024"
    assert not any(one.planned for one in found)


def test_the_newest_adopted_cycle_comes_first_even_where_another_started_later(records: Records) -> None:
    cycle(records, started=date(2024, 11, 4), ended=date(2024, 12, 2), decision=Decision.ADOPT, implemented=NEW_YEAR)
    cycle(records, started=date(2025, 6, 2))
    assert first_date(records) == Since(NEW_YEAR, "Cycle 1 adopted on 1 January 2025: Script", True)
    words = [one.words for one in dates_of(written(records, "elm"), FELL)]
    assert words[1:3] == ["Cycle 2 started on 2 June 2025: Script", "Cycle 1 started on 4 November 2024: Script"]


def test_without_an_adopted_one_the_newest_started_cycle_comes_first(records: Records) -> None:
    cycle(records, started=date(2024, 11, 4))
    cycle(records, started=date(2025, 6, 2))
    assert first_date(records).day == date(2025, 6, 2)


def test_a_cycle_of_another_measure_is_not_offered_and_a_predicted_one_is(records: Records) -> None:
    cycle(records, measure="other", started=date(2025, 6, 2))
    assert not first_date(records).planned
    prediction = Prediction("made_up", date(2025, 9, 1), Direction.DOWN)
    cycle(records, measure="other", predictions=(prediction,), started=date(2025, 7, 1))
    assert first_date(records).day == date(2025, 7, 1)


def test_a_balancing_measure_begins_with_what_its_project_adopted(records: Records) -> None:
    of = records.kept(Project(clinic="elm", title="P", aim_measure="other", measures=("made_up",)), who="Ann")
    cycle(records, measure="other", started=date(2024, 11, 4), ended=date(2024, 12, 2), decision=Decision.ADOPT,
          implemented=NEW_YEAR)  # fmt: skip
    assert first_date(records) == Since(NEW_YEAR, "Cycle 1 adopted on 1 January 2025: Script", True)
    records.kept(replace(of, measures=()), who="Ann")
    assert not first_date(records).planned


# The words of an estimate


@pytest.mark.slow
def test_a_clear_difference_is_told_in_points_and_against_what_was_expected() -> None:
    found = effect(FELL, NEW_YEAR)
    assert "fewer per 100" in words(found.says)
    told = relative_words(found)
    assert re.fullmatch(r"Against what was to be expected: about \d+% fewer, plausibly \d+% to \d+%\.", told)
    shares = [int(number) for number in re.findall(r"(\d+)%", told)]
    assert shares[1] < shares[0] < shares[2]


def test_an_unclear_difference_has_no_relative_size_and_says_that_it_proves_nothing() -> None:
    found = effect(STOOD, NEW_YEAR)
    assert relative_words(found) == ""
    assert any("not the same as no difference" in line for line in what_to_read(found, CYCLE, STOOD))


def test_a_date_picked_from_the_chart_is_cautioned_about_and_a_cycles_date_is_not() -> None:
    found = effect(FELL, NEW_YEAR)
    assert any("larger than it is" in line for line in what_to_read(found, MONTH, FELL))
    assert not any("larger than it is" in line for line in what_to_read(found, CYCLE, FELL))


@pytest.mark.slow
@given(st.integers(0, 22), st.booleans())
def test_no_estimate_names_a_cause(place: int, planned: bool) -> None:
    day = date(2024 + place // 12, place % 12 + 1, 1)
    found = effect(FELL, day)
    since = Since(day, "x", planned)
    told = [words(found.says), relative_words(found), what_would_help(found, FELL), *what_to_read(found, since, FELL)]
    assert not CAUSE.search(" ".join(told))


def test_too_few_months_since_say_how_many_more_and_that_weeks_may_do() -> None:
    found = effect(FELL, date(2025, 9, 1))
    assert found.refused
    assert what_would_help(found, FELL).startswith("It needs 2 more whole months.")
    assert "by the week" in what_would_help(found, FELL)


def test_too_short_a_past_asks_for_an_earlier_beginning() -> None:
    found = effect(FELL, date(2024, 4, 1))
    assert what_would_help(found, FELL).startswith("An export that reaches further back")


def test_a_model_is_told_with_what_it_was_read_from() -> None:
    told = method_of(effect(FELL, NEW_YEAR), FELL)
    assert "12 months before the date and 10 since" in told
    assert "Lopez Bernal" in told


def test_the_table_beside_the_picture_has_every_month_and_no_course_before_the_date() -> None:
    rows = course_table(effect(FELL, date(2025, 1, 15)), FELL)
    assert rows.height == 22
    nothing = dict(rows.select("Month", "Had nothing changed").rows())
    assert nothing["Dec 2024"] == ""
    assert nothing["Feb 2025"].endswith("%")
    assert [month for month, yes in rows.select("Month", "Compared").rows() if yes != "yes"] == ["Jan 2025"]


def test_a_month_in_which_nobody_tallied_does_not_lower_what_is_usual() -> None:
    tallied = months([6] * 12)
    gaps = tallied.points.with_columns(
        numerator=pl.when(pl.col("start").dt.month() == 7).then(None).otherwise(pl.col("numerator"))
    )
    volume = volume_of(replace(tallied, points=gaps))
    assert volume is not None
    assert (volume.usual, volume.baseline) == (6.0, 11)


def test_the_same_gauge_is_reckoned_once() -> None:
    volume = volume_of(months([5] * 12, [10] * 12))
    assert volume is not None
    assert gauge(volume, 0.5, "anhoej") is gauge(volume, 0.5, "anhoej")
    assert words(gauge(volume, 0.5, "anhoej").says).startswith("Cannot tell")


# On the page


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up practice with one adopted cycle of its imaging rate."""
    folder = tmp_path_factory.mktemp("worked") / "data"
    bare_practice(folder)
    known = study(Store(folder))
    project = known.records.kept(
        Project(clinic=known.clinic, title="P", aim_measure="imaging_rate_without_red_flags", aim_level=0.15), who="Ann"
    )
    done = Cycle(
        0, "Script", started=date(2025, 11, 3), ended=date(2025, 12, 1), learning="it helps",
        decision=Decision.ADOPT, implemented=date(2026, 1, 1),
    )  # fmt: skip
    known.records.keep_cycle(
        CycleRecord(
            clinic=known.clinic, project_id=project.id, cycle=done, measures=("imaging_rate_without_red_flags",)
        ),
        who="Ann",
    )
    return folder


def part(monkeypatch: pytest.MonkeyPatch, folder: Path, **asked: str) -> AppTest:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(folder))
    running = AppTest.from_file(str(APP), default_timeout=60).run()
    for key, value in {"measure": "imaging_rate_without_red_flags", "part": "Did it work?", **asked}.items():
        running.query_params[key] = value
    return running.switch_page("dashboard/pages/measure.py").run()


def html(running: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in running.get("html"))


@pytest.mark.slow
def test_the_part_begins_with_the_adopted_cycle_and_answers(monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    page = part(monkeypatch, sample)
    assert page.selectbox(key="since").value == "Cycle 1 adopted on 1 January 2026: Script"
    assert "Over the 9 months since January 2026: about 19 fewer per 100" in html(page)
    page.selectbox(key="since").select("August 2026").run()
    assert not page.exception
    assert "No estimate. There are only" in html(page)


@pytest.mark.slow
def test_nothing_is_reckoned_while_the_part_is_closed(monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    page = part(monkeypatch, sample, part="Numbers")
    assert "since" not in [one.key for one in page.selectbox]
    assert len(page.get("plotly_chart")) == 1
