"""The science returns codes and numbers: no sentence is built in `measures`, every code has one in telling."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest

from dashboard.telling import sentences as told_in
from dashboard.telling.sentences import SENTENCES, UNKNOWN, all_words, words
from measures.said import said

MEASURES = Path(__file__).parents[2] / "measures"
TREES = {file: ast.parse(file.read_text("utf-8")) for file in sorted(MEASURES.rglob("*.py"))}
#: Where a text declares what something is: its name, what it says of itself, where it is from, its table of examples.
DECLARES = re.compile(r"title|\w*says|\w*source|examples|formula|notes?|SOURCE|NOTE|\w*_SAYS|EXACTNESS|_MONTHS")
#: Calls that declare a unit, a column, what an export must carry, a measure, a scale: their texts say what it is, once.
DECLARATIONS = {"Unit", "_need", "_base", "FunnelScale"}
#: Names of rules, not sentences: what decided a flag or an exam is kept with it in the facts of every import, so that
#: a code in their place would mean reading every text again. The readers of words and of exams own them.
RULES = ("red_flags/*", "imaging.py", "units/evidence.py", "units/settled.py")
PATTERN = re.compile(r"[\\|\[\]{}^]|\(\?")  # signs of a regular expression
WORD = re.compile(r"(?<!\S)[“\"'(]?[^\W\d_][\w’'-]*[.,;:!?)”\"']*(?!\S)")
MANY = 4


def sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts of four words or more that are neither documentation, nor a declaration, nor a mistake that is raised."""
    passed = {id(inside) for node in ast.walk(tree) for told in _passed(node) for inside in ast.walk(told)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    for node in texts:
        text = str(node.value)
        if id(node) not in passed and len(WORD.findall(text)) >= MANY and not PATTERN.search(text):
            yield node.lineno, text


def _passed(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Raise() | ast.Assert() | ast.Expr(value=ast.Constant()):  # a mistake, or documentation
            yield node
        case ast.FunctionDef(name=name) if re.match("_?refuse|formula", name):  # raises what it found, or is one
            yield node
        case ast.keyword(arg=str(name)) if DECLARES.fullmatch(name):
            yield node
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            if DECLARES.fullmatch(name):
                yield node
        case ast.Call(func=ast.Name(id=name)) if name in DECLARATIONS:
            yield node
        case ast.Call(func=ast.Attribute(attr="split")):  # a list of words
            yield node
        case ast.Tuple(elts=[ast.Attribute(value=ast.Name(id="pl")), *_]):  # a column's type with what it holds
            yield node


def rule_names(file: Path) -> bool:
    """Whether the texts of a file are names of rules."""
    return any(file.relative_to(MEASURES).match(pattern) for pattern in RULES)


@pytest.mark.slow
def test_no_sentence_is_built_in_the_science() -> None:
    looked_at = [file for file in TREES if not rule_names(file)]
    found = {str(file): list(sentences(TREES[file])) for file in looked_at}
    assert len(looked_at) > 80
    assert {name: told for name, told in found.items() if told} == {}


def test_a_sentence_is_found_wherever_it_would_be_built() -> None:
    built = """
def told(n):
    'Says how many there are of them.'
    if n < 0:
        raise ValueError("This number is below zero.")
    return f"There are only {n} of them here."
"""
    assert list(sentences(ast.parse('x = "three words only"'))) == []
    assert list(sentences(ast.parse(built))) == []  # no part of it has four words
    built = built.replace("There are only {n} of them here", "There are only very few: {n} of them here")
    assert [text for _, text in sentences(ast.parse(built))] == ["There are only very few: "]


def codes_said() -> dict[str, set[str]]:
    """Every code that the science says, with the names of its values where they stand beside it."""
    found: dict[str, set[str]] = {}
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("said", "_said"):
                for code in _codes(node.args[0] if node.args else None):
                    found.setdefault(code, set()).update(one.arg for one in node.keywords if one.arg)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_said":
                for code in _codes(node.args[0]):
                    found.setdefault(code, set())
    return found


def _codes(node: ast.expr | None) -> list[str]:
    inside = ast.walk(node) if node else ()
    return [one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)]


@pytest.mark.slow
def test_every_code_of_the_science_has_its_sentence_and_the_sentence_takes_its_values() -> None:
    codes = codes_said()
    assert len(codes) > 60
    for code, values in codes.items():
        taken = signature(SENTENCES[code]).parameters
        anything = any(one.kind is one.VAR_KEYWORD for one in taken.values())
        assert anything or values <= set(taken), code


def test_no_two_rooms_of_telling_claim_the_same_code() -> None:
    rooms = told_in._ROOMS
    assert sum(len(room.SENTENCES) for room in rooms) == len(SENTENCES)


def test_what_is_said_within_a_finding_is_put_into_words_with_it() -> None:
    one, other = said("as_written", words="one thing."), said("as_written", words="another.")
    assert words(said("all_of", findings=[one, other])) == "one thing. Also, another."
    assert all_words([one, other]) == ["one thing.", "another."]
    assert words(None) == ""


def test_a_finding_of_a_changed_file_is_told_calmly() -> None:
    for odd in (said("nobody_knows"), said("held"), said("short_baseline", every=3), said("mix", before=[1], since=[])):
        assert words(odd) == UNKNOWN
