"""Which EMR's table a header belongs to, said aloud; what is not known is asked about and never guessed."""

from pathlib import Path

import pytest
from made_up_export import bring, orders, table, visits

from ingest.batch import open_files
from ingest.for_people import Refusal
from ingest.profile import EVENTS, parse, profiles
from ingest.recognise import Mapping, says_together
from measures.events import TABLES


def opened(folder: Path, *texts: str) -> list[Mapping]:
    files = []
    for place, text in enumerate(texts):
        files.append(folder / f"file{place}.csv")
        files[-1].write_text(text, "utf-8")
    return open_files(files)[0]


def test_a_visit_report_and_an_order_list_are_told_apart_by_their_columns(tmp_path: Path) -> None:
    found = opened(tmp_path, orders({}), visits({}))
    assert [m.profile.event for m in found] == ["orders", "visits"]


def test_the_recognition_is_said_aloud_with_the_columns_known(tmp_path: Path) -> None:
    found = opened(tmp_path, visits({"Shoe Size": "42"}), orders({}))
    assert says_together(found) == "Looks like Accuro: a visit report and a DI order list; 16 of 17 columns known."


def test_headers_are_matched_without_case_accents_and_punctuation(tmp_path: Path) -> None:
    text = visits({}).replace("Chart No", "CHART NO.").replace("Visit Date", "visit-date")
    (found,) = opened(tmp_path, text)
    assert {"patient", "date"} <= set(found.fields)


def test_names_and_health_numbers_are_dropped_and_strange_columns_are_named(tmp_path: Path) -> None:
    (found,) = opened(tmp_path, visits({"Patient Name": "x", "PHN": "1", "Shoe Size": "42"}))
    assert found.dropped == ("Patient Name", "PHN")
    assert found.unknown == ("Shoe Size",)


def test_a_must_have_column_that_is_missing_is_named_with_an_example(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"looks most like accuro visit report, but has no column for patient .*; date"):
        opened(tmp_path, table({"Visit ID": "1", "Provider": "x", "Dx": "y", "Reason": "z", "Status": "w"}, {}))


def test_columns_of_nothing_known_say_so(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is a column name we know"):
        opened(tmp_path, "a,b\n1,2\n3,4\n")


def test_a_strange_file_beside_a_known_one_is_named_and_left_out_and_alone_it_is_refused(tmp_path: Path) -> None:
    """counting.md, version 4, section 7: one list nobody knows never stops the others."""
    strange = "a,b\n1,2\n3,4\n"
    assert len(opened(tmp_path, visits({}), strange)) == 1
    with pytest.raises(Refusal, match="file0"):
        opened(tmp_path, strange)


@pytest.mark.parametrize("profile", profiles().values(), ids=profiles())
def test_every_profile_keeps_its_promise(profile: object) -> None:
    from ingest.profile import Profile

    assert isinstance(profile, Profile)
    assert profile.title
    assert profile.source
    for one in profile.tables:
        assert one.event in EVENTS
        assert "patient" in one.must
        assert set(one.must) <= set(one.columns)
        assert all(feed.event in TABLES or feed.event == "notes" for feed in one.feeds)


@pytest.mark.parametrize("profile", profiles(), ids=list(profiles()))
def test_the_columns_a_profile_writes_down_are_recognised_as_that_profile(tmp_path: Path, profile: str) -> None:
    for one in profiles()[profile].tables:
        spelt_out = [spelt[0] for field, spelt in one.columns.items() if field != "ignored"]
        header = [*spelt_out, *(one.has - set(spelt_out))]
        (found,) = opened(tmp_path, ",".join(header) + "\n" + ",".join("1" for _ in header) + "\n")
        assert (found.profile.profile, found.profile.name) == (profile, one.name)


def test_a_mistake_in_a_profile_is_named_with_its_table() -> None:
    head = 'name = "x"\ntitle = "X"\nsource = "s"\n'
    text = head + '[[table]]\nname = "t"\nsays = "t"\nevent = "visit"\n[table.columns]\n'
    with pytest.raises(ValueError, match="profile x, table t: event 'visit' is none of"):
        parse(text, "x")
    with pytest.raises(ValueError, match="calls itself 'x'"):
        parse(text, "y")


@pytest.mark.slow
def test_an_unknown_status_word_is_asked_about_and_unknown_until_then(tmp_path: Path) -> None:
    from made_up_export import studied

    bring(tmp_path, visits({"Status": "Roomed"}))
    assert studied(tmp_path).visit_rows()["class"].to_list() == ["unknown_status"]
