"""Answers of the words' reader, kept in the clinic's folder under a keyed hash of text and reader: never the text.

A monthly export repeats nine rows in ten; what was read once is looked up. Where the memory cannot be read it is as if
it were empty: the texts are read anew, and nothing is said differently.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from hashlib import blake2b
from pathlib import Path

import polars as pl

from ingest.identifying import masked
from ingest.lexicon import Lexicon
from ingest.safekeeping.files import private_file, private_folder

FOLDER = "words"
EACH = "each"


class Remembered:
    """A lexicon of one clinic with what earlier imports read; `keep` writes what this one read beside it."""

    def __init__(self, words: Lexicon, folder: Path, key: bytes, reader: str) -> None:
        self.words = words
        self._folder = folder / FOLDER / reader
        self._key = blake2b(reader.encode(), digest_size=32, key=key, person=b"read before").digest()
        self._kept: dict[str, pl.DataFrame] | None = None
        self._fresh: dict[str, list[pl.DataFrame]] = {}

    @property
    def seconds(self) -> float:
        """The time that reading took."""
        return self.words.seconds

    def look_up(self, texts: pl.Series) -> pl.DataFrame:
        """As the lexicon does; texts that an earlier import read are looked up."""
        fresh = self.words.unread(texts)
        if fresh.height:
            started = time.perf_counter()
            self._look_up(fresh)
            self.words.seconds += time.perf_counter() - started
        return self.words.look_up(texts)

    def _look_up(self, fresh: pl.DataFrame) -> None:
        hashed = fresh.with_columns(hash=self._hashes(fresh["text"]))
        kept = self._memory()
        known = hashed.join(kept[EACH], on="hash", how="semi").select("key", "hash")
        self.words.told({name: known.join(frame, on="hash").drop("hash") for name, frame in kept.items()})
        new = hashed.join(known, on="hash", how="anti")
        self.words.read_now(new.select("key", "text"))
        for name, frame in self.words.said_of(new["key"]).items():
            self._fresh.setdefault(name, []).append(new.select("key", "hash").join(frame, on="key").drop("key"))

    def _hashes(self, texts: pl.Series) -> pl.Series:
        key = self._key
        numbers = [
            int.from_bytes(blake2b(text.encode(), digest_size=8, key=key).digest(), "little")
            for text in texts.to_list()
        ]
        return pl.Series("hash", numbers, dtype=pl.UInt64)

    def _memory(self) -> dict[str, pl.DataFrame]:
        if self._kept is None:
            self._kept = self._read()
        return self._kept

    def _read(self) -> dict[str, pl.DataFrame]:
        empty = {
            name: frame.clear().drop("key").insert_column(0, pl.Series("hash", [], dtype=pl.UInt64))
            for name, frame in self.words.tables().items()
        }
        try:
            found = {
                name: pl.concat([frame, *(pl.read_parquet(f) for f in sorted(self._folder.glob(f"{name}-*.parquet")))])
                for name, frame in empty.items()
            }
        except (OSError, pl.exceptions.PolarsError):
            return empty
        return found

    def keep(self, number: int) -> None:
        """Write what import `number` read; answers of other readers are of no use any more and go."""
        if not self._fresh.get(EACH):
            return
        with contextlib.suppress(OSError):
            self._forget_others()
            private_folder(self._folder.parent)
            private_folder(self._folder)
            for name, frames in self._fresh.items():
                with private_file(self._folder / f"{name}-{number:06d}.parquet", "wb") as file:
                    _masked(pl.concat(frames)).write_parquet(file, compression="lz4", statistics=False)

    def _forget_others(self) -> None:
        for other in self._folder.parent.glob("*"):
            if other != self._folder:
                shutil.rmtree(other, ignore_errors=True)

    def spread(self, rows: pl.DataFrame, keys: pl.Series, name: str) -> pl.DataFrame:
        """As the lexicon does."""
        return self.words.spread(rows, keys, name)


def _masked(frame: pl.DataFrame) -> pl.DataFrame:
    """Matched words as the gate lets them through to the facts: without numbers of people."""
    if "matched" not in frame.columns:
        return frame
    distinct = frame["matched"].drop_nulls().unique().to_list()
    shown = {text: masked(text) for text in distinct}
    return frame.with_columns(pl.col("matched").replace_strict(shown, default=None, return_dtype=pl.String))
