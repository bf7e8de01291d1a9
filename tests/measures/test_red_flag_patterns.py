"""The named patterns: each with its texts, its source and its day, and no two of one name or one wording."""

import re
from collections import Counter

import pytest

from measures.red_flags.lists import atom_files, load, regexes
from measures.red_flags.patterns import NamedPattern, named_patterns
from measures.red_flags.plain import make_plain
from measures.red_flags.words import labels

#: Patterns without a name when names began; they may only grow fewer.
UNNAMED = 1108
_PLAIN = re.compile(r"[\w' /&.+-]*\*?")


@pytest.mark.slow
@pytest.mark.parametrize("one", named_patterns(), ids=lambda one: f"{one.flag}: {one.name}")
def test_a_named_pattern_reads_its_texts_and_spares_its_others(one: NamedPattern) -> None:
    assert one.source
    assert one.spares
    assert one.reads or one.list == "lookalikes"
    assert [text for text in one.reads if one.flag not in labels(text)] == []
    assert [text for text in one.spares if one.flag in labels(text)] == []


@pytest.mark.parametrize("one", named_patterns(), ids=lambda one: f"{one.flag}: {one.name}")
def test_the_texts_of_a_named_pattern_are_found_by_it(one: NamedPattern) -> None:
    sources = [re.compile(source) for source in regexes(one.words)]
    plain = [make_plain(text)[0].text for text in one.reads or one.spares]
    assert [text for text in plain if not any(source.search(text) for source in sources)] == []


@pytest.mark.parametrize("one", named_patterns(), ids=lambda one: f"{one.flag}: {one.name}")
def test_a_named_pattern_belongs_to_a_list_of_its_flag(one: NamedPattern) -> None:
    told = load(f"atoms/{one.flag}.toml")
    lists = {group.get("name") for kind in ("states", "features") for group in told.get(kind, ())}
    assert one.list in {*lists, "answered", "lookalikes"}


def test_no_two_patterns_have_one_name_or_one_wording() -> None:
    names = Counter((one.flag, one.name) for one in named_patterns())
    words = Counter((one.flag, word) for one in named_patterns() for word in one.words)
    listed = {
        (told["atom"], word)
        for name in atom_files()
        if name != "all.toml"
        for told in [load(f"atoms/{name}")]
        for kind in ("states", "features", "answered")
        for group in told.get(kind, ())
        for word in group["words"]
    }
    assert [name for name, times in names.items() if times > 1] == []
    assert [word for word, times in words.items() if times > 1 or word in listed] == []


def test_patterns_without_a_name_grow_no_more() -> None:
    unnamed = sum(
        not _PLAIN.fullmatch(word)
        for name in atom_files()
        if name != "all.toml"
        for told in [load(f"atoms/{name}")]
        for kind in ("states", "features", "answered")
        for group in told.get(kind, ())
        for word in group["words"]
    )
    assert unnamed <= UNNAMED
