"""`huddleboard reviews`: what is due, what the data say, what people made of it; and two example clinics."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from made_up_reviews import ANN, COUNT, RATE, adopted, brought, copied

from dashboard.cli import main
from dashboard.commands import reviews
from dashboard.parts.reviews.evidence import evidence
from dashboard.parts.reviews.holding import hold
from dashboard.study import Study
from ingest.store import Store

LATE = date(2025, 9, 30)
KEYS = [
    "cycle", "title", "measure", "months", "due", "when", "owner", "held", "verdict", "reason", "data_to",
    "confirmed", "confirmed_reason", "decision",
]  # fmt: skip


def test_the_options_are_a_day_and_json() -> None:
    parser = argparse.ArgumentParser()
    reviews.COMMAND.add_to(parser.add_subparsers())
    asked = parser.parse_args(["reviews", "--today", "2026-05-04", "--json"])
    assert (asked.today, asked.json) == (date(2026, 5, 4), True)
    assert parser.parse_args(["reviews"]).today is None
    with pytest.raises(SystemExit):
        parser.parse_args(["reviews", "--today", "2026-02-30"])


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the patients imaged in 2024, two of twelve in the 21 months to September 2025."""
    folder = tmp_path_factory.mktemp("practice")
    brought(folder, months=21)
    return folder


def told(study: Study, today: date) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(reviews.told(study, today, True))
    return found


def test_before_any_change_is_adopted_a_sentence_says_when_reviews_come(practice: Path, tmp_path: Path) -> None:
    study = copied(practice, tmp_path)
    assert "No review is planned yet" in reviews.told(study, LATE, False)
    assert told(study, LATE) == []


@pytest.mark.slow
def test_each_review_is_told_with_its_verdict_once_it_is_due(practice: Path, tmp_path: Path) -> None:
    study = copied(practice, tmp_path)
    adopted(study, RATE)
    early = told(study, date(2025, 4, 10))
    assert list(early[0]) == KEYS
    assert [(one["months"], one["due"], one["when"]) for one in early] == [
        (3, "2025-04-01", "due"),
        (6, "2025-07-01", "to come"),
    ]
    assert early[0]["verdict"] == "held so far, too few points"
    assert (early[0]["cycle"], early[0]["title"], early[0]["measure"]) == (1, "Pamphlet at check-in", RATE)
    assert early[0]["owner"] == ANN
    assert (early[1]["verdict"], early[1]["reason"]) == (None, None)
    words = reviews.told(study, date(2025, 4, 10), False)
    assert "Cycle 1, Pamphlet at check-in: 3-month review, due 2025-04-01, due, owner: Ann Aspen." in words
    assert "Held so far, too few points." in words
    assert [one["verdict"] for one in told(study, LATE)] == ["improved and held"] * 2


@pytest.mark.slow
def test_a_held_review_keeps_the_verdict_of_its_day_and_what_the_team_said(practice: Path, tmp_path: Path) -> None:
    study = copied(practice, tmp_path)
    record, day = adopted(study, RATE), date(2025, 4, 10)
    review = study.written.reviews[0]
    said = {"confirmed": "cannot_tell", "confirmed_reason": "March is missing", "decision": "hold"}
    hold(study.records, review, record, evidence(study, review, day), said, who=ANN, today=day)
    found = told(study, LATE)[0]
    assert (found["when"], found["held"]) == ("held", "2025-04-10")
    assert found["verdict"] == "held so far, too few points"
    assert (found["confirmed"], found["confirmed_reason"], found["decision"]) == (
        "cannot tell", "March is missing", "hold",
    )  # fmt: skip
    words = reviews.told(study, LATE, False)
    assert "The team overruled this with: cannot tell. March is missing" in words
    assert "Decided: hold." in words


# The two example clinics


