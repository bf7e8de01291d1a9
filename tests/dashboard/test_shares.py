"""What a clinic shares: shown in full, written without rows or names, taken in, and equal both ways."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.commands.demo import demo_folder
from dashboard.parts.sharing import shared_of
from dashboard.records import Records
from dashboard.records.receiving import receive, speaking
from dashboard.records.shares import Shared, as_mapping, as_text, of_mapping, read_text
from dashboard.study.newest import study
from ingest.for_people import Refusal
from ingest.store import Store

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up practice in a data folder."""
    return demo_folder(tmp_path_factory.mktemp("clinic"))


@pytest.fixture(scope="module")
def shared(clinic: Path) -> Shared:
    """What it shares."""
    return shared_of(study(Store(clinic)), TODAY)


def test_a_shares_file_reads_back_as_it_was_made(shared: Shared) -> None:
    assert read_text(as_text(shared).encode()) == shared


def test_no_number_from_one_to_nine_stands_in_it(shared: Shared) -> None:
    numbers = [
        number
        for measure in shared.measures
        for one in measure.stretches
        for number in (one.numerator, one.denominator, one.unknown, one.not_recorded)
        if number is not None
    ]
    assert max(numbers) > 30
    assert not [number for number in numbers if 1 <= number <= 9]


def test_no_clinician_and_no_one_of_the_team_is_named_in_it(clinic: Path, shared: Shared) -> None:
    own = study(Store(clinic))
    names = [s for one in own.practice.clinicians for s in one.spellings] + [p.name for p in own.written.people]
    told = as_text(shared).casefold()
    assert names
    assert not [name for name in names if name.casefold() in told]


@pytest.mark.slow
def test_a_clinic_shows_everything_before_it_writes_it_and_the_pcn_takes_it_in(
    clinic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "maple.json"
    assert main(["share", "--data", str(clinic), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    made = json.loads(out.read_text("utf-8"))
    for measure in made["measures"]:
        assert measure["title"] in said
        for stretch in measure["stretches"]:
            if stretch["denominator"]:
                assert f"{stretch['numerator']:,} of {stretch['denominator']:,}" in said
    assert main(["receive", "--data", str(tmp_path / "pcn"), str(out)]) == 0
    assert "taken in" in capsys.readouterr().out
    assert main(["receive", "--data", str(tmp_path / "pcn"), str(out)]) == 0
    assert "here already" in capsys.readouterr().out
    assert main(["share", "--data", str(clinic), "--out", str(out)]) == 2  # never written over


def test_of_each_clinic_the_newest_file_speaks(shared: Shared, tmp_path: Path) -> None:
    records = Records(Store(tmp_path).engine)
    assert receive(records, shared, who="Ann Aspen") == "new"
    assert receive(records, replace(shared, made_on=date(2026, 9, 1)), who="Ann Aspen") == "older"
    assert receive(records, replace(shared, clinic="elm", name="Elm"), who="Ann Aspen") == "new"
    assert {name: one.made_on for name, one in speaking(records).items()} == {shared.clinic: TODAY, "elm": TODAY}
    assert Store(tmp_path).clinics() == []


@pytest.mark.parametrize(
    "harm",
    [
        lambda told: told.update(format="huddleboard project"),
        lambda told: told.update(version=2),
        lambda told: told.update(clinic="../elm"),
        lambda told: told.pop("name"),
        lambda told: told.update(least=2),
        lambda told: told["measures"][0].update(is_rate="yes"),
        lambda told: told["measures"][0]["verdict"].update(state="fine"),
        lambda told: told["measures"][0]["stretches"][0].update(numerator=3),
        lambda told: told["measures"][0]["stretches"][0].update(first="2026-13"),
        lambda told: told["measures"][0]["stretches"].append(7),
    ],
)
def test_a_file_that_is_none_or_was_changed_is_refused(shared: Shared, harm: object) -> None:
    told = as_mapping(shared)
    harm(told)  # type: ignore[operator]
    with pytest.raises(Refusal, match=r"Nothing was taken in|newer Huddleboard"):
        of_mapping(told)


def test_a_lower_threshold_stands_in_the_settings_with_its_reason() -> None:
    from ingest.clinic import BadSettings, read_settings, write_settings

    settings = read_settings('name = "Elm"\nsmall_numbers = 6\nsmall_numbers_reason = "agreed with the PCN"')
    assert read_settings(write_settings(settings)) == settings
    for bad in ("small_numbers = 6", 'small_numbers = 2\nsmall_numbers_reason = "we are few"'):
        with pytest.raises(BadSettings):
            read_settings(bad)


@pytest.mark.slow
def test_one_folder_and_shares_files_give_the_same_page(clinic: Path, shared: Shared, tmp_path: Path) -> None:
    from dashboard.pages.pcn.overview import grid
    from dashboard.parts.programme import clinics_together
    from dashboard.telling.programme import columns, table

    store = Store(tmp_path)
    receive(Records(store.engine), shared, who="Ann Aspen")
    by_file, in_folder = clinics_together(store, TODAY), clinics_together(Store(clinic), TODAY)
    assert by_file == in_folder == [shared]
    measures = columns(by_file, ())
    assert grid(by_file, measures, "all") == grid(in_folder, measures, "all")
    assert table(by_file, measures).equals(table(in_folder, measures))


def test_the_page_the_pointer_the_file_and_the_paper_say_the_same_after_disclosure(shared: Shared) -> None:
    """No surface has a number of its own: whatever digits stand in a cell stand in its sentence and in the CSV."""
    import re

    from dashboard.pages.pcn.overview import grid
    from dashboard.telling.programme import columns, table
    from dashboard.telling.shares import cell, sentence

    every = columns([shared], ())
    assert len(every) > 10
    written = table([shared], every)
    for measure in every:
        own = shared.measure(measure.measure)
        assert own is not None
        words = cell(own, shared.least)
        assert written[measure.title].item() == words
        assert set(re.findall(r"\d+", words)) <= set(re.findall(r"\d+", sentence(shared, own)))
        assert sentence(shared, own).split(";")[0] in grid([shared], [own], "one").replace("&#x27;", "'")


def test_clinics_stand_by_what_needs_a_look_and_then_by_name(shared: Shared) -> None:
    from dashboard.telling.programme import in_order

    fine = [replace(m, verdict=replace(m.verdict, state="no_change")) for m in shared.measures]
    worse = [replace(fine[0], verdict=replace(fine[0].verdict, state="worse")), *fine[1:]]
    elm, ash, oak = (
        replace(shared, name=name, clinic=name.lower(), measures=tuple(measures), reviews=())
        for name, measures in (("Elm", fine), ("Ash", fine), ("Oak", worse))
    )
    assert [one.name for one in in_order([elm, ash, oak], TODAY)] == ["Oak", "Ash", "Elm"]
