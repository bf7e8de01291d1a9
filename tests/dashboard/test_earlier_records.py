"""What people wrote with an earlier version: every phrase is a code now, and the pages show the same.

The folders are those of `tests/ingest/earlier_versions`. In two of them people wrote with the version of that commit,
which put down in `shown.json` what it showed of it (and, 1a91d0f, handed its project over as a file).
"""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import sqlalchemy as sa
from made_up_export import bring, store, studied, visits
from made_up_records import fresh

from dashboard.commands.reviews import told as reviews_told
from dashboard.pages.changing.aim.history import history_of
from dashboard.pages.changing.cycles.history import results_from
from dashboard.pages.changing.cycles.parts import charted
from dashboard.pages.changing.ideas.ours import card_html
from dashboard.pages.changing.reviewing.shown import said_of
from dashboard.pages.changing.reviewing.story import story_of, verdict_sentence
from dashboard.pages.one_measure.phases.words import decision_words
from dashboard.parts.reviews.snapshot import of_snapshot
from dashboard.records import CycleRecord, MachineFinding, Person, Project, Records, identified, tables_of, unit_ids
from dashboard.records.handover.file import as_text, handed_over
from dashboard.records.handover.reading import read
from dashboard.records.handover.taking import take_over
from dashboard.records.handover.values import NotTaken
from dashboard.records.ideas_standing import standing
from dashboard.study import Study
from dashboard.study.overturned import as_read, unit_columns
from dashboard.study.overturned import said_of as overturned_of
from dashboard.study.spoken import spoken, unplaced
from dashboard.telling.tally_entries import entries_table
from ingest.gate import Gate
from ingest.store import Store

VERSIONS = Path(__file__).parents[1] / "ingest" / "earlier_versions"
EDMONTON = ZoneInfo("America/Edmonton")
TITLE = "Fewer images"


def unpacked(commit: str, folder: Path) -> dict[str, Any]:
    """The folder of a version, and what that version showed of it."""
    with zipfile.ZipFile(VERSIONS / f"{commit}.zip") as archive:
        archive.extractall(folder)
    told: dict[str, Any] = json.loads((folder / "shown.json").read_text("utf-8"))
    return told


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    unpacked("1a91d0f", folder)
    return folder


@pytest.fixture(scope="module")
def study(place: Path) -> Study:
    store = Store(place / "data")
    return Study(store, store.clinics()[0])


