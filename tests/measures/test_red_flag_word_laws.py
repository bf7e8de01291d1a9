"""The laws that the reader of red-flag words keeps, whatever the text."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.red_flags.words import Finding, labels, read

TEXTS = [
    text.strip().replace("\\n", "\n")
    for line in Path(__file__).with_name("red_flag_examples.txt").read_text("utf-8").splitlines()
    if "|" in line and not line.startswith("#")
    for _, _, text in [line.partition("|")]
]


def states(text: str) -> set[tuple[str, str]]:
    return {(found.atom, found.state.value) for found in read([text])}


@pytest.fixture(scope="module", autouse=True)
def _the_lists_are_loaded() -> None:
    """Three thousand patterns are taken apart at the first text, once in a process: no law's own time."""
    read(["fell"])


def read_by_themselves(texts: list[str]) -> bool:
    together = [(found.text, found.atom, found.state) for found in read(texts)]
    alone = [(place, found.atom, found.state) for place, text in enumerate(texts) for found in read([text])]
    return together == alone


@pytest.mark.slow
@given(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=3))
@settings(max_examples=6, deadline=None, derandomize=True)
def test_each_text_is_read_by_itself(texts: list[str]) -> None:
    assert read_by_themselves(texts)


@pytest.mark.slow
def test_each_of_all_texts_is_read_by_itself() -> None:
    assert read_by_themselves(TEXTS)
    assert read_by_themselves(TEXTS[::-1])


#: A time in full, with the short forms that a full stop may follow.
TIMES = {"days": "d", "hours": "h hr hrs", "weeks": "wk wks", "months": "mo mos mth mths", "years": "y yr yrs"}
TEMPS = {"jours": "j jr jrs", "semaines": "sem"}
SHORT = [("fell", "{} ago", full, short) for full, shorts in TIMES.items() for short in shorts.split()]
COURT = [("chute il y a", "{}", full, short) for full, shorts in TEMPS.items() for short in shorts.split()]


@pytest.mark.parametrize("many", [1, 2, 20, 60])
@pytest.mark.parametrize(("event", "since", "full", "short"), [*SHORT, *COURT])
@pytest.mark.parametrize("after", ["", ".", "..", ". Works in an office.", ".\nWorks.", "..\nWorks in an office."])
def test_the_stop_of_a_short_time_changes_nothing(
    event: str, since: str, full: str, short: str, many: int, after: str
) -> None:
    meant = labels(f"{event} {many} {since.format(full)}")
    assert labels(f"{event} {many} {since.format(short)}{after}") == meant
    if since != "{}" or not after.startswith(".."):  # three stops may lead to an answer
        assert labels(f"{event} {many} {since.format(short + '.')}{after}") == meant


def test_a_short_time_ends_the_sentence_that_denies() -> None:
    assert labels("no trauma x 2 yr. Fever") == labels("no trauma x 2 yr. fever") == {"infection_fever"}


@pytest.mark.parametrize("after", ["", ".", " .", ";", ",", ".\nWorks in an office."])
def test_a_stop_behind_the_last_box_turns_no_answer_round(after: str) -> None:
    assert labels(f"Cancer [Y] Trauma [N] Fever [N]{after}") == {"cancer"}


@pytest.mark.slow
@pytest.mark.parametrize("dress", ["a full stop", "a sentence about nothing after"])
def test_no_sentence_after_any_text_changes_it(dress: str) -> None:
    assert [text for text in TEXTS if labels(DRESSES[dress](text)) != labels(text)] == []


def test_two_stops_lead_to_an_answer_where_a_form_has_more_of_them() -> None:
    assert labels("Trauma..\nFever..No\nWeight loss..Yes") == {"weight_loss"}
    assert labels("[x] LBP\nTrauma..\nFever..") == set()


@pytest.mark.slow
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120), st.sampled_from(TEXTS))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_whatever_is_written_the_matched_words_stand_where_they_are_said_to(noise: str, text: str) -> None:
    written = f"{noise}\n{text}"
    found: list[Finding] = read([written])
    assert all(one.matched == written[one.start : one.end] and one.matched for one in found)


DRESSES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "title case": str.title,
    "no accents": lambda text: "".join(
        one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one)
    ),
    "accents as letters of their own": lambda text: unicodedata.normalize("NFD", text),
    "typeset quotes and dashes": lambda text: text.replace("'", "\u2019").replace("-", "\u2013"),
    "room around": lambda text: f"  {text}\n",
    "lines of Windows": lambda text: text.replace("\n", "\r\n"),
    "wide gaps": lambda text: text if FORM.search(text) else text.replace(" ", "  "),
    "no-break spaces": lambda text: text if FORM.search(text) else text.replace(" ", "\u00a0"),
    "a space before the comma": lambda text: text if FORM.search(text) else text.replace(",", " ,"),
    "no space after the comma": lambda text: text if FORM.search(text) else text.replace(", ", ","),
    "a full stop": lambda text: f"{text}." if text[-1:].isalnum() else text,
    "between quotes": lambda text: text if FORM.search(text) else f'"{text}"',
    "a title before": lambda text: f"XR L-spine. {text}",
    "a sentence about nothing after": lambda text: f"{text}.\nWorks in an office.",
}
FORM = re.compile(r"\d\)|[:=\[\]?_|\n☐☒☑]")


