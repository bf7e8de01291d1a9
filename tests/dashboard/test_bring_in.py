"""Bringing an export in through the page: recognised, asked about, accounted for, nothing left about."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.desk import remember
from dashboard.pages.bringing.importing import INCOMING, PersonSaid, plan_of, private_copy, settings_among, start
from dashboard.parts.ledger import csv_text, entries
from ingest.for_people import Refusal
from ingest.plan.values import Plan
from ingest.profile import profiles
from ingest.store import Store
from tests.made_up_export import (
    EXPORTED,
    PRACTICE,
    SETTINGS,
    TODAY,
    bring,
    orders,
    store,
    studied,
    table,
    total,
    visits,
)

BOTH_WAYS = {"Visit Date": "03/04/2025", "Birth Date": ""}


class Dropped:
    """A file as a browser hands it over."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text

    def getbuffer(self) -> memoryview:
        return memoryview(self.text.encode())


def planned(tmp_path: Path, *texts: str, **answers: str) -> Plan:
    """How dropped lists would be read."""
    lists = [Dropped(f"list{number}.csv", text) for number, text in enumerate(texts)]
    said = PersonSaid("clinic", PRACTICE, EXPORTED, {name.replace("__", ":"): value for name, value in answers.items()})
    return plan_of(lists, store(tmp_path), said, TODAY)


@pytest.mark.slow
def test_a_plan_accounts_for_every_row_as_the_import_then_does(tmp_path: Path) -> None:
    text = visits({}, {}, {"Visit ID": "V2", "Chart No": ""}, {"Visit ID": "V3", "Visit Date": "31-Feb-2025"})
    seen = planned(tmp_path, text).tables[0].rows
    (done,) = bring(tmp_path / "then", text).files
    assert (seen.read, seen.accepted, seen.refused, seen.repeats) == (4, 1, 2, 1)
    told = (done.rows_read, done.accepted, len(done.refused), len(done.exact_repeats))
    assert told == (seen.read, seen.accepted, seen.refused, seen.repeats)
    assert seen.not_data == len(done.not_data)


@pytest.mark.slow
def test_names_and_health_numbers_are_never_read_and_never_shown(tmp_path: Path) -> None:
    text = visits({"Patient Name": "Somebody Else", "PHN": "1234567890", "Shoe Size": "9"})
    plan = planned(tmp_path, text)
    fields = {one.column: one.field for one in plan.tables[0].columns}
    assert fields["Patient Name"] is None
    assert fields["PHN"] is None
    assert fields["Shoe Size"] is None
    assert "Somebody" not in repr(plan.as_json())
    assert "1234567890" not in repr(plan.as_json())


@pytest.mark.slow
def test_a_plan_keeps_no_word_of_a_patient(tmp_path: Path) -> None:
    seen = planned(tmp_path, visits({"Reason": "saddle numbness", "Chart No": "771199", "Visit ID": "Q77"}))
    for kept_out in ("saddle", "771199", "Q77", "1961"):
        assert kept_out not in repr(seen.as_json())


@pytest.mark.slow
def test_each_file_has_its_own_date_order(tmp_path: Path) -> None:
    both = [Dropped("v.csv", visits(BOTH_WAYS)), Dropped("o.csv", orders({"Order Date": "04/03/2025"}))]
    opened = store(tmp_path)
    said = PersonSaid("clinic", PRACTICE, EXPORTED, {"dates:accuro.visits": "dmy", "dates:accuro.orders": "mdy"})
    start(both, opened, said, TODAY).report()
    days = {s["event"]: s["first_day"] for s in opened.sources(opened.clinics()[0])}
    assert days["visits"] == days["orders"]


def test_uploads_lie_in_a_private_folder_and_are_gone_afterwards(tmp_path: Path) -> None:
    with private_copy([Dropped("v.csv", visits({}))], tmp_path) as (path,):
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.read_text() == visits({})
    assert not list((tmp_path / INCOMING).iterdir())


