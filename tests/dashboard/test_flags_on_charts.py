"""What stands on a chart as a numbered flag: cycles, what happened, a tally's sources, and Alberta's funding dates."""

from dataclasses import replace
from datetime import date

import pytest
from made_up_records import fresh
from made_up_series import STEADY, months

from dashboard.drawing.flags import flags_of, note_words
from dashboard.drawing.scene import pins_of
from dashboard.parts.notes_on_charts import flag_list, no_funding_date
from dashboard.records import Counted, CycleRecord, Note, Project, Records, Tally
from dashboard.records.written import written
from measures.improvement import Cycle, Decision
from measures.series import Series

SHOWN = months(STEADY)  # January 2024 to February 2025


@pytest.fixture
def records() -> Records:
    return fresh()


def project(records: Records, title: str = "Fewer images", closed: date | None = None) -> int:
    return records.kept(Project(clinic="elm", title=title, closed=closed), who="Ann").id


def cycle(records: Records, of: int, measure: str = "made_up", **said: object) -> CycleRecord:
    """A cycle that is planned first, and then goes as far as `said`."""
    first = CycleRecord(clinic="elm", project_id=of, cycle=Cycle(0, "Script"), measures=(measure,) if measure else ())
    planned = records.keep_cycle(first, who="Ann")
    return records.keep_cycle(replace(planned, cycle=replace(planned.cycle, **said)), who="Ann")


def note(records: Records, day: date, text: str = "New template", **said: object) -> Note:
    return records.kept(Note(clinic="elm", day=day, text=text, **said), who="Ann")  # type: ignore[arg-type]


def told(records: Records, series: Series = SHOWN, funding: bool = False) -> list[tuple[object, str]]:
    return [(flag.at, flag.text) for flag in flags_of(written(records, "elm"), series, funding)]


def test_a_cycle_stands_on_the_chart_of_its_measure_when_it_starts_and_when_it_is_adopted(records: Records) -> None:
    of = project(records)
    cycle(records, of, started=date(2024, 3, 4), ended=date(2024, 3, 8), decision=Decision.ADOPT,
          implemented=date(2024, 5, 1))  # fmt: skip
    assert told(records) == [
        (date(2024, 3, 4), "Cycle 1 started: Script"),
        (date(2024, 5, 1), "Cycle 1 adopted: Script"),
    ]
    assert told(records, months(STEADY, measure="other")) == []


@pytest.mark.slow
def test_a_cycle_without_a_measure_stands_on_every_chart(records: Records) -> None:
    cycle(records, project(records), "", started=date(2024, 3, 4))
    assert told(records, months(STEADY, measure="other")) == [(date(2024, 3, 4), "Cycle 1 started: Script")]


def test_a_cycle_given_up_is_flagged_when_it_ended(records: Records) -> None:
    cycle(records, project(records), started=date(2024, 3, 4), ended=date(2024, 3, 8), decision=Decision.ABANDON)
    assert told(records)[1] == (date(2024, 3, 8), "Cycle 1 given up: Script")


def test_a_change_that_is_no_longer_adopted_is_not_flagged_as_adopted(records: Records) -> None:
    cycle(records, project(records), started=date(2024, 3, 4), decision=Decision.ADAPT, implemented=date(2024, 5, 1))
    assert [text for _, text in told(records)] == ["Cycle 1 started: Script"]


def test_a_cycle_of_an_earlier_project_says_whose_it_is(records: Records) -> None:
    old = project(records, "Handouts", closed=date(2024, 6, 1))
    cycle(records, old, started=date(2024, 3, 4))
    cycle(records, project(records), started=date(2024, 8, 5))
    assert [text for _, text in told(records)] == [
        "Cycle 1 of “Handouts” started: Script",
        "Cycle 1 started: Script",
    ]


def test_a_note_stands_on_every_chart_with_its_kind_and_until_when(records: Records) -> None:
    note(records, date(2024, 6, 3), "Dr. A away", kind="leave", until=date(2024, 6, 28))
    assert told(records, months(STEADY, measure="other")) == [
        (date(2024, 6, 3), "Leave: Dr. A away (until 28 June 2024)")
    ]


def test_what_began_before_and_reaches_into_the_days_shown_stands_at_their_beginning(records: Records) -> None:
    note(records, date(2023, 11, 20), "Locum", until=date(2024, 2, 9))
    note(records, date(2023, 9, 1), "Over by then", until=date(2023, 12, 31))
    assert told(records) == [(date(2024, 1, 1), "Locum (until 9 February 2024), since 20 November 2023")]


def test_a_note_taken_back_is_on_no_chart(records: Records) -> None:
    kept = note(records, date(2024, 6, 3))
    records.kept(replace(kept, active=False), who="Ann")
    assert told(records) == []


def test_a_kind_that_nobody_knows_any_more_is_not_said() -> None:
    assert note_words(Note(clinic="elm", day=date(2024, 6, 3), text="Flood", kind="weather")) == "Flood"


def test_funding_dates_stand_only_where_asked_for_and_only_on_their_days(records: Records) -> None:
    assert told(records, funding=True) == []
    old = SHOWN.points.with_columns(
        start=SHOWN.points["start"].dt.offset_by("-4y"), end=SHOWN.points["end"].dt.offset_by("-4y")
    )
    series = replace(SHOWN, points=old)
    assert told(records, series) == []
    assert [at for at, _ in told(records, series, funding=True)] == [date(2020, 3, 31)]
    assert "31 March 2020 and 7 October 2022" in no_funding_date()


def test_a_tally_says_where_its_numbers_begin_to_come_from_elsewhere(records: Records) -> None:
    words = {"title": "Handouts", "kind": "process", "better": "higher", "numerator_says": "given"}
    tally = records.kept(Tally(clinic="elm", is_rate=False, started=date(2024, 1, 1), **words), who="Ann")
    counted = [Counted(date(2024, 2, 1), 9, every="month", source="pasted"), Counted(date(2024, 4, 3), 2)]
    records.tally_up(tally, counted, who="Ann")
    series = months(STEADY, measure=tally.name)
    assert told(records, series) == [
        (date(2024, 4, 3), "From here: tallied day by day; before: monthly figures pasted")
    ]
    assert told(records) == []


def test_the_list_under_a_chart_numbers_the_flags_as_the_chart_does(records: Records) -> None:
    note(records, date(2024, 9, 2), "second")
    note(records, date(2024, 6, 3), "first <b>")
    flags = flags_of(written(records, "elm"), SHOWN)
    assert [(pin.number, pin.text) for pin in pins_of(SHOWN, flags)] == [(1, "first <b>"), (2, "second")]
    listed = flag_list(flags)
    assert listed.index("first &lt;b&gt;") < listed.index("second")
    assert "<strong>3 June 2024</strong>: first" in listed


def test_a_chart_without_a_period_has_no_flags(records: Records) -> None:
    note(records, date(2024, 6, 3))
    assert told(records, replace(SHOWN, points=SHOWN.points.clear())) == []
