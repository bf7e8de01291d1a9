"""The page "Why was this counted?": the card in words, the way to it, and a finding that a clinician overturns."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.commands.demo import demo_folder
from dashboard.pages.whys.overturning import Wanted, consequences, finding, said_with
from dashboard.parts.page import PAGES
from dashboard.parts.why.card import address, card_html
from dashboard.parts.why.page import row_at, shown_card
from dashboard.records import Overturn, Records
from dashboard.study import Study
from dashboard.study.overturned import said_of
from dashboard.study.spoken import spoken, units_now
from dashboard.telling.why import LONGEST, class_words, plain_words, within
from ingest.store import Store
from measures.count import counts
from measures.engine import native
from measures.red_flags.names import DEFAULT_ATOMS
from measures.why import NoSuchRecord, red_flag
from tests.made_up_export import bring, orders, store, studied, visits

REASON = "the fall was ten years ago"


def card(folder: Path, kind: str = "image", line: int = 2) -> str:
    """The card of one line of the export as HTML."""
    study = studied(folder)
    return card_html(shown_card(study, kind, row_at(study, kind, f"export{int(kind == 'image')}.csv:{line}")))


def clinic(folder: Path, reason: str = "low back pain", info: str = "low back pain", **order: str) -> None:
    """One visit, and one order the day after."""
    bring(folder, visits({"Reason": reason}), orders({"Clinical Info": info, **order}))


def overturn(folder: Path, atom: str, after: str, kind: str = "image", line: int = 2) -> Overturn:
    """What the page does when a clinician overturns one finding."""
    study = studied(folder)
    shown = shown_card(study, kind, row_at(study, kind, f"export{int(kind == 'image')}.csv:{line}"))
    assert shown.spoken is not None
    return Records(study.store.engine).overturn(
        finding(study, shown, atom), after, reason=REASON, who="A", instead_of=shown.spoken.newest(atom)
    )


def counted(study: Study) -> int:
    """Images without red flags, as clinicians' words restate them."""
    measure = study.available["imaging_without_red_flags"]
    return int(counts(units_now(study), {measure.name: measure})["numerator"].sum())


# The words of a card


@pytest.mark.slow
def test_what_was_matched_is_marked_in_what_is_said_of_it(tmp_path: Path) -> None:
    clinic(tmp_path, info="low back pain, fell off a ladder, denies saddle numbness, mother had cancer, ?fever")
    told = card(tmp_path)
    assert "present: <mark>fell off a ladder</mark>" in told or "present: <mark>fell" in told
    assert "denied: <s>saddle numbness</s>" in told
    assert "somebody else's: <i>“had cancer”</i>" in told.replace("&#x27;", "'")


@pytest.mark.slow
def test_words_that_deny_by_themselves_are_not_struck(tmp_path: Path) -> None:
    clinic(tmp_path, info="low back pain. Red flags: none")
    assert "every red flag denied: <i>“Red flags: none”</i>" in card(tmp_path)


@pytest.mark.slow
def test_a_fracture_found_by_the_image_stands_apart(tmp_path: Path) -> None:
    later = {"Visit ID": "V2", "Visit Date": "16-Feb-2025", "Dx": "805.4"}
    bring(tmp_path, visits({"Reason": "low back pain"}, later), orders({"Clinical Info": "low back pain"}))
    told = card(tmp_path)
    counting, apart = told.split("On record, and does not count")
    assert "Nothing that counts says or denies a red flag" in counting
    assert "10 days after" in apart
    assert "found after: does not count" in apart


@pytest.mark.slow
def test_an_emergency_stands_above_everything_else(tmp_path: Path) -> None:
    clinic(tmp_path, info="?CES")
    told = card(tmp_path)
    assert "This is a reason for imaging today" in told.split("</h2>")[1][:200]
    assert "no measure counts it as low value" in told


@pytest.mark.slow
def test_neither_the_patients_number_nor_their_other_codes_nor_the_text_are_on_it(tmp_path: Path) -> None:
    told_of = {
        "Chart No": "8800117",
        "Dx": "724.2; 296.2; 250.00",
        "Reason": "low back pain, works at Smithfield mill, fell",
    }
    bring(tmp_path, visits(told_of), orders({"Chart No": "8800117"}))
    for kind in ("visit", "image"):
        told = card(tmp_path, kind)
        assert not any(secret in told for secret in ("8800117", "296", "250", "Smithfield", "mill"))
    assert "724.2" in card(tmp_path, "visit")