@pytest.mark.slow
@pytest.mark.parametrize("dress", DRESSES)
@given(text=st.sampled_from(TEXTS))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_dress_of_a_text_changes_nothing(dress: str, text: str) -> None:
    assert labels(DRESSES[dress](text)) == labels(text)


# "ca. 6 kg" is about six: a text that ends so is no sentence of its own.
PLAIN = [text.rstrip(".") for text in TEXTS if text and not FORM.search(text) and "(" not in text]
SENTENCES = [text for text in PLAIN if not text.lower().endswith(" ca")]


@pytest.mark.slow
@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=3, unique=True))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_order_of_sentences_changes_nothing(told: list[str]) -> None:
    assert labels(". ".join(told) + ".") == labels(". ".join(reversed(told)) + ".")


#: The plain names of each red flag: said alone they assert it, denied they deny it.
NAMES = {
    "cauda_equina": "saddle anesthesia|perianal numbness|urinary retention|fecal incontinence|loss of bladder control"
    "|bowel or bladder dysfunction|lax anal tone",
    "severe_worsening_night_pain": "night pain|nocturnal pain|pain at night",
    "trauma": "trauma|recent trauma|falls|MVA|motor vehicle accident|assault|fall from height",
    "weight_loss": "weight loss|wt loss|unexplained weight loss|cachexia",
    "cancer": "cancer|malignancy|breast cancer|prostate ca|metastases|lymphoma|history of malignancy",
    "infection_fever": "fever|fevers|chills|rigors|night sweats|discitis|epidural abscess|bacteremia",
    "steroids": "prednisone|steroid use|oral steroids|corticosteroids",
    "iv_drug_use": "IVDU|IV drug use|injection drug use",
    "neurological": "foot drop|leg weakness|motor deficit|neurological deficit|gait disturbance|hyperreflexia|clonus"
    "|myelopathy|numbness in both feet",
    "inflammatory": "inflammatory back pain|ankylosing spondylitis|sacroiliitis",
}
NAMED = [(atom, name) for atom, names in NAMES.items() for name in names.split("|")]
FRENCH = [
    ("cauda_equina", "anesthésie en selle"),
    ("cauda_equina", "incontinence urinaire"),
    ("trauma", "chute"),
    ("severe_worsening_night_pain", "douleur nocturne"),
    ("trauma", "traumatisme"),
    ("weight_loss", "perte de poids"),
    ("cancer", "cancer"),
    ("cancer", "métastases"),
    ("infection_fever", "fièvre"),
    ("infection_fever", "frissons"),
    ("steroids", "prednisone"),
    ("iv_drug_use", "drogues injectables"),
    ("neurological", "faiblesse"),
    ("neurological", "pied tombant"),
    ("neurological", "déficit moteur"),
    ("inflammatory", "spondylite ankylosante"),
]
DENIALS = [
    "no {}",
    "denies {}",
    "denied {}",
    "without {}",
    "w/o {}",
    "negative for {}",
    "neg for {}",
    "nil {}",
    "Ø {}",
    "Ø{}",
    "no hx of {}",
    "no evidence of {}",
    "LBP, no {}",
    "does not have {}",
    "never {}",
    "no recent {}",
    "absence of {}",
    "no known {}",
    "free of {}",
    "no {} or swelling",
    "{}: no",
    "{} - neg",
    "{} denied",
    "{}: N",
    "{} absent",
    "{}? No",
    "{}: none",
    "{} (-)",
    "{} unlikely",
    "{} not present",
    "[ ] {} [x] mechanical pain",
]
REFUSALS = [
    "pas de {}",
    "sans {}",
    "nie {}",
    "absence de {}",
    "aucun signe de {}",
    "{} : non",
    "pas d'antécédent de {}",
]
OTHERS = [
    "father had {}",
    "FHx {}",
    "family history of {}",
    "{} (mother)",
    "mom - {}",
    "brother has {}; pt has LBP",
    "Mother: {}",
    "a friend had {}",
    "return if {}",
    "to ER if {}",
    "warned about {}",
    "should {} develop, go to ED",
    "patient worried about {}",
    "afraid of {}",
]


@pytest.mark.parametrize(("atom", "name"), [*NAMED, *FRENCH])
def test_a_plain_name_said_alone_asserts_the_flag(atom: str, name: str) -> None:
    assert labels(name) == {atom}


@pytest.mark.slow
@given(st.sampled_from(NAMED), st.sampled_from(DENIALS))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_denied_it_is_absent(named: tuple[str, str], denial: str) -> None:
    atom, name = named
    assert labels(denial.format(name)) == set()
    assert (atom, "absent") in states(denial.format(name))


@pytest.mark.slow
@given(st.sampled_from(FRENCH), st.sampled_from(REFUSALS))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_denied_in_french_it_is_absent(named: tuple[str, str], denial: str) -> None:
    atom, name = named
    assert labels(denial.format(name)) == set()
    assert (atom, "absent") in states(denial.format(name))


@pytest.mark.slow
@given(st.sampled_from(NAMED), st.sampled_from(OTHERS))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_what_others_have_or_what_might_be_never_counts(named: tuple[str, str], about: str) -> None:
    assert labels(about.format(named[1])) == set()