@pytest.fixture(scope="module")
def shown(place: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((place / "shown.json").read_text("utf-8"))
    return found


def project_of(study: Study) -> Project:
    return next(one for one in study.written.projects if one.title == TITLE)


@pytest.mark.slow
def test_the_reviews_command_says_the_same(study: Study, shown: dict[str, Any]) -> None:
    assert json.loads(reviews_told(study, date(2025, 11, 30), True)) == shown["reviews"]


def test_a_held_review_says_the_same_with_its_verdict_its_story_and_what_the_team_said(
    study: Study, shown: dict[str, Any]
) -> None:
    held = next(one for one in study.written.all_reviews if one.held)
    record = study.written.cycle(held.cycle_id)
    assert record is not None
    assert held.evidence is not None
    assert said_of(held) == shown["said_of"]
    written = study.written
    found = of_snapshot(held.evidence)
    story = story_of("Elm", held, record, written.all_cycles, project_of(study), written.team, found)
    assert verdict_sentence(story) == shown["verdict"]
    assert (held.finding, held.confirmed, held.decision, held.patient_story_is) == (
        "cannot_tell", "held", "restart", "real_with_consent",
    )  # fmt: skip


def test_where_results_are_from_is_read_from_the_record(study: Study, shown: dict[str, Any]) -> None:
    record = next(one for one in study.written.all_cycles if one.cycle.results)
    assert results_from(record, lambda name: charted(study, name)) == shown["results_from"]
    assert [one.reason for one in study.records.changes(study.clinic, "cycles", record.id)] == [""] * 4


def test_the_history_of_each_project_is_the_same_also_of_the_days_before_it_was_handed_over(
    study: Study, shown: dict[str, Any]
) -> None:
    lines = [
        asdict(line)
        for project in study.written.projects
        for line in history_of(study.records.changes(study.clinic, "projects", project.id), study.named, EDMONTON)
    ]
    assert lines == shown["aim"]


def test_ideas_phases_and_who_tallied_are_shown_the_same(study: Study, shown: dict[str, Any]) -> None:
    written, project = study.written, project_of(study)
    cycles = [one for one in written.all_cycles if one.project_id == project.id]
    assert [card_html(standing(one, cycles)) for one in written.ideas] == shown["ideas"]
    assert [decision_words(one) for one in written.all_phases] == shown["phases"]
    tables = [entries_table(one, written.entries_of(one) and written.entries) for one in written.tallies]
    assert [[[str(value) for value in row] for row in table.rows()] for table in tables] == shown["entries"]


#: What the versions up to November 2026 wrote into tables as it stood on a screen.
PHRASES = re.compile(
    r"improved and held|too few points|\"cannot tell\"|restart PDSA|retire the measure|real with consent|new phase"
    r"|about the same|whole practice|set aside|not sure|\"Low\"|\"High\"|^Low$|^High$|At the point of care"
    r"|Results: |brought in|leaves the team|joins the team|when the \d+-month review"
)


def texts(engine: sa.Engine) -> Iterator[tuple[str, str]]:
    """Every value of every table that people write, as text."""
    look = sa.inspect(engine)
    for table in ("changes", "people", "projects", "ideas", "cycles", "phases", "sustainability_reviews", "ratings",
                  "tally_entries"):  # fmt: skip
        names = [column["name"] for column in look.get_columns(table)]
        with engine.connect() as connection:
            for row in connection.execute(sa.text(f"SELECT * FROM {table}")):
                yield from ((f"{table}.{name}", str(value)) for name, value in zip(names, row, strict=True) if value)


def test_no_phrase_is_left_in_any_table_or_in_the_audit(study: Study) -> None:
    assert [place for place, text in texts(study.store.engine) if PHRASES.search(text)] == []


def test_who_brought_something_in_stands_in_a_column_of_its_own(study: Study) -> None:
    own, theirs = study.written.entries[0], study.written.entries[-1]
    assert (own.who, own.brought_by, own.written_at) == ("Cid Cedar", None, None)
    assert (theirs.who, theirs.brought_by, theirs.written_at) == ("Cid Cedar", "Ben Birch", "2025-01-06 15:22")


def test_the_audit_keeps_every_line_with_its_writer_and_moment(study: Study) -> None:
    changes = study.records.changes(study.clinic)
    assert len(changes) == len({one.id for one in changes})
    left = next(one for one in changes if one.record == "people" and (one.before or {}).get("active"))
    assert left.because is not None
    assert (left.because.code, left.who, left.reason) == ("left", "Ann Aspen", "")


def test_a_project_handed_over_by_the_earlier_version_is_taken_as_this_one_hands_it_over(
    place: Path, study: Study
) -> None:
    there = fresh()
    taken = take_over(there, "oak", (place / "handed_over.json").read_text("utf-8"), who="Dee Dogwood")
    assert taken.gaps["patient_handout"] == {"answer": "not_sure", "note": "ask"}
    again = handed_over(there, "oak", taken.id, made_on=date(2025, 11, 30), practice="Made-up Practice")
    here = handed_over(
        study.records, study.clinic, project_of(study).id, made_on=date(2025, 11, 30), practice="Made-up Practice"
    )
    parts = [name for name in here if name != "history"]
    assert {name: again[name] for name in parts} == {name: here[name] for name in parts}
    assert again["history"][: len(here["history"])] == here["history"]


def test_a_damaged_file_of_the_earlier_version_is_refused_calmly(place: Path) -> None:
    told = json.loads((place / "handed_over.json").read_text("utf-8"))
    for name in ("project", "cycles", "history", "reviews"):
        with pytest.raises(NotTaken, match="damaged"):
            read(json.dumps(told | {name: [1] if name != "project" else 1}))


@pytest.mark.slow
def test_people_and_overturns_of_an_older_version_stay_as_they_were(tmp_path: Path) -> None:
    shown = unpacked("cee73ad", tmp_path)
    store = Store(tmp_path / "data")
    records, clinic = Records(store.engine), store.clinics()[0]
    assert [[one.name, one.role, one.active] for one in records.read(Person, clinic)] == shown["people"]
    found = records.overturns(clinic)
    told = [[one.finding.atom, one.turn, one.after, one.reason, one.who, str(one.at)] for one in found]
    assert told == shown["overturns"]
    audit = [[one.record, one.record_id, one.who, str(one.at)] for one in records.changes(clinic)]
    assert audit == shown["audit"]
    assert records.read(CycleRecord, clinic) == []
    assert as_text({"a": 1}) == '{\n "a": 1\n}\n'


@pytest.mark.slow
def test_an_overturn_of_before_long_numbers_became_tokens_still_speaks_of_its_visit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked("cee73ad", tmp_path)
    rows = visits({"Visit ID": "V0000017", "Chart No": "1017"}, {"Visit ID": "V0000018", "Chart No": "1018"})
    with monkeypatch.context() as earlier:
        earlier.setattr(Gate, "rows", lambda _, frame, __: frame)
        bring(tmp_path, rows)
    records, spoke = Records(store(tmp_path).engine), "V0000018"
    (unit,) = [one for one in unit_ids(today_of(tmp_path)).values() if one.number == spoke]
    clinic = studied(tmp_path).clinic
    records.overturn(
        MachineFinding(clinic, unit, "trauma", "present"), "not_recorded", reason="read wrongly", who="Ann Aspen"
    )
    before = unplaced(studied(tmp_path))
    bring(tmp_path, rows.replace("follow-up", "review"))
    again = studied(tmp_path)
    assert spoke not in today_of(tmp_path)["number"].to_list()
    said = overturned_of(again.store, clinic, as_read(again.units()))
    named = today_of(tmp_path).join(said, on="row")
    assert (named["atom"].to_list(), named["patient"].to_list()) == (["trauma"], [unit.patient])
    assert unplaced(again) == before
    (row,) = named["row"]
    assert [one.finding.unit for one in spoken(again, "visit", row).history] == [unit]


def today_of(place: Path) -> pl.DataFrame:
    """The visits of today by what identifies them."""
    done = studied(place)
    return identified(unit_columns(as_read(done.units()), "visit"), "visit", tables_of(done.store.sources(done.clinic)))