def example(shared: Path, name: str, folder: Path) -> tuple[Study, dict[str, Any]]:
    """An example clinic brought in as a person would, and its story."""
    story = json.loads((shared / "examples" / "truth" / name / "story.json").read_text("utf-8"))
    spec = {
        "name": story["clinic"], "timezone": story["timezone"], "adult_age": story["adult_age"],
        "coverage_start": date.fromisoformat(story["coverage_start"]), "agreed_list": story["agreed_list"],
        "clinician": story["roster"],
    }  # fmt: skip
    settings = folder / "clinic.toml"
    settings.write_text(tomli_w.dumps(spec), "utf-8")
    files = sorted(str(p) for p in (shared / "examples" / name).glob("*.csv"))
    options = ["--data", str(folder / "data"), "--clinic", str(settings), "--export-date", story["export_date"]]
    assert main(["import", *options, *files]) == 0
    store = Store(folder / "data")
    return Study(store, store.clinics()[0]), story


@pytest.mark.slow
def test_the_planted_improvement_of_p1_accuro_is_described_as_it_is(shared: Path, tmp_path: Path) -> None:
    study, story = example(shared, "p1_accuro", tmp_path)
    since, export = date.fromisoformat(f"{story['change_month']}-01"), date.fromisoformat(story["export_date"])
    adopted(study, RATE, on=since)
    adopted(study, COUNT, title="Order form", on=since)
    found = {(one["measure"], one["months"]): one for one in told(study, export)}
    before = story["pooled_before_after"][RATE]["numerator_denominator"][0]
    assert f"{before[0] / before[1]:.0%} before, 13% since" in found[RATE, 6]["reason"]
    assert found[RATE, 6]["verdict"] == "held so far, too few points"  # 7 whole months, and 8 in a row make a pattern
    assert found[COUNT, 6]["verdict"] == "improved and held"
    early = {one["measure"]: one for one in told(study, date(2025, 2, 10)) if one["months"] == 3}
    assert early[RATE]["when"] == "due"
    assert early[RATE]["verdict"] == "held so far, too few points"
    assert early[COUNT]["verdict"] == "cannot tell"


@pytest.mark.slow
def test_stable_p3_oscar_is_never_called_improved_and_held(shared: Path, tmp_path: Path) -> None:
    study, story = example(shared, "p3_oscar", tmp_path)
    for on in (date(2024, 11, 1), date(2024, 12, 15), date(2025, 2, 1)):
        for measure in (RATE, COUNT):
            adopted(study, measure, on=on)
    for day in (date.fromisoformat(story["export_date"]), date(2025, 5, 31), date(2025, 7, 15)):
        found = [one["verdict"] for one in told(study, day) if one["verdict"]]
        assert found
        assert "improved and held" not in found


@pytest.mark.slow
def test_on_a_day_before_a_review_was_held_it_is_not_held_yet(practice: Path, tmp_path: Path) -> None:
    study = copied(practice, tmp_path)
    record, day = adopted(study, RATE), date(2025, 4, 10)
    review = study.written.reviews[0]
    found = evidence(study, review, day)
    said = {"confirmed": found.finding, "decision": "strengthen", "built_in": {}, "next_review": date(2026, 1, 1)}
    hold(study.records, review, record, found, said, who=ANN, today=day)
    before = told(study, date(2025, 4, 2))[0]
    assert (before["when"], before["held"], before["confirmed"], before["decision"]) == ("due", None, None, None)
    assert before["verdict"] == "held so far, too few points"
    assert told(study, date(2025, 3, 1))[0]["when"] == "to come"
    assert told(study, day)[0]["held"] == "2025-04-10"


def test_a_clock_that_is_no_day_is_refused_with_a_sentence(
    practice: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUDDLEBOARD_TODAY", "soon")
    assert main(["reviews", "--data", str(practice / "data")]) == 2
    assert "HUDDLEBOARD_TODAY is 'soon'" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_data_folder_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    assert main(["reviews", "--data", str(tmp_path / "notes.txt")]) == 2
    assert "cannot be the data folder" in capsys.readouterr().err
