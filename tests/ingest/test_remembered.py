"""Answers of the words' reader are kept under a keyed hash, and a second import says the same without reading again."""

from pathlib import Path

import polars as pl

from ingest import lexicon
from ingest.remembered import Remembered
from measures.red_flags.words import Finding, read

KEY = b"k" * 32
TEXTS = pl.Series(["LBP, no red flags", "low back pain, prostate cancer 2023", None, "cough", "LBP, no red flags"])


class Counted:
    """The reader, with how many texts it was asked to read."""

    def __init__(self) -> None:
        self.texts = 0

    def __call__(self, texts: list[str]) -> list[Finding]:
        self.texts += len(texts)
        return list(read(texts))


def told(words: Remembered) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    said = words.look_up(TEXTS)
    rows = pl.DataFrame({"row": range(len(TEXTS))})
    return said.rows(), sorted(words.spread(rows, said["key"], "findings").rows(), key=repr)


def test_what_was_read_once_is_looked_up_and_says_the_same(tmp_path: Path) -> None:
    first, again = Counted(), Counted()
    fresh = Remembered(lexicon.words(first), tmp_path, KEY, "r1")
    said = told(fresh)
    fresh.keep(1)
    assert told(Remembered(lexicon.words(again), tmp_path, KEY, "r1")) == said
    assert (first.texts, again.texts) == (3, 0)


def test_no_text_is_kept_and_only_the_owner_can_read_what_is(tmp_path: Path) -> None:
    fresh = Remembered(lexicon.words(), tmp_path, KEY, "r1")
    fresh.look_up(pl.Series(["seen with Zebedee Quill, cough"]))
    fresh.keep(1)
    files = list(tmp_path.rglob("*.parquet"))
    assert files
    assert all(b"Zebedee" not in f.read_bytes() for f in files)
    assert all(f.stat().st_mode & 0o077 == 0 for f in files)


def test_another_key_another_reader_or_a_damaged_memory_reads_anew(tmp_path: Path) -> None:
    fresh = Remembered(lexicon.words(), tmp_path, KEY, "r1")
    said = told(fresh)
    fresh.keep(1)
    for key, reader in ((b"j" * 32, "r1"), (KEY, "r2")):
        counted = Counted()
        assert told(Remembered(lexicon.words(counted), tmp_path, key, reader)) == said
        assert counted.texts == 3
    next(tmp_path.rglob("each-*.parquet")).write_bytes(b"damaged")
    assert told(Remembered(lexicon.words(), tmp_path, KEY, "r1")) == said
