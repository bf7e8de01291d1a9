"""The lists of terms can be reviewed: each with a source and two examples that hold, no term twice or contradicted."""

import pytest

from measures.red_flags.review import Entry, conflicts, duplicates, entries
from measures.red_flags.words import labels


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry.flag}: {entry.name}")
def test_every_list_has_a_source_and_examples_that_hold(entry: Entry) -> None:
    assert entry.source
    assert entry.spares
    assert entry.flag not in labels(entry.spares)
    assert not entry.reads or entry.flag in labels(entry.reads)
    assert entry.reads or entry.kind == "features"


def test_no_term_stands_twice_in_a_list() -> None:
    assert duplicates() == []


def test_no_term_both_asserts_a_flag_and_only_looks_like_it() -> None:
    assert conflicts() == []
