"""Readers of words in processes of their own: the texts of a first export are read side by side, with progress.

A reader is a fresh Python (never a fork, and nothing of the page is run in it) that is given texts through its standard
input and answers on its standard output; nothing is written to disk, and it ends with its import. Where readers cannot
be started, or one dies, the texts are read here, one after another: the answers are the same.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from types import TracebackType
from typing import BinaryIO

from ingest import lexicon
from ingest.lexicon import TextsSaid

#: Fewer new texts than this are read sooner than readers start; once they have started, a few parts are enough.
ENOUGH = 20_000
#: Texts given to a reader at a time.
AT_A_TIME = 1_000
#: More readers than this wait for the one process that takes their answers up.
MOST = 8
COMMAND = (sys.executable, "-m", "ingest.many_readers")
LENGTH = struct.Struct(">Q")
Progress = Callable[[str, float], None]


class ReaderGone(Exception):
    """A reader ended before it had answered."""


class Readers:
    """As many readers as there are processors, started with the first long list of texts; closed with the import."""

    def __init__(self, progress: Progress, number: int | None = None, command: Sequence[str] = COMMAND) -> None:
        self._progress = progress
        self._number = min(processors() if number is None else number, MOST)
        self._command = command
        self._started: list[subprocess.Popen[bytes]] = []
        self._alone = lexicon.words().read

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, kind: type[BaseException] | None, one: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def read(self, texts: Sequence[str]) -> TextsSaid:
        """What the texts say, in their order."""
        enough = 2 * AT_A_TIME if self._started else ENOUGH
        if len(texts) < enough or self._number < 2:
            return self._alone(texts)
        try:
            return together(self._side_by_side(texts))
        except (OSError, ReaderGone, EOFError, pickle.UnpicklingError):
            self._number = 0
            self.close()
            return self._alone(texts)

    def _side_by_side(self, texts: Sequence[str]) -> list[TextsSaid]:
        self._start()
        free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for reader in self._started:
            free.put(reader)
        parts = [list(texts[at : at + AT_A_TIME]) for at in range(0, len(texts), AT_A_TIME)]
        with ThreadPoolExecutor(len(self._started)) as hands:
            asked = [hands.submit(_answered, free, part) for part in parts]
            for done, _ in enumerate(as_completed(asked), 1):
                read = min(done * AT_A_TIME, len(texts))
                self._progress(f"reading the words of {read:,} of {len(texts):,} new texts", 0.5)
            return [one.result() for one in asked]

    def _start(self) -> None:
        while len(self._started) < self._number:
            quiet = getattr(subprocess, "CREATE_NO_WINDOW", 0)
            self._started.append(
                subprocess.Popen(
                    self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                    env=_environment(), creationflags=quiet,
                )
            )  # fmt: skip

    def close(self) -> None:
        """End the readers."""
        for reader in self._started:
            for pipe in (reader.stdin, reader.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]
            reader.terminate()
            reader.wait()
        self._started = []


def processors() -> int:
    """Processors that this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _environment() -> Mapping[str, str]:
    """The same modules are found, and each reader keeps to one processor."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "POLARS_MAX_THREADS": "1"}


def _answered(free: SimpleQueue[subprocess.Popen[bytes]], part: list[str]) -> TextsSaid:
    reader = free.get()
    try:
        put(reader.stdin, part)  # type: ignore[arg-type]
        return TextsSaid(*taken(reader.stdout))  # type: ignore[arg-type, misc]
    finally:
        free.put(reader)


def together(parts: Sequence[TextsSaid]) -> TextsSaid:
    """The answers of several lists as those of one: each finding names its text by its place in the whole."""
    each = [record for part in parts for record in part.each]
    many: dict[str, list[tuple[object, ...]]] = {}
    before = 0
    for part in parts:
        for name, rows in part.many.items():
            many.setdefault(name, []).extend((before + int(place), *rest) for place, *rest in rows)  # type: ignore[call-overload]
        before += len(part.each)
    return TextsSaid(each, many)


def put(into: BinaryIO, value: object) -> None:
    """Write a value with its length before it."""
    told = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    into.write(LENGTH.pack(len(told)) + told)
    into.flush()


def taken(out_of: BinaryIO) -> object:
    """The next value, from a process of our own only; raises ReaderGone at the end."""
    head = out_of.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise ReaderGone
    return pickle.loads(out_of.read(LENGTH.unpack(head)[0]))


def given(out_of: BinaryIO) -> Iterator[list[str]]:
    """Lists of texts, until there are no more."""
    with contextlib.suppress(ReaderGone):
        while True:
            yield taken(out_of)  # type: ignore[misc]


def main() -> None:
    """Be a reader."""
    read = lexicon.words().read
    for texts in given(sys.stdin.buffer):
        said = read(texts)
        put(sys.stdout.buffer, (list(said.each), dict(said.many)))


if __name__ == "__main__":
    main()