def test_uploads_are_gone_also_when_reading_them_fails(tmp_path: Path) -> None:
    job = start([Dropped("v.csv", "a,b\n1,2\n")], store(tmp_path), PersonSaid("clinic", PRACTICE, EXPORTED), TODAY)
    with pytest.raises(Refusal, match="says the patient"):
        job.report()
    assert not list((tmp_path / "data" / INCOMING).iterdir())


def test_what_a_killed_program_left_behind_is_removed_by_the_next_upload(tmp_path: Path) -> None:
    left = tmp_path / INCOMING / "999999999-abc"
    left.mkdir(parents=True)
    (left / "0").write_text("a patient's row")
    with private_copy([], tmp_path):
        assert not left.exists()


@pytest.mark.slow
def test_two_uploads_at_once_both_arrive(tmp_path: Path) -> None:
    opened = store(tmp_path)
    first = start([Dropped("v.csv", visits({}))], opened, PersonSaid(PRACTICE.clinic, PRACTICE, EXPORTED), TODAY)
    second = start([Dropped("o.csv", orders({}))], opened, PersonSaid(PRACTICE.clinic, None, EXPORTED), TODAY)
    assert first.report().changed
    assert second.report().changed
    assert {s["event"] for s in opened.sources(opened.clinics()[0])} == {"visits", "orders"}


def test_clinic_toml_may_be_dropped_with_the_exports() -> None:
    practice = settings_among([Dropped("v.csv", visits({})), Dropped("Clinic.TOML", SETTINGS)])
    assert practice == PRACTICE
    assert settings_among([Dropped("v.csv", visits({}))]) is None


@pytest.mark.slow
def test_past_imports_show_their_accounting_and_refused_rows(tmp_path: Path) -> None:
    bring(tmp_path, visits({}, {}, {"Visit ID": "V9", "Visit Date": "soon"}))
    bring(tmp_path, visits({"Reason": "later", "Visit Date": "06-Feb-2025"}))
    opened = store(tmp_path)
    newest, oldest = entries(opened, opened.clinics()[0])
    assert newest.files[0].replaced == 1
    file = oldest.files[0]
    assert file.rows_read == file.accepted + file.refused + file.repeats == 3
    assert file.other_lines == 1
    assert "export0.csv: Row 4" in oldest.refusals()[0]


def test_a_cell_that_looks_like_a_formula_is_harmless_in_the_refused_rows() -> None:
    (_, row) = csv.reader(io.StringIO(csv_text(["seen"], [["=HYPERLINK(1)"]])))
    assert row == ["'=HYPERLINK(1)"]


def test_every_field_of_every_profile_has_plain_words() -> None:
    from dashboard.telling.fields import FIELDS, LISTS

    for profile in profiles().values():
        for listed in profile.tables:
            assert set(listed.columns) - {"ignored"} <= set(FIELDS), f"{profile.name} {listed.name}"
            assert listed.event in LISTS


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    return AppTest.from_function(only_this_page, default_timeout=30)


def only_this_page() -> None:
    import streamlit as st

    from dashboard.parts.page import PAGES

    others = [st.Page(PAGES / f"{name}.py", url_path=name) for name in ("measure", "measures", "our_change")]
    st.navigation([st.Page(PAGES / "data.py", default=True), *others]).run()


