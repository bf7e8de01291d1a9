"""A kind of record is declared once: its table, its rows, its hand-over, its comparison and its history follow."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from made_up_records import fresh

from dashboard.forms.edit import told
from dashboard.records import Kept, NotKept
from dashboard.records.codec import Misfit, plain, typed
from dashboard.records.handover.file import row
from dashboard.records.handover.reading import record_of
from dashboard.records.handover.values import NotTaken
from dashboard.records.kind import code, columns_of, inner, kind, longest, refers, text, together, told_of
from dashboard.records.kinds import CycleRecord, Note, PhaseKind, Project
from dashboard.telling import labels
from dashboard.telling.labels import LABELS, differences, labels_of
from ingest.columns import NEVER_DELETED
from measures.improvement import Cycle, Decision, Direction, HowSmall, Of, Prediction, Task
from measures.said import Said, said

KINDS = sorted(Kept.__subclasses__(), key=lambda one: one.TABLE.name)
SHIPPED = [one for one in KINDS if one.__module__ == "dashboard.records.kinds"]
OWN = sa.MetaData()


@kind("wishes", metadata=OWN)
class Wish(Kept):
    """A kind as somebody would add it; `colour` is the one plain field that came later."""

    TOGETHER = (("wanted_by", "size"),)

    title: str = text(longest=20)
    wanted_by: date | None = None
    size: str = code("small", "large", default="")
    place: int = inner(default=0)
    colour: str = text(default="")


CALLED = {"title": "name", "wanted_by": "by when", "size": "size", "colour": "colour"}
RED = Wish(clinic="elm", title="A stool", colour="red")


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "LABELS", {**LABELS, "wishes": CALLED})


def test_one_line_puts_a_field_into_the_table() -> None:
    column = Wish.TABLE.c.colour
    assert (type(column.type), column.nullable) == (sa.Text, False)
    assert Wish.TABLE.c.wanted_by.nullable
    assert Wish.TABLE.info == NEVER_DELETED


def test_one_line_puts_a_field_into_the_rows_and_the_audit_and_the_history() -> None:
    records = fresh()
    OWN.create_all(records.database)
    kept = records.kept(RED, who="Ann Aspen")
    later = records.kept(replace(kept, colour="blue"), who="Ben Birch")
    assert records.read(Wish, "elm") == [later]
    change = records.changes("elm", "wishes")[-1]
    assert differences(Wish, change.before or {}, change.after or {}) == ["Colour: blue (before: red)"]


def test_one_line_puts_a_field_into_the_comparison_of_two_peoples_forms() -> None:
    assert told(Wish)(RED, replace(RED, colour="blue")) == ["Colour: blue (before: red)"]
    assert told(Wish)(RED, replace(RED, place=3)) == []


def test_one_line_puts_a_field_into_the_hand_over_file() -> None:
    handed = row(replace(RED, wanted_by=date(2026, 5, 4)))
    assert handed == {"title": "A stool", "wanted_by": "2026-05-04", "size": "", "place": 0, "colour": "red"}
    assert record_of("the wish", handed, Wish, {}, 1) == replace(RED, id=1, clinic="", wanted_by=date(2026, 5, 4))


def test_a_file_made_before_the_field_was_there_is_read_without_it() -> None:
    earlier = {name: value for name, value in row(RED).items() if name != "colour"}
    assert record_of("the wish", earlier, Wish, {}, 1).colour == ""


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"colour": 3}, "“colour” of the wish is not a text"),
        ({"wanted_by": "2026-13-44"}, "“wanted_by” of the wish is not a day"),
        ({"size": "huge"}, "the wish does not fit together: “size” is one of small, large"),
        ({"shape": "round"}, "has one that does not belong there"),
        ({"title": None}, "“title” of the wish is not a text"),
    ],
)
def test_a_value_that_its_field_cannot_keep_is_refused_with_its_place(given: dict[str, Any], says: str) -> None:
    with pytest.raises(NotTaken, match=says):
        record_of("the wish", row(RED) | given, Wish, {}, 1)


def test_what_somebody_types_into_a_field_is_never_a_patients_number() -> None:
    records = fresh()
    OWN.create_all(records.database)
    with pytest.raises(NotKept, match="The colour holds a number"):
        records.kept(replace(RED, colour="for 987-654-321"), who="Ann Aspen")


def test_a_word_that_is_no_code_is_a_mistake_of_the_program() -> None:
    records = fresh()
    OWN.create_all(records.database)
    with pytest.raises(ValueError, match="“size” is one of small, large"):
        records.kept(replace(RED, size="huge"), who="Ann Aspen")


def test_a_kind_says_what_is_told_how_long_a_text_is_and_what_belongs_together() -> None:
    assert told_of(Wish) == ("title", "wanted_by", "size", "colour")
    assert (longest(Wish, "title"), longest(Wish, "colour")) == (20, None)
    assert together(Wish, ["size"]) == ("wanted_by", "size")
    assert together(Wish, ["colour"]) == ()


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.TABLE.name)
def test_every_field_that_people_read_has_its_label_and_every_label_its_field(one: type[Kept]) -> None:
    assert set(labels_of(one)) == set(LABELS[one.TABLE.name])


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.TABLE.name)
def test_every_column_of_a_kind_comes_from_its_fields(one: type[Kept]) -> None:
    assert {column.name for column in one.TABLE.columns} == {"id", *columns_of(one)}
    grouped = {each.name for each in fields(Cycle)} if one is CycleRecord else set()
    own = {each.name for each in fields(one)} - {"cycle", "id"}
    assert set(columns_of(one)) == own | grouped


# The codec

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))
WORDS = st.text(max_size=8)
PREDICTIONS = st.builds(
    Prediction, WORDS, DAYS, st.sampled_from(Direction), low=st.none(), high=st.none(),
    start=st.none() | st.floats(0, 1),
)  # fmt: skip
CYCLES = st.builds(
    Cycle, st.integers(1, 9), WORDS, predictions=st.lists(PREDICTIONS, max_size=2).map(tuple),
    scale=st.none() | st.builds(HowSmall, st.integers(1, 9), st.sampled_from(Of)),
    tasks=st.lists(st.builds(Task, WORDS, when=st.none() | DAYS, done=st.booleans()), max_size=2).map(tuple),
    started=st.none() | DAYS, as_planned=st.none() | st.booleans(),
    results=st.lists(st.none() | st.floats(0, 1), max_size=2).map(tuple),
    decision=st.none() | st.sampled_from(Decision),
)  # fmt: skip


@given(CYCLES, st.none() | st.integers(1, 9))
def test_what_a_record_holds_comes_back_from_its_columns_and_from_json(cycle: Cycle, idea: int | None) -> None:
    source = (said("result_own", value=0.2, is_rate=True, where="by hand"),)
    record = CycleRecord(clinic="elm", project_id=1, cycle=cycle, idea_id=idea, results_from=source)
    assert CycleRecord.from_row(record.to_row() | {"id": 0}) == record
    assert typed(Cycle, plain(cycle)) == cycle


@pytest.mark.parametrize(
    ("of", "given", "where"),
    [
        (tuple[Prediction, ...], [{"measure": "m", "by": "soon", "direction": "up"}], ("1", "by")),
        (HowSmall, {"number": 0, "of": "day"}, ()),
        (Mapping[str, int], {"a": "1"}, ("a",)),
        (PhaseKind, "new phase", ()),
        (int, True, ()),
        (float, float("nan"), ()),
        (Said, {"code": "x"}, ()),
    ],
)
def test_what_is_no_value_of_its_type_says_where(of: Any, given: Any, where: tuple[str, ...]) -> None:
    with pytest.raises(Misfit) as told:
        typed(of, given)
    assert told.value.where == where


def test_a_finding_comes_back_with_the_findings_within_it() -> None:
    found = said("all_of", findings=[said("no_fit"), said("no_process")], on=date(2026, 5, 4))
    assert typed(Said, plain(found)) == found
    assert found.values["on"] == "2026-05-04"


def test_a_reference_is_a_foreign_key_and_its_none_is_nothing() -> None:
    assert [key.target_fullname for key in CycleRecord.TABLE.c.idea_id.foreign_keys] == ["ideas.id"]
    assert refers("projects.id").metadata["inner"]
    assert Note(clinic="elm", day=date(2026, 5, 4), text="x").to_row()["until"] is None
    assert Project(clinic="elm", title="x").saying(["aim_level"]) == {"aim_level": None}