@pytest.mark.slow
def test_of_the_codes_of_a_record_only_the_one_that_says_the_flag_is_shown(tmp_path: Path) -> None:
    bring(tmp_path, visits({"Dx": "724.2; 783.2; 296.2"}), orders({}))
    assert "present: <mark>code 783.2</mark>" in card(tmp_path, "visit")
    assert "296" not in card(tmp_path, "visit")


@pytest.mark.slow
def test_who_ordered_it_is_shown_only_where_the_practice_wants_clinician_views(tmp_path: Path) -> None:
    clinic(tmp_path)
    assert "<dt>By</dt>" not in card(tmp_path)
    opened = store(tmp_path)
    opened.save_settings(replace(opened.settings(), clinician_views=True))
    assert "<dt>By</dt><dd>A</dd>" in card(tmp_path)


@pytest.mark.slow
def test_a_driver_that_the_order_names_is_told_and_is_no_red_flag(tmp_path: Path) -> None:
    bring(tmp_path, visits({}), orders({"Clinical Info": "LBP, MRI required by WCB"}))
    told = card(tmp_path)
    assert "<dt>Driver</dt><dd>a workers" in told
    assert "driver:" not in told


@pytest.mark.slow
def test_of_who_asked_for_an_image_no_name_is_kept(tmp_path: Path) -> None:
    bring(tmp_path, visits({}), orders({"Clinical Info": "LBP. Surgeon Barnaby Quillfeather wants MRI"}))
    findings = native(studied(tmp_path).events["findings"])
    assert findings["atom"].to_list() == ["driver:specialist"]
    assert "quillfeather" not in str(findings.rows()).lower()


@pytest.mark.slow
def test_a_driver_that_no_export_carries_is_called_not_recorded(tmp_path: Path) -> None:
    clinic(tmp_path)
    assert "<dt>Driver</dt><dd>not recorded" in card(tmp_path)


@pytest.mark.slow
def test_a_visit_that_is_not_low_back_pain_says_why_and_shows_no_flags(tmp_path: Path) -> None:
    bring(tmp_path, visits({"Dx": "401.9"}), orders({}))
    told = card(tmp_path, "visit")
    assert class_words("not_lbp") in told
    assert "Red flags on that day" not in told


@pytest.mark.slow
def test_what_an_export_says_cannot_become_part_of_the_page(tmp_path: Path) -> None:
    clinic(tmp_path, Exam="<b onclick=x>spine</b> film")
    assert "<b " not in card(tmp_path)


@given(st.text(max_size=400))
def test_matched_words_are_never_long(text: str) -> None:
    assert len(plain_words(text)) <= LONGEST


@pytest.mark.parametrize("number", ["8800117", "9876 543 210", "9876-5432"])
def test_a_long_number_among_matched_words_is_not_shown(number: str) -> None:
    assert plain_words(f"fell {number} on ice") == "fell [number] on ice"


def test_names_that_are_capitals_stay_so_inside_a_sentence() -> None:
    assert [within(words) for words in ("Cancer", "HIV", "A transplant")] == ["cancer", "HIV", "a transplant"]


@pytest.mark.slow
def test_every_card_agrees_with_the_row_of_its_visit_or_image(tmp_path: Path) -> None:
    opened = Store(demo_folder(tmp_path))
    study = Study(opened, opened.clinics()[0])
    for kind, rows in (("image", study.image_rows()), ("visit", study.visit_rows())):
        for row in rows.sample(50, seed=7).iter_rows(named=True):
            told = shown_card(study, kind, row_at(study, kind, f"{row['file']}:{row['line']}")).card
            present = {flag.atom for flag in told.flags if flag.state == "present"} & set(DEFAULT_ATOMS)
            assert (told.judged, told.red_flag.replace(" ", "_")) == (row["class"], row["red_flag"] or "")
            assert present == set(filter(None, row["atoms"].split("|")))


# The way to it


def test_a_card_is_found_by_file_and_line_and_never_by_a_patient() -> None:
    assert address("image", ("di orders.csv", 12)) == "why?order=di+orders.csv%3A12"
    assert address("visit", ("v.csv", 3), month="Mar 2025") == "why?visit=v.csv%3A3&month=Mar+2025"


@pytest.mark.slow
@pytest.mark.parametrize(
    "place", ["export0.csv:99", "other.csv:2", "export0.csv", "export0.csv:²", ":", "export0.csv:-2"]
)
def test_an_address_of_nothing_is_answered_with_what_to_do(tmp_path: Path, place: str) -> None:
    clinic(tmp_path)
    with pytest.raises(NoSuchRecord, match="look for it in the list"):
        row_at(studied(tmp_path), "visit", place)


