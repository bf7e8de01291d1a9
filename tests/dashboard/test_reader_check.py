"""Checking the reader: drawn by kind, judged blind from the chart, then told in figures without any patient."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import goes
from streamlit.testing.v1 import AppTest

from dashboard.pages.checking.answers import QUESTION, Ticked, answers
from dashboard.pages.checking.sample import allocated, orders_to_check, rows_today, start
from dashboard.parts.reader_figures import (
    DRAWN,
    Check,
    answers_csv,
    changed_words,
    checks,
    drawn_words,
    figure_words,
    figures_csv,
    headline,
    left_out_words,
    own_check,
    second_reading_words,
    share_words,
    under_way_words,
)
from dashboard.parts.reader_patterns import patterns, patterns_csv, style_rows
from dashboard.records import NotKept, Person, ReaderReview, Records
from dashboard.study.overturned import as_read
from measures.agreement import Figure
from measures.red_flags.names import DEFAULT_ATOMS
from tests.made_up_export import PRACTICE, VISIT, bring, orders, store, studied, visits

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
UTC = ZoneInfo("UTC")
FELL, NONE, SILENT = "fell from a ladder last week", "no red flags", ""
ANN = "Ann Aspen"
NOTHING = answers(Ticked("absent"))
TRAUMA = answers(Ticked("present", ["trauma"]))


def clinic(folder: Path, *words: str) -> None:
    """A clinic whose orders say these words, each of a patient of its own seen for low back pain the day before."""
    seen = [{"Visit ID": f"V{n}", "Chart No": str(880_000 + n)} for n, _ in enumerate(words)]
    asked = [
        {"Order ID": f"D{n}", "Req #": f"R{n}", "Chart No": str(880_000 + n), "Clinical Info": said}
        for n, said in enumerate(words)
    ]
    bring(folder, visits(*seen), orders(*asked))


def records(folder: Path) -> Records:
    return Records(store(folder).engine)


def drawn_check(folder: Path, *words: str, size: int = 20) -> tuple[Records, ReaderReview]:
    clinic(folder, *words)
    kept = records(folder)
    return kept, start(studied(folder), kept, size, 7, ANN)


def all_judged(folder: Path, *words: str) -> tuple[Records, Check]:
    """A check whose every order is judged: a fall wherever the reader says so too."""
    kept, review = drawn_check(folder, *words)
    for item in kept.items(review):
        told = kept.judge(item, NOTHING, who=ANN).machine
        if told["any"] == "present":
            kept.judge(item, TRAUMA, who="Ben Birch")
    return kept, Check(review, kept.results(review))


# What is drawn

sizes = st.fixed_dictionaries({name: st.integers(0, 60) for name in DRAWN})


@given(sizes, st.integers(1, 60))
def test_no_kind_gives_more_than_it_has_and_no_place_stays_free(strata: dict[str, int], size: int) -> None:
    given_out = allocated({**strata, "unknown": 9}, size)
    assert sum(given_out.values()) == min(size, sum(strata.values()))
    assert all(given_out[name] <= strata[name] for name in DRAWN)


def test_a_third_is_flagged_and_the_larger_quiet_kind_gives_more() -> None:
    assert allocated({"present": 300, "not_recorded": 900, "stated_absent": 300}, 60) == {
        "present": 20, "not_recorded": 30, "stated_absent": 10,
    }  # fmt: skip


@pytest.mark.slow
def test_orders_are_drawn_by_what_the_reader_said_of_them(tmp_path: Path) -> None:
    kept, review = drawn_check(tmp_path, FELL, FELL, NONE, SILENT, SILENT, SILENT, "?CES")
    assert review.strata == {"present": 2, "stated_absent": 1, "not_recorded": 3, "unknown": 1}
    assert review.size == 6
    judged = [kept.judge(item, NOTHING, who=ANN) for item in kept.items(review)]
    assert sorted(one.stratum for one in judged) == ["not_recorded"] * 3 + ["present"] * 2 + ["stated_absent"]
    flagged = next(one for one in judged if one.stratum == "present")
    assert (flagged.machine["trauma"], flagged.machine["cancer"]) == ("present", "not_recorded")
    assert set(flagged.machine) == {"any", *DEFAULT_ATOMS}


@pytest.mark.slow
def test_a_red_flag_without_a_name_is_one_the_reader_can_be_checked_on(tmp_path: Path) -> None:
    kept, review = drawn_check(tmp_path, "red flags present")
    told = kept.judge(kept.items(review)[0], NOTHING, who=ANN).machine
    assert (told["any"], told["unnamed"], told["cancer"]) == ("present", "present", "not_recorded")


@pytest.mark.slow
def test_images_from_outside_the_practice_and_for_other_reasons_are_not_drawn(tmp_path: Path) -> None:
    own = {"Chart No": "1001"}
    other = {"Order ID": "D2", "Req #": "R2", "Chart No": "1002", "Clinical Info": "kidney stone"}
    bring(tmp_path, visits(own), orders(own, other))
    assert orders_to_check(studied(tmp_path))["number"].to_list() == ["D1"]


@pytest.mark.slow
def test_an_empty_clinic_has_nothing_to_draw(tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    with pytest.raises(NotKept, match="Bring in an export"):
        start(studied(tmp_path), records(tmp_path), 20, 7, ANN)


@pytest.mark.slow
def test_an_order_is_found_again_after_another_import(tmp_path: Path) -> None:
    kept, review = drawn_check(tmp_path, FELL, SILENT)
    items = kept.items(review)
    before = rows_today(studied(tmp_path), items)
    again = [{"Order ID": f"D{n}", "Req #": f"R{n}", "Chart No": str(880_000 + n)} for n in range(2)]
    bring(tmp_path, orders({"Order ID": "D9", "Req #": "R9", "Chart No": "999"}, *again))
    after = rows_today(studied(tmp_path), items)
    assert None not in after.values()
    assert set(after.values()).isdisjoint(before.values())


# What is answered


def test_every_red_flag_gets_an_answer() -> None:
    told = answers(Ticked("present", ["trauma"], ["cancer"]))
    assert (told["any"], told["trauma"], told["cancer"], told["steroids"]) == (
        "present", "present", "cannot_tell", "absent",
    )  # fmt: skip
    assert set(told) == {"any", *DEFAULT_ATOMS}
    assert set(answers(Ticked("absent")).values()) == {"absent"}
    assert set(answers(Ticked("cannot_tell")).values()) == {"cannot_tell"}


@pytest.mark.parametrize(
    ("ticked", "says"),
    [
        (Ticked(None, ["trauma"]), "Choose one"),
        (Ticked("present"), "Which one"),
        (Ticked("absent", ["trauma"]), "You ticked trauma, and answered that there is none"),
        (Ticked("absent", (), ["trauma"]), "You ticked trauma"),
        (Ticked("cannot_tell", ["trauma"]), "does not let you tell"),
        (Ticked("present", ["trauma"], ["trauma"]), "ticked and left open"),
    ],
)
def test_a_form_that_leaves_it_open_or_contradicts_itself_is_answered_with_what_to_change(
    ticked: Ticked, says: str
) -> None:
    with pytest.raises(NotKept, match=says):
        answers(ticked)


# What came of it


@pytest.mark.slow
def test_the_figures_are_told_with_how_they_came_about(tmp_path: Path) -> None:
    kept, review = drawn_check(tmp_path, *[FELL] * 6, *[SILENT] * 12, *[NONE] * 6, "?CES")
    for item in kept.items(review):
        kept.judge(item, NOTHING if item.place % 7 == 0 else TRAUMA, who=ANN)
    (check,) = checks(kept, PRACTICE.clinic)
    assert headline(check).startswith("Of 100 orders with a red flag in the chart, the reader finds about ")
    assert drawn_words(check) == (
        "20 orders drawn by chance (seed 7): 6 of 6 with a red flag; 9 of 12 with nothing recorded of red flags; "
        "5 of 6 with red flags stated absent. Not drawn: 1 order where cauda equina is only asked about, left out "
        "because the reader claims nothing there."
    )
    assert left_out_words(check) == []


@pytest.mark.slow
def test_a_whole_check_speaks_until_a_newer_one_is_whole(tmp_path: Path) -> None:
    kept, whole = all_judged(tmp_path, *[FELL] * 3, *[SILENT] * 3)
    newer = start(studied(tmp_path), kept, 20, 8, ANN)
    first, *others = kept.items(newer)
    assert [check.review.id for check in checks(kept, PRACTICE.clinic)] == [whole.review.id]
    kept.judge(first, NOTHING, who=ANN)
    found = checks(kept, PRACTICE.clinic)
    told = own_check(found)
    assert (told and told.review.id, under_way_words(found)) == (
        whole.review.id, "A newer check is under way: 1 of 6 orders are judged.",
    )  # fmt: skip
    for item in others:
        kept.judge(item, NOTHING, who=ANN)
    found = checks(kept, PRACTICE.clinic)
    told = own_check(found)
    assert (told and told.review.id, under_way_words(found)) == (newer.id, "")


@pytest.mark.slow
def test_nothing_that_is_in_no_figure_is_dropped_silently(tmp_path: Path) -> None:
    kept, review = drawn_check(tmp_path, *[FELL] * 3, *[SILENT] * 3)
    first, second, *_ = kept.items(review)
    kept.judge(first, answers(Ticked("cannot_tell")), who=ANN)
    kept.judge(second, NOTHING, who=ANN)
    kept.judge(second, TRAUMA, who="Ben Birch")
    check = Check(review, kept.results(review))
    assert left_out_words(check, gone=1) == [
        "Cannot be told from the chart, so in no figure: 1 order.",
        "Answered differently by two clinicians, so in no figure: 1 order.",
        "Not judged yet: 4 orders.",
        "No longer found in the exports, so that nobody can look them up from here: 1 order.",
    ]
    assert second_reading_words(check) == "Judged by more than one clinician: 1 order, 0 alike."
    assert headline(check).startswith("Too few orders are judged")


@pytest.mark.slow
def test_the_files_to_keep_hold_no_patient_no_record_and_no_name(tmp_path: Path) -> None:
    _, check = all_judged(tmp_path, *[FELL] * 6, *[SILENT] * 6)
    figures, each = figures_csv(check, UTC), answers_csv(check)
    for text in (figures, each):
        assert not any(word in text for word in ("88000", "D1", "R1", "Aspen", "Birch", ".csv", "2025"))
    assert figures.splitlines()[1].startswith("any,sensitivity,")
    assert each.splitlines()[0].endswith("answer,corrected,clinician")
    assert {line.split(",")[-1] for line in each.splitlines()[1:]} == {"1", "2"}


FORM, HEDGED = "Trauma: Y  Fever: N", "Denies the following: fever, weight loss, trauma"


@pytest.mark.slow
def test_the_patterns_of_the_errors_tell_style_and_section_and_no_text_patient_record_or_day(tmp_path: Path) -> None:
    kept, review = drawn_check(tmp_path, FELL, FELL, FORM, HEDGED, SILENT)
    for item in kept.items(review):
        kept.judge(item, NOTHING, who=ANN)
    check = Check(review, kept.results(review))
    rows = rows_today(studied(tmp_path), kept.items(check.review))
    told = patterns(check, as_read(studied(tmp_path).units()), rows)
    assert {(row["asked"], row["style"]) for row in told.rows(named=True) if row["asked"] == "any"} == {
        ("any", style) for style in ("prose", "form", "list", "nothing_read")
    }
    assert {row["Read in"]: row["Orders judged"] for row in style_rows(told)}["prose"] == "2"
    file = patterns_csv(check, told)
    for word in ("ladder", "fell", "Fever", "88000", "D1", "R1", "Aspen", "Birch", ".csv", "2025", "2026"):
        assert word not in file.replace(check.review.reader, "")


@pytest.mark.slow
def test_the_patterns_are_on_the_page_once_every_order_is_judged(app: AppTest, tmp_path: Path) -> None:
    clinic(tmp_path, FELL)
    joined(tmp_path)
    press(opened(app), "Draw the sample")
    assert "In which kinds of text they differ" not in [one.label for one in app.expander]
    say(app, "absent")
    press(app, "Keep my answer")
    press(app, "Next order")
    assert "In which kinds of text they differ" in [one.label for one in app.expander]
    assert "Found only by the reader" in said(app)


@pytest.mark.slow
def test_a_reader_that_changed_since_is_said(tmp_path: Path) -> None:
    _, check = all_judged(tmp_path, FELL)
    assert changed_words(check, check.review.reader) == ""
    assert "now version 2-new" in changed_words(check, "2-new")


@pytest.mark.parametrize(
    ("value", "words"),
    [(1.0, "100%"), (0.997, "99.7%"), (0.99999, "99.9%"), (0.0, "0%"), (0.004, "0.4%"), (0.5, "50%")],
)
def test_nearly_all_is_never_told_as_all(value: float, words: str) -> None:
    assert share_words(value) == words


def test_a_figure_stands_with_its_interval_or_says_there_are_too_few() -> None:
    assert figure_words(Figure("ppv", 9, 10, 0.9, 0.596, 0.982)) == "90% (60% to 98%)"
    assert figure_words(Figure("ppv", 1, 1)) == "too few to say (1)"


# The page


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    return AppTest.from_file(str(APP), default_timeout=60)


def opened(app: AppTest, page: str = "reader_check", who: str | None = ANN) -> AppTest:
    goes(app.run(), page).run()
    if who:
        app.selectbox(key="reader who").set_value(who).run()
    return app


def joined(folder: Path) -> None:
    records(folder).kept(Person(clinic=PRACTICE.clinic, name=ANN), who=ANN)


def press(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label.startswith(label)).click().run()
    assert not app.exception
    return app


def say(app: AppTest, answer: str) -> None:
    next(r for r in app.radio if r.label == QUESTION).set_value(answer)


def said(app: AppTest) -> str:
    boxes: list[Any] = [*app.title, *app.subheader, *app.header, *app.markdown, *app.info, *app.caption, *app.error]
    pages = [str(part.proto.body) for part in app.get("html")]
    return "\n".join([*(str(box.value) for box in boxes), *pages])


@pytest.mark.slow
def test_without_a_name_nothing_is_asked(app: AppTest, tmp_path: Path) -> None:
    clinic(tmp_path, FELL)
    assert "type your name to begin" in said(opened(app, who=None))
    assert not app.button


@pytest.mark.slow
def test_an_order_is_judged_blind_and_then_compared(app: AppTest, tmp_path: Path) -> None:
    clinic(tmp_path, FELL)
    joined(tmp_path)
    press(opened(app), "Draw the sample")
    asked = said(app)
    assert "1 orders" not in asked
    assert "export1.csv, line 2" in asked
    assert "6 February 2025" in asked
    assert not any(word in asked for word in ("ladder", "880000", "Sensitivity", "A red flag is present"))
    say(app, "absent")
    press(app, "Keep my answer")
    told = said(app)
    assert "You and the reader differ" in told
    assert "<mark>fell" in told
    assert "880000" not in told
    press(app, "Next order")
    assert "Every order is judged" in said(app)
    assert "only the reader found one" in said(app)


@pytest.mark.slow
def test_an_order_put_off_comes_back_after_the_others(app: AppTest, tmp_path: Path) -> None:
    drawn_check(tmp_path, FELL, SILENT)
    joined(tmp_path)
    assert "Order 1 of 2" in said(opened(app))
    press(app, "Come back to this one later")
    assert "Order 2 of 2" in said(app)
    press(app, "Come back to this one later")
    assert "Order 1 of 2" in said(app)


@pytest.mark.slow
def test_a_form_without_an_answer_keeps_nothing_and_says_so(app: AppTest, tmp_path: Path) -> None:
    kept, review = drawn_check(tmp_path, FELL)
    joined(tmp_path)
    press(opened(app), "Keep my answer")
    assert "Choose one of the three answers" in said(app)
    assert kept.results(review).is_empty()


@pytest.mark.slow
def test_a_record_that_left_the_exports_can_still_be_answered(app: AppTest, tmp_path: Path) -> None:
    kept, review = drawn_check(tmp_path, FELL)
    joined(tmp_path)
    bring(tmp_path, orders({"Order ID": "D0", "Chart No": "880000", "Status": "Cancelled"}))
    assert "no longer in the exports" in said(opened(app))
    say(app, "cannot_tell")
    press(app, "Keep my answer")
    assert "could not tell" in said(app)
    assert "its evidence cannot be shown" in said(app)
    assert kept.results(review)["answer"].unique().to_list() == ["cannot_tell"]


@pytest.mark.slow
def test_how_we_count_shows_this_clinics_own_figure_with_its_date(app: AppTest, tmp_path: Path) -> None:
    _, check = all_judged(tmp_path, *[FELL] * 6, *[SILENT] * 6)
    told = said(opened(app, "how_we_count", who=None)).replace("\\", "")
    assert "How well the reader does here" in told
    assert headline(check) in told
    assert f"{check.day(UTC).year}: 12 of 12 orders, by 2 clinicians. Reader version {check.review.reader}" in told


@pytest.mark.slow
def test_how_we_count_says_how_to_come_to_a_figure_where_there_is_none(app: AppTest, tmp_path: Path) -> None:
    clinic(tmp_path, FELL)
    assert "Nobody has checked it here yet" in said(opened(app, "how_we_count", who=None))
    assert VISIT["Chart No"] not in said(app)
