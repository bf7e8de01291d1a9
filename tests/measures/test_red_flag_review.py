"""The lists of terms can be reviewed: each with a source and two examples that hold, no term twice or contradicted."""

import re

import pytest

from measures.red_flags.grammar import examples, openings, parts
from measures.red_flags.review import TermList, conflicts, duplicates, entries, terms
from measures.red_flags.words import labels


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry.flag}: {entry.name}")
def test_every_list_has_a_source_and_examples_that_hold(entry: TermList) -> None:
    assert entry.source
    assert entry.spares
    assert entry.flag not in labels(entry.spares)
    assert not entry.reads or entry.flag in labels(entry.reads)
    assert entry.reads or entry.kind == "features"


def misread(every: int = 1, first: int = 0) -> list[str]:
    """The terms that are not read in a text made of them, or are read where that text is denied."""
    return [
        f"{one.flag}, {one.list}: {one.written}"
        for one in terms(every, first)
        if one.kind != "features" and not one.reads and one.written not in SAYS_NO
    ]


#: Questions whose yes is no flag: the age alone, and a fever that is not there.
SAYS_NO = {"age (of onset )?(>|over) ?50[^.;:\\n]{0,20}", ">50", "age ?(>|over)? ?(50|65)?", "apyretique"}


@pytest.mark.slow
def test_every_so_many_th_term_is_read_in_a_text_made_of_it_and_spared_where_that_is_denied() -> None:
    assert misread(every=23, first=5) == []


@pytest.mark.slow
def test_every_term_is_read_in_a_text_made_of_it_and_spared_where_that_is_denied() -> None:
    assert misread() == []
    assert sum(1 for _ in terms()) > 1300


@pytest.mark.parametrize("pattern", ["(a", "a)", "(?P<name>a)"])
def test_a_pattern_that_no_list_may_use_is_refused_by_its_words(pattern: str) -> None:
    with pytest.raises(ValueError, match="Pattern"):
        parts(pattern)


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("falls? from", {"fall"}),
        ("(un)?weight", {"unwe", "weig"}),
        (r"[ab]c\d", {"ac0"} | {f"{one}c{digit}" for one in "ab" for digit in "0123456789"}),
        (r"\w+x", {""}),
        ("(?<!no )pain(?= at)", {"pain"}),
        ("x{2,3}y?z", {"x"}),
    ],
)
def test_a_pattern_is_filed_under_the_letters_it_may_open_with(pattern: str, letters: set[str]) -> None:
    assert openings(pattern, 4) == letters


@pytest.mark.parametrize("pattern", ["falls? (from|off)", r"[2-5]{2} ?kg", "(?<!no )night pain", r"dex(?= \d)"])
def test_the_texts_made_of_a_pattern_are_found_by_it(pattern: str) -> None:
    assert all(re.match(pattern, text) for text in examples(pattern, 20))


def test_no_term_stands_twice_in_a_list() -> None:
    assert duplicates() == []


def test_no_term_both_asserts_a_flag_and_only_looks_like_it() -> None:
    assert conflicts() == []