# What a clinician says


@pytest.mark.slow
def test_an_overturned_finding_changes_the_count_at_once_and_keeps_what_was_read(tmp_path: Path) -> None:
    clinic(tmp_path, info="low back pain, fell off a ladder")
    assert counted(studied(tmp_path)) == 0
    overturn(tmp_path, "trauma", "not_recorded")
    assert counted(studied(tmp_path)) == 1
    told = card(tmp_path)
    assert "read as <s>present</s>; overturned: not recorded" in told
    assert "A, " in told
    assert REASON in told
    assert "set aside by a clinician" in told


@pytest.mark.slow
def test_a_withdrawn_word_lets_what_was_read_speak_again_and_stays_on_the_card(tmp_path: Path) -> None:
    clinic(tmp_path, info="low back pain, fell off a ladder")
    said = overturn(tmp_path, "trauma", "not_recorded")
    Records(store(tmp_path).engine).withdraw(said, reason="a second fall, last week", who="B")
    assert counted(studied(tmp_path)) == 0
    told = card(tmp_path)
    assert "withdrawn: what was read speaks again" in told
    assert "a second fall, last week" in told
    assert "overturned: not recorded" in told


@pytest.mark.slow
def test_a_word_outlives_another_export_of_the_same_clinic(tmp_path: Path) -> None:
    clinic(tmp_path, info="low back pain, fell off a ladder")
    overturn(tmp_path, "trauma", "not_recorded")
    another = {"Order ID": "D0", "Req #": "R0", "Chart No": "1002", "Order Date": "03-Feb-2025"}
    bring(
        tmp_path,
        visits({"Reason": "low back pain, seen again"}),
        orders(another, {"Clinical Info": "LBP, fell off a ladder"}),
    )
    study = studied(tmp_path)
    assert row_at(study, "image", "export1.csv:3") >> 32 > 2
    assert red_flag(units_now(study), "image", row_at(study, "image", "export1.csv:3")) == "not recorded"


@pytest.mark.slow
def test_what_was_read_is_kept_with_its_rule_and_the_readers_version(tmp_path: Path) -> None:
    clinic(tmp_path, info="low back pain, fell off a ladder")
    said = overturn(tmp_path, "trauma", "not_recorded")
    assert said.finding.state == "present"
    assert said.finding.rule
    assert said.finding.reader == studied(tmp_path).store.readers(said.finding.clinic)[0]


@pytest.mark.slow
def test_what_will_change_is_told_before_it_is_kept(tmp_path: Path) -> None:
    clinic(tmp_path, info="low back pain, fell off a ladder")
    study = studied(tmp_path)
    row = row_at(study, "image", "export1.csv:2")
    said = said_with(units_now(study), row, Wanted("trauma", "not_recorded"))
    told = consequences(study, shown_card(study, "image", row), said)
    assert told[0] == "Red flags of this image: present → not recorded."
    assert "Images ordered without red flags, Feb 2025: 0 → 1." in told
    assert said_of(study.store, study.clinic, study.units()).is_empty()


@pytest.mark.slow
def test_an_overturn_that_no_number_follows_says_so(tmp_path: Path) -> None:
    clinic(tmp_path, info="low back pain, fell off a ladder, on prednisone")
    study = studied(tmp_path)
    row = row_at(study, "image", "export1.csv:2")
    said = said_with(units_now(study), row, Wanted("trauma", "not_recorded"))
    assert consequences(study, shown_card(study, "image", row), said)[0] == "Red flags of this image stay present."


@pytest.mark.slow
def test_a_word_of_one_image_is_not_a_word_of_another(tmp_path: Path) -> None:
    second = {"Order ID": "D2", "Req #": "R2", "Chart No": "1002", "Clinical Info": "low back pain, fell off a ladder"}
    bring(tmp_path, visits({}), orders({"Clinical Info": "low back pain, fell off a ladder"}, second))
    overturn(tmp_path, "trauma", "not_recorded")
    study = studied(tmp_path)
    assert spoken(study, "image", row_at(study, "image", "export1.csv:3")).history == ()
    assert counted(study) == 1


# The page


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    clinic(tmp_path, info="low back pain, fell off a ladder")
    return AppTest.from_file(str(PAGES / "why.py"), default_timeout=30)


def html(app: AppTest) -> str:
    return "".join(str(part.proto.body) for part in app.get("html"))


