"""Texts read side by side say what they say one after another; where no reader can be had they are read here."""

import sys
from collections.abc import Sequence

import pytest

from ingest import lexicon, many_readers
from ingest.many_readers import Readers

TEXTS = [f"LBP for {n} weeks, no fever, ?CES, on prednisone {n} mg" for n in range(60)]


def without_progress(_: str, __: float) -> None:
    """Nobody looks."""


def few(monkeypatch: pytest.MonkeyPatch) -> Sequence[str]:
    """A handful of texts that are enough."""
    monkeypatch.setattr(many_readers, "ENOUGH", 20)
    monkeypatch.setattr(many_readers, "AT_A_TIME", 7)
    return TEXTS[:40]


@pytest.mark.slow
def test_readers_side_by_side_say_the_same_and_tell_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, told = few(monkeypatch), []
    with Readers(lambda says, _: told.append(says), number=2) as readers:
        assert readers.read(texts) == lexicon.words().read(texts)
        assert readers._number == 2
    assert told[-1] == "reading the words of 40 of 40 new texts"


@pytest.mark.slow
@pytest.mark.parametrize("command", [[sys.executable, "-c", "raise SystemExit(1)"], ["/no/such/program"]])
def test_without_readers_the_texts_are_read_here(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    texts = few(monkeypatch)
    with Readers(without_progress, number=2, command=command) as readers:
        assert readers.read(texts) == lexicon.words().read(texts)


def test_few_texts_start_no_reader() -> None:
    with Readers(without_progress, number=2, command=["/no/such/program"]) as readers:
        readers.read(TEXTS[:3])
        assert readers._number == 2
