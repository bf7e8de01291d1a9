"""What people write: overturned findings, people and the audit; kept for good and never over one another."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, dataclass, replace
from pathlib import Path
from threading import Barrier
from typing import ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from made_up_records import START, TRAUMA, VISIT, WHY, fresh, meanwhile, today

from dashboard.records import ChangedMeanwhile, Drawn, Kept, NotKept, Person, Records, looks_like_a_name
from dashboard.records.reason import settled
from ingest import database as db
from ingest.columns import APPEND_ONLY


@pytest.fixture
def records() -> Records:
    return fresh()


# Overturned findings


def test_an_overturn_keeps_what_the_machine_said_beside_what_the_clinician_says(records: Records) -> None:
    said = records.overturn(TRAUMA, "not_recorded", reason=f" {WHY} ", who="Ann Aspen")
    assert records.overturns("elm") == [said]
    assert (said.finding, said.after, said.reason, said.who, said.at) == (
        TRAUMA, "not_recorded", WHY, "Ann Aspen", START,
    )  # fmt: skip


def test_a_withdrawn_overturn_lets_the_machine_speak_again_and_stays_readable(records: Records) -> None:
    first = records.overturn(TRAUMA, "stated_absent", reason=WHY, who="Ann Aspen")
    units = today(VISIT)
    assert records.standing("elm", units, "visit").rows.rows() == [(1, "trauma", "stated_absent", first.id)]
    records.withdraw(first, reason="the chart names a fall last week", who="Ben Birch")
    assert records.standing("elm", units, "visit").rows.is_empty()
    assert [(one.turn, one.after, one.who) for one in records.overturns("elm")] == [
        (1, "stated_absent", "Ann Aspen"),
        (2, None, "Ben Birch"),
    ]


def test_of_two_words_on_one_finding_the_newest_speaks(records: Records) -> None:
    first = records.overturn(TRAUMA, "stated_absent", reason=WHY, who="Ann Aspen")
    records.overturn(TRAUMA, "unknown", reason="the note can be read both ways", who="Ben Birch", instead_of=first)
    assert records.standing("elm", today(VISIT), "visit").rows["state"].to_list() == ["unknown"]


def test_a_word_on_a_finding_that_changed_meanwhile_is_refused_with_who_and_when(records: Records) -> None:
    records.overturn(TRAUMA, "stated_absent", reason=WHY, who="Ann Aspen")
    with pytest.raises(ChangedMeanwhile, match=r"Ann Aspen changed this on 2026-03-02 at 14:30 UTC") as told:
        records.overturn(TRAUMA, "unknown", reason="not clear", who="Ben Birch")
    assert (told.value.who, told.value.when) == ("Ann Aspen", START)
    assert len(records.overturns("elm")) == 1


def test_an_old_word_cannot_be_withdrawn_over_a_newer_one(records: Records) -> None:
    first = records.overturn(TRAUMA, "stated_absent", reason=WHY, who="Ann Aspen")
    records.overturn(TRAUMA, "unknown", reason="not clear", who="Ben Birch", instead_of=first)
    with pytest.raises(ChangedMeanwhile, match="Ben Birch"):
        records.withdraw(first, reason="my mistake", who="Ann Aspen")


def test_a_word_on_one_finding_cannot_stand_instead_of_one_on_another(records: Records) -> None:
    first = records.overturn(TRAUMA, "unknown", reason=WHY, who="Ann Aspen")
    with pytest.raises(ValueError, match="another finding"):
        records.overturn(replace(TRAUMA, atom="cancer"), "unknown", reason=WHY, who="Ann Aspen", instead_of=first)


def test_one_finding_is_overturned_and_its_neighbours_are_not(records: Records) -> None:
    records.overturn(TRAUMA, "not_recorded", reason=WHY, who="Ann Aspen")
    records.overturn(replace(TRAUMA, atom="cancer"), "unknown", reason="biopsy pending", who="Ben Birch")
    found = records.standing("elm", today(VISIT, replace(VISIT, number="V2")), "visit").rows
    assert found.select("row", "atom", "state").rows() == [(1, "cancer", "unknown"), (1, "trauma", "not_recorded")]


def test_an_overturn_that_changes_nothing_is_refused(records: Records) -> None:
    with pytest.raises(NotKept, match="already says so"):
        records.overturn(TRAUMA, "present", reason=WHY, who="Ann Aspen")
    first = records.overturn(TRAUMA, "unknown", reason=WHY, who="Ann Aspen")
    with pytest.raises(NotKept, match="already says so"):
        records.overturn(TRAUMA, "unknown", reason=WHY, who="Ann Aspen", instead_of=first)
    withdrawn = records.withdraw(first, reason=WHY, who="Ann Aspen")
    with pytest.raises(NotKept, match="withdrawn already"):
        records.withdraw(withdrawn, reason=WHY, who="Ann Aspen")


def test_clinics_do_not_see_one_another(records: Records) -> None:
    before = records.overturns_version("elm")
    records.overturn(replace(TRAUMA, clinic="oak"), "unknown", reason=WHY, who="Ann Aspen")
    assert (records.overturns("elm"), records.changes("elm")) == ([], [])
    assert records.overturns_version("elm") == before
    records.overturn(TRAUMA, "unknown", reason=WHY, who="Ann Aspen")
    assert records.overturns_version("elm") != before


def test_an_atom_or_state_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(ValueError, match=r"a finding is one of cauda_equina.*not 'trama'"):
        replace(TRAUMA, atom="trama")
    with pytest.raises(ValueError, match=r"a state is one of present.*not 'yes'"):
        replace(TRAUMA, state="yes")


# What may stand in a reason


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_empty_reason_is_refused(records: Records, reason: str) -> None:
    with pytest.raises(NotKept, match="reason is empty"):
        records.overturn(TRAUMA, "unknown", reason=reason, who="Ann Aspen")
    assert records.overturns("elm") == []


def test_nobody_writes_without_a_name(records: Records) -> None:
    with pytest.raises(NotKept, match="Nobody is named"):
        records.overturn(TRAUMA, "unknown", reason=WHY, who=" ")


@pytest.mark.parametrize(
    "number",
    [
        "98765432",
        "98765-4321",
        "9876-543-210",
        "9876 543 210",
        "ABCD 9876 5432",
        "780-555-0199",
        "2019-203-123",
        "2019-2020-123",
        "123-2019-2020",
        "987654321-2",
    ],
)
def test_what_may_be_a_patient_number_is_refused_and_not_repeated(number: str) -> None:
    with pytest.raises(NotKept, match="digits or more") as told:
        settled(f"see chart {number}, no fall")
    assert not any(part in str(told.value) for part in number.split())


@pytest.mark.parametrize(
    "reason",
    [
        "fell on 2024-05-06",
        "fell 06/05/2024, seen 2024-05-07",
        "2024-05-06 2024-05-07",
        "cancer 2009-2014",
        "T 38.9, CRP 120, L4/5, 3/10",
    ],
)
def test_days_years_and_findings_are_not_taken_for_patient_numbers(reason: str) -> None:
    assert settled(reason) == reason


@given(st.integers(10**7, 10**12 - 1), st.sampled_from(["", " ", "-", ". "]))
def test_no_run_of_eight_digits_gets_through_however_it_is_grouped(number: int, gap: str) -> None:
    digits = str(number)
    written = gap.join(digits[at : at + 3] for at in range(0, len(digits), 3))
    with pytest.raises(NotKept):
        settled(f"PHN {written}")


def test_a_name_is_asked_about_and_a_colleague_is_not() -> None:
    assert all(map(looks_like_a_name, ["Mrs. Tremblay denies", "patient Jane Willow fell", "WILLOW, JANE denies"]))
    assert not any(map(looks_like_a_name, ["Dr. Birch saw no deficit", "MRI, CT and XR reviewed", "patient denies"]))


# Records that people change, and the audit


def test_a_person_is_kept_and_every_change_says_who_when_before_and_after(records: Records) -> None:
    ann = records.kept(Person(clinic="elm", name="Ann Aspen", role="champion"), who="Ben Birch")
    left = records.kept(replace(ann, active=False), who="Ann Aspen", reason="moved away")
    assert records.read(Person, "elm") == [left]
    first, second = records.changes("elm", "people", ann.id)
    assert (first.before, first.after, first.who) == (None, ann.to_row(), "Ben Birch")
    assert (second.before, second.after, second.reason) == (ann.to_row(), left.to_row(), "moved away")
    assert second.at > first.at


def test_two_who_opened_the_same_record_do_not_write_over_one_another(records: Records) -> None:
    opened = records.kept(Person(clinic="elm", name="Ann Aspen"), who="Ben Birch")
    mine = records.kept(replace(opened, role="champion"), who="Ben Birch")
    with pytest.raises(ChangedMeanwhile, match="Ben Birch changed this on 2026-03-02 at 14:31 UTC"):
        records.kept(replace(opened, role="manager"), who="Cid Cedar")
    assert records.read(Person, "elm") == [mine]
    assert len(records.changes("elm")) == 2


def test_a_record_does_not_move_to_another_clinic(records: Records) -> None:
    ann = records.kept(Person(clinic="elm", name="Ann Aspen"), who="Ben Birch")
    with pytest.raises(ValueError, match="'oak' has no record 1 among its people"):
        records.kept(replace(ann, clinic="oak"), who="Ben Birch")


def test_a_record_kept_as_it_is_leaves_no_trace(records: Records) -> None:
    ann = records.kept(Person(clinic="elm", name="Ann Aspen"), who="Ben Birch")
    assert records.kept(ann, who="Cid Cedar") == ann
    assert len(records.changes("elm")) == 1


def test_every_overturn_and_judgement_is_in_the_audit_too(records: Records) -> None:
    records.overturn(TRAUMA, "unknown", reason=WHY, who="Ann Aspen")
    sample = [Drawn(VISIT, "flagged", 1.0, {"any": "present"})]
    review = records.new_review("elm", sample, {"flagged": 1}, seed=7, reader="r1", definition="d3", who="Ben Birch")
    records.judge(records.items(review)[0], {"any": "absent"}, who="Ann Aspen")
    assert [(line.record, line.who) for line in records.changes("elm")] == [
        ("overturns", "Ann Aspen"),
        ("reader_reviews", "Ben Birch"),
        ("judgements", "Ann Aspen"),
    ]
    (line,) = records.changes("elm", "overturns")
    assert (line.before, line.after) == (
        {"atom": "trauma", "state": "present"},
        {"atom": "trauma", "state": "unknown"},
    )


@dataclass(frozen=True, kw_only=True)
class Poem(Kept):
    """A kind of record of its own, as a later part of the program would add it."""

    TABLE: ClassVar[sa.Table] = sa.Table(
        "poems",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("clinic", sa.Text),
        sa.Column("measures", sa.JSON),
        sa.Column("version", sa.Integer),
    )
    measures: tuple[str, ...] = ()


def test_a_new_kind_of_record_is_a_table_and_a_dataclass_and_lists_stay_lists(records: Records) -> None:
    Poem.TABLE.create(records.database)
    made = records.kept(Poem(clinic="elm", measures=("pamphlet_or_exercise",)), who="Ann Aspen")
    more = records.kept(replace(made, measures=(*made.measures, "warm_referral")), who="Ben Birch")
    assert records.read(Poem, "elm") == [more]
    assert [line.after and line.after["measures"] for line in records.changes("elm", "poems")] == [
        ["pamphlet_or_exercise"],
        ["pamphlet_or_exercise", "warm_referral"],
    ]


def test_a_patient_number_gets_in_by_no_free_text_of_a_record(records: Records) -> None:
    with pytest.raises(NotKept, match="The role holds a number"):
        records.kept(Person(clinic="elm", name="Ann Aspen", role="for 987-654-321"), who="Ben Birch")
    with pytest.raises(NotKept, match="The reason holds a number"):
        records.kept(Person(clinic="elm", name="Ann Aspen"), who="Ben Birch", reason="for 987-654-321")
    assert records.read(Person, "elm") == []


WRITTEN = [table for table in db.metadata.sorted_tables if "refuses" in table.info]


@pytest.mark.parametrize("table", WRITTEN, ids=lambda t: t.name)
def test_nothing_that_people_wrote_can_be_deleted(records: Records, table: sa.Table) -> None:
    with pytest.raises(db.NeverRewritten, match="what people wrote is kept"), records.database.begin() as connection:
        connection.execute(sa.delete(table))


@pytest.mark.parametrize("table", [t for t in WRITTEN if t.info is APPEND_ONLY], ids=lambda t: t.name)
def test_a_line_once_written_cannot_be_changed(records: Records, table: sa.Table) -> None:
    with pytest.raises(db.NeverRewritten, match="Add a row"), records.database.begin() as connection:
        connection.execute(sa.update(table).values(clinic="oak"))


def test_a_record_given_out_cannot_be_changed_in_place(records: Records) -> None:
    ann = records.kept(Person(clinic="elm", name="Ann Aspen"), who="Ben Birch")
    with pytest.raises(FrozenInstanceError):
        ann.name = "Ben Birch"  # type: ignore[misc]


# Two at once


def test_a_colleague_who_writes_between_looking_and_writing_is_not_written_over(tmp_path: Path) -> None:
    records = Records(db.connect(tmp_path))
    opened = records.kept(Person(clinic="elm", name="Ann Aspen"), who="Ann Aspen")
    meanwhile(records, sa.Update, lambda: records.kept(replace(opened, role="champion"), who="Ben Birch"))
    with pytest.raises(ChangedMeanwhile, match="Ben Birch"):
        records.kept(replace(opened, role="manager"), who="Cid Cedar")
    meanwhile(records, sa.Insert, lambda: records.overturn(TRAUMA, "unknown", reason=WHY, who="Ben Birch"))
    with pytest.raises(ChangedMeanwhile, match="Ben Birch"):
        records.overturn(TRAUMA, "stated_absent", reason=WHY, who="Cid Cedar")
    assert [one.role for one in records.read(Person, "elm")] == ["champion"]
    assert [one.who for one in records.overturns("elm")] == ["Ben Birch"]
    assert len(records.changes("elm")) == 3


def told(writer: Callable[[], object]) -> bool:
    """Whether the writer was told that somebody else had written meanwhile."""
    try:
        writer()
    except ChangedMeanwhile:
        return True
    return False


def at_once(write: Callable[[str], object]) -> int:
    """How many of two who write at the same moment were told."""
    start = Barrier(2)

    def together(who: str) -> bool:
        start.wait()
        return told(lambda: write(who))

    with ThreadPoolExecutor(2) as threads:
        return sum(threads.map(together, ["Ben Birch", "Cid Cedar"]))


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(3))
def test_of_two_people_writing_at_the_same_moment_one_is_told(tmp_path: Path, turn: int) -> None:
    records = Records(db.connect(tmp_path))
    opened = records.kept(Person(clinic="elm", name="Ann Aspen"), who="Ann Aspen")
    assert at_once(lambda who: records.kept(replace(opened, role=f"chosen by {who}"), who=who)) == 1
    assert at_once(lambda who: records.overturn(TRAUMA, "unknown", reason=WHY, who=who)) == 1
    assert len(records.overturns("elm")) == 1
    (kept,) = records.read(Person, "elm")
    assert kept.role == f"chosen by {records.changes('elm', 'people')[-1].who}"