@pytest.mark.slow
def test_the_list_leads_to_each_card(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert address("image", ("export1.csv", 2)).replace("&", "&amp;") in html(app)
    app.selectbox(key="of").select("visit").run()
    assert address("visit", ("export0.csv", 2)) in html(app)


@pytest.mark.slow
def test_nobody_is_named_in_the_list_before_the_practice_wants_it(app: AppTest, tmp_path: Path) -> None:
    labels = [box.label for box in app.run().selectbox]
    assert "Clinician" not in labels
    assert "Clinician</th>" not in html(app)
    opened = store(tmp_path)
    opened.save_settings(replace(opened.settings(), clinician_views=True))
    assert "Clinician" in [box.label for box in app.run().selectbox]


@pytest.mark.slow
def test_the_overturned_ones_can_be_listed(app: AppTest, tmp_path: Path) -> None:
    overturn(tmp_path, "trauma", "not_recorded")
    app.run().selectbox(key="flags").select("overturned").run()
    assert "1 image." in [one.value for one in app.markdown]
    app.selectbox(key="of").select("visit").run()
    assert "Choose another month" in " ".join(one.value for one in app.markdown)


@pytest.mark.slow
def test_a_word_on_a_record_that_is_gone_is_shown_and_counts_nowhere(app: AppTest, tmp_path: Path) -> None:
    said = overturn(tmp_path, "trauma", "not_recorded")
    gone = replace(said.finding, unit=replace(said.finding.unit, number="D9", patient=5), atom="cancer")
    Records(store(tmp_path).engine).overturn(gone, "unknown", reason="biopsy is pending", who="B")
    app.run()
    assert [part.label for part in app.expander] == [
        "1 word of a clinician speaks of a visit or image that today's exports do not hold"
    ]
    assert "biopsy is pending" in app.expander[0].markdown[0].value
    assert counted(studied(tmp_path)) == 1


@pytest.mark.slow
def test_a_choice_that_nothing_fits_says_what_to_do(app: AppTest) -> None:
    app.run().selectbox(key="flags").select("unknown").run()
    assert "Choose another month" in " ".join(one.value for one in app.markdown)


def test_an_address_that_is_gone_says_so_calmly(app: AppTest) -> None:
    app.query_params["order"] = "export1.csv:88"
    app.run()
    assert not app.exception
    assert "look for it in the list" in app.info[0].value


def open_card(app: AppTest) -> AppTest:
    app.query_params["order"] = "export1.csv:2"
    app.session_state["Overturn a finding image 8589934594 0"] = True
    return app.run()


def fill(app: AppTest, reason: str, who: str | None = "A") -> AppTest:
    """Everything but the last press."""
    next(box for box in app.selectbox if box.label == "Which finding?").select("trauma").run()
    app.radio[0].set_value("not_recorded").run()
    app.text_input[0].set_value(reason).run()
    if who:
        next(box for box in app.selectbox if box.label == "Who says so?").select(who).run()
    return app


def press(app: AppTest) -> AppTest:
    return next(one for one in app.button if one.label == "Overturn this finding").click().run()


@pytest.mark.slow
def test_a_clinician_overturns_a_finding_on_its_card(app: AppTest, tmp_path: Path) -> None:
    press(fill(open_card(app), REASON))
    assert not app.exception
    assert "is overturned" in app.info[0].value
    assert "overturned: not recorded" in html(app)
    assert counted(studied(tmp_path)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reason", "who", "says"),
    [("", "A", "reason is empty"), (REASON, None, "Nobody is named"), ("see chart 98765432", "A", "digits or more")],
)
def test_a_word_without_reason_or_name_or_with_a_number_is_not_kept(
    app: AppTest, tmp_path: Path, reason: str, who: str | None, says: str
) -> None:
    press(fill(open_card(app), reason, who))
    assert says in app.info[0].value
    assert Records(store(tmp_path).engine).overturns(studied(tmp_path).clinic) == []


@pytest.mark.slow
def test_a_reason_that_may_name_somebody_is_asked_about_once(app: AppTest, tmp_path: Path) -> None:
    press(fill(open_card(app), "Mrs Larch fell years ago"))
    assert "may name a patient" in app.info[0].value
    assert counted(studied(tmp_path)) == 0
    press(app)
    assert counted(studied(tmp_path)) == 1


@pytest.mark.slow
def test_the_day_of_a_card_is_its_own_day_and_not_today(app: AppTest) -> None:
    assert f"ordered on 6 {date(2025, 2, 6):%B %Y}" in html(open_card(app))