def said(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(e.value for e in [*app.title, *app.header, *app.markdown, *app.info]).replace("\\", "")


def drop(app: AppTest, *files: tuple[str, str]) -> AppTest:
    app.file_uploader[0].set_value([(name, text.encode(), "text/csv") for name, text in files])
    return app.run()


def test_the_empty_page_says_what_to_do_first(app: AppTest) -> None:
    assert "Nothing yet. Drop the first export above." in said(app.run())


def button(app: AppTest, label: str = "Bring these files in") -> Any:
    return next(one for one in app.button if one.label == label)


@pytest.mark.slow
def test_files_are_recognised_asked_about_and_brought_in(app: AppTest, tmp_path: Path) -> None:
    drop(app.run(), ("v.csv", visits({})), ("o.csv", orders({})), ("clinic.toml", SETTINGS))
    assert "**v.csv**: visits, 1 of 1 rows to be accepted." in said(app)
    assert "it gives" not in said(app)
    assert button(app).disabled
    app.radio(key="made").set_value(date.today()).run()
    assert "it gives 1 low-back visit, 1 lumbar image" in said(app)
    button(app).click().run()
    assert "The files are brought in." in said(app)
    (imported,) = store(tmp_path).imports(PRACTICE.clinic)
    assert imported["export_date"] == date.today().isoformat()


@pytest.mark.slow
def test_the_question_of_the_date_order_must_be_answered_first(app: AppTest, tmp_path: Path) -> None:
    drop(app.run(), ("v.csv", visits(BOTH_WAYS)))
    app.radio(key="made").set_value(date.today()).run()
    assert button(app).disabled
    asked = next(one for one in app.radio if "date" in one.label.lower() and one.key != "made")
    asked.set_value("dmy").run()
    button(app).click().run()
    if "The files are brought in." not in said(app):
        button(app).click().run()
    assert "The files are brought in." in said(app)
    (source,) = store(tmp_path).sources("clinic")
    assert source["first_day"] == (date(2025, 4, 3) - date(1970, 1, 1)).days


@pytest.mark.slow
def test_an_export_whose_clinic_toml_names_another_clinic_is_asked_about(app: AppTest, tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    other = SETTINGS.replace("Made-up practice", "Cedar Practice")
    drop(app.run(), ("v.csv", visits({"Chart No": "9"})), ("clinic.toml", other))
    (question,) = [one for one in app.radio if one.label == "Whose export is this?"]
    assert not [one for one in app.button if one.label == "Bring these files in"]
    question.set_value("It is another clinic: begin that one beside it").run()
    app.radio(key="made").set_value(date.today()).run()
    button(app).click().run()
    assert store(tmp_path).clinics() == ["cedar-practice", PRACTICE.clinic]


@pytest.mark.slow
def test_an_import_can_be_taken_back_on_the_page(app: AppTest, tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    remember(store(tmp_path), "Ann Aspen")
    app.run()
    app.toggle[0].set_value(True).run()
    button(app, "Take this import back").click().run()
    assert "The import is taken back." in said(app)
    assert next(one.label.replace("\\", "") for one in app.expander).endswith("taken back: export0.csv")
    assert "- Taken back by Ann Aspen, " in said(app)
    assert store(tmp_path).imports(PRACTICE.clinic)[0]["taken_back"]


@pytest.mark.slow
def test_the_same_file_again_changes_nothing_and_says_so(app: AppTest, tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    drop(app.run(), ("again.csv", visits({})))
    app.radio(key="made").set_value(date.today()).run() if "made" in [one.key for one in app.radio] else None
    button(app).click().run()
    assert "These files were here already. Nothing was changed." in said(app)


@pytest.mark.slow
def test_rows_that_vanished_are_asked_about_and_can_be_left_out(app: AppTest, tmp_path: Path) -> None:
    three = [{"Visit ID": f"V{n}", "Visit Date": f"0{n}-Feb-2025"} for n in (1, 2, 3)]
    bring(tmp_path, visits(*three))
    bring(tmp_path, visits(three[0], three[2]))
    app.run()
    (question,) = [one for one in app.radio if one.key and one.key.startswith("vanished")]
    assert question.label.startswith("1 earlier rows of the same days")
    question.set_value(True).run()
    assert store(tmp_path).imports(PRACTICE.clinic)[1]["vanished_left_out"]


def test_a_file_nobody_knows_is_refused_with_a_sentence(app: AppTest) -> None:
    drop(app.run(), ("wages.csv", table({"Employee": "1", "Pay": "2"}, {})))
    assert "no column says the patient" in said(app)
    assert "Nothing was brought in." in said(app)


def test_settings_that_cannot_be_used_are_answered_with_a_sentence(app: AppTest) -> None:
    drop(app.run(), ("v.csv", visits({})), ("clinic.toml", "adult_age = 99"))
    assert "is not an age an adult begins at" in said(app)


@pytest.mark.slow
def test_an_export_seen_before_the_store_was_opened_anew_is_still_known(tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    assert entries(Store(tmp_path / "data"), PRACTICE.clinic)[0].files[0].accepted == 1


@pytest.mark.slow
def test_an_import_under_way_is_found_again_after_the_page_was_loaded_anew(app: AppTest, tmp_path: Path) -> None:
    from dashboard.forms.at_the_desk import open_store

    bring(tmp_path, visits({}))
    began = start([Dropped("o.csv", orders({}))], open_store(), PersonSaid(PRACTICE.clinic, None, EXPORTED), TODAY)
    app.run()
    assert "The files are brought in." in said(app)
    assert began.shown
    assert "New: " in said(app) or "No month is new." in said(app)
    assert "The files are brought in." not in said(AppTest.from_function(only_this_page, default_timeout=30).run())


@pytest.mark.slow
def test_the_day_counts_as_soon_as_it_is_typed_and_one_of_two_meanings_does_not(app: AppTest) -> None:
    drop(app.run(), ("v.csv", visits({})))
    app.radio(key="made").set_value("on another day").run()
    for typed, ready in (("6/7/2025", False), ("2999-01-01", False), ("30 June 2025", True)):
        app.text_input(key="made other").set_value(typed).run()
        assert button(app).disabled is not ready


@pytest.mark.slow
def test_what_files_say_of_themselves_is_proposed(app: AppTest, tmp_path: Path) -> None:
    above = "Cedar Ridge Family Practice\nPrinted: 30-Jun-2025\n"
    drop(app.run(), ("v.csv", above + visits({})))
    assert app.text_input(key="name").value == "Cedar Ridge Family Practice"
    assert app.radio(key="made").value == date(2025, 6, 30)
    button(app).click().run()
    assert "The files are brought in." in said(app)
    opened = store(tmp_path)
    assert opened.settings(opened.clinics()[0]).name == "Cedar Ridge Family Practice"


@pytest.mark.slow
def test_who_orders_is_ticked_by_name(app: AppTest, tmp_path: Path) -> None:
    both = [{}, {"Order ID": "D2", "Req #": "R2", "Ordering Provider": "PINE, PAT"}]
    drop(app.run(), ("v.csv", visits({})), ("o.csv", orders(*both)))
    ticks = {one.label.replace("\\", ""): one for one in app.checkbox}
    assert {label: one.value for label, one in ticks.items()} == {
        "ASPEN, ANNA (1 order)": True, "PINE, PAT (1 order)": False,
    }  # fmt: skip
    ticks["PINE, PAT (1 order)"].check().run()
    app.radio(key="made").set_value(date.today()).run()
    button(app).click().run()
    opened = store(tmp_path)
    practice = opened.settings(opened.clinics()[0])
    assert sorted(practice.roster) == ["ASPEN, ANNA", "PINE, PAT"]


@pytest.mark.slow
def test_monthly_figures_are_kept_as_a_tally_beside_the_lists(app: AppTest, tmp_path: Path) -> None:
    remember(store(tmp_path), "Ann Aspen")
    monthly = "Month,LBP patients,Pamphlet given\n" + "".join(f"2025-0{n}-01,{20 + n},{n}\n" for n in range(1, 7))
    drop(app.run(), ("by month.csv", monthly.replace("-01,", ",")))
    assert "is a monthly tally" in said(app)
    button(app, "Keep them as a tally").click().run()
    assert "kept as tallies" in said(app)
    assert not [one for one in app.button if one.label == "Keep them as a tally"]


@pytest.mark.slow
def test_the_agreed_list_is_ticked_from_the_names_of_the_export(app: AppTest, tmp_path: Path) -> None:
    none_said = replace(PRACTICE, agreed_list=())
    handed = [{"Warm Handoff To": "Riverbank Physio"}, {"Visit ID": "V2", "Chart No": "2", "Warm Handoff To": ""}]
    bring(tmp_path, visits(*handed), settings=none_said)
    assert studied(tmp_path).measures["warm_referral"].state == "cannot be counted yet"
    app.run()
    next(one for one in app.checkbox if "Riverbank" in one.label).check()
    button(app, "Keep the agreed list").click().run()
    assert studied(tmp_path).measures["warm_referral"].available
    assert total(tmp_path, "warm_referral") == 1
