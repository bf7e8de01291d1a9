"""Laws of the document model: a frame, a section or a form decides for whatever flag it holds."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_styles import styled
from test_red_flag_word_laws import FRENCH, NAMED

from measures.red_flags.review import terms
from measures.red_flags.sections import sections
from measures.red_flags.words import labels, read

FRAMES = (
    "Denies the following: {0}, {1}, {2}",
    "None of: {0}, {1}, {2}",
    "No: {0} | {1} | {2}",
    "Negative for: {0}; {1}; {2}",
    "- ve for {0}, {1}, {2}",
    "Absent: {0}, {1}, {2}.",
    "Patient denies:\n- {0}\n- {1}\n- {2}",
    "{0}, {1}, {2} all considered unlikely",
    "{0}, {1} and {2} were all denied",
    "Red flags ({0}, {1}, {2}) reviewed: none present",
    "{0} / {1} / {2} (circle) none circled",
    "{0}: N / {1}: N / {2}: N",
    "{0} 0 / {1} 0 / {2} 0",
    "{0} n, {1} n, {2} n",
    "[x] none of these [ ] {0} [ ] {1} [ ] {2}",
    "{0} (-) {1} (-) {2} (-)",
    "Asked about {0}, {1}, {2} - all negative",
    "FHx: {0}, {1}, {2}",
    "Family history:\n- {0}\n- {1}\n- {2}\n\nReason: LBP",
    "Plan: return if {0}, {1} or {2}",
    "Return to ED for any of the following:\n- {0}\n- {1}\n- {2}",
    "Allergies: {0}, {1}, {2}",
)
FRENCH_FRAMES = (
    "Nie : {0}, {1}, {2}",
    "Absence de : {0}, {1}, {2}",
    "{0} : N / {1} : N / {2} : N",
    "{0} (O/N): N  {1} (O/N): N  {2} (O/N): N",
    "Aucun des suivants : {0}, {1}, {2}",
    "{0}, {1}, {2} : tous absents",
    "ATCD familiaux : {0}, {1}, {2}",
)
#: A history of these counts for good, so that only what denies them is tried.
ANSWERED_YES = ("{0}: Y / {1}: N", "[x] {0} [ ] {1}", "{0}? Yes / {1}? No", "{0} (+) {1} (-)", "Yes: {0}. No: {1}.")
DISTINCT = [(atom, name) for atom, name in NAMED if "or" not in name.split() and name != "falls"]


@pytest.mark.slow
@given(
    st.sampled_from(FRAMES), st.lists(st.sampled_from(DISTINCT), min_size=3, max_size=3, unique_by=lambda one: one[0])
)
@settings(max_examples=300, deadline=None)
def test_no_frame_that_denies_asserts_any_flag(frame: str, named: list[tuple[str, str]]) -> None:
    text = frame.format(*(name for _, name in named))
    assert labels(text) == set(), text


@pytest.mark.slow
@given(
    st.sampled_from(FRENCH_FRAMES),
    st.lists(st.sampled_from(FRENCH), min_size=3, max_size=3, unique_by=lambda one: one[0]),
)
@settings(max_examples=120, deadline=None)
def test_no_french_frame_that_denies_asserts_any_flag(frame: str, named: list[tuple[str, str]]) -> None:
    text = frame.format(*(name for _, name in named))
    assert labels(text) == set(), text


@pytest.mark.slow
@given(
    st.sampled_from(ANSWERED_YES),
    st.lists(st.sampled_from(DISTINCT), min_size=2, max_size=2, unique_by=lambda one: one[0]),
)
@settings(max_examples=200, deadline=None)
def test_a_yes_beside_a_no_asserts_its_own_flag_only(form: str, named: list[tuple[str, str]]) -> None:
    (atom, one), (_, other) = named
    assert labels(form.format(one, other)) == {atom}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("PMHx: asthma", "past"),
        ("Family History\nasthma", "family"),
        ("ATCD fam.: asthme", "family"),
        ("Plan: physio", "plan"),
        ("Meds: advil", "medications"),
        ("Last visit: sore", "before"),
        ("Allergies: dust", "allergies"),
    ],
)
def test_a_heading_opens_its_section(heading: str, kind: str) -> None:
    assert [one.kind for one in sections(heading.lower())] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "LBP with L leg radiation.",
        "pain fell from 8 to 3",
        "rise and fall of symptoms",
        "la fièvre est tombée",
        "cancer free all her life",
        "asthma, steroid burst last year",
        "MVA at 19, now 45M",
        "both her mother and her sister had breast cancer",
        "Steroids: inhaled only. Cancer: mother. Trauma: lifting",
        "numbness in one foot",
    ],
)
def test_what_only_looks_like_a_flag_is_none(text: str) -> None:
    assert labels(text) == set()


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("anxiety, wt loss 5 kg", "weight_loss"),
        ("both she and her sister had breast cancer", "cancer"),
        ("no evidence of recurrence of her breast cancer", "cancer"),
        ("Hodgkin at 19, now 45M", "cancer"),
        ("prior LBP: none. age 74. severe", "first_episode_over_50"),
        ("couldn't feel it when I wiped", "cauda_equina"),
        ("Saddle numbness: Y   Weakness: N", "cauda_equina"),
        ("Dlr nocturne (O/N): O", "severe_worsening_night_pain"),
        ("Néo: oui", "cancer"),
        ("↓wt 5 kg", "weight_loss"),
        ("unint. wt. loss", "weight_loss"),
    ],
)
def test_a_flag_is_seen_however_it_is_written(text: str, flag: str) -> None:
    assert labels(text) == {flag}


def test_numbness_of_the_saddle_is_counted_once() -> None:
    assert [one.atom for one in read(["numb between the legs"])] == ["cauda_equina"]


#: What was reached on the texts that may be looked at when this was written (each style at least nine tenths).
REACHED = 0.97


@pytest.mark.slow
def test_our_own_texts_in_many_styles_are_read_as_labelled() -> None:
    rows = [row for row in styled() if not row.held_out]
    right = [labels(row.text) == row.flags for row in rows]
    assert sum(right) / len(rows) >= REACHED


def test_every_style_of_our_own_has_both_flagged_and_plain_texts() -> None:
    rows = styled()
    styles = {row.style for row in rows}
    assert len(rows) >= 400
    assert len(styles) >= 10
    assert {(style, flagged) for style, flagged in product(styles, (True, False))} == {
        (row.style, bool(row.flags)) for row in rows
    }


#: Frames in which no cancer is said of the patient: cancer never expires, so one misread excuses images for good.
NOT_THEIRS = (
    "no hx of {}", "denies {}", "no evidence of {}", "FHx: {}", "mother had {}", "[ ] {} [x] LBP", "rule out {}", "?{}",
    "patient worried about {}", "return if {}", "screening for {}", "without {}", "sister has {}", "pas de {}",
    "Trauma / {} / fever: all neg", "Cancer type ({}) N / Trauma Y",
)  # fmt: skip


@pytest.mark.slow
def test_no_term_of_cancer_is_asserted_for_ever_where_the_guidelines_say_that_it_is_not() -> None:
    named = [one.reads for one in terms() if one.flag == "cancer" and one.kind == "states" and one.plain]
    assert len(named) > 20
    said = [frame.format(name) for frame in NOT_THEIRS for name in named]
    assert [text for text in said if "cancer" in labels(text)] == []
