"""A reader of our output may leave (`| head -1`): the command finishes what it does, and says nothing of it."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any, TextIO


class Leaving(io.RawIOBase):
    """A file whose reader may be gone: from then on what is written to it is let go."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw

    def writable(self) -> bool:
        """It takes what is written, always."""
        return True

    def isatty(self) -> bool:
        """Whether somebody sits at the other end."""
        return self._raw.isatty()

    def fileno(self) -> int:
        """The file's own number."""
        return self._raw.fileno()

    def write(self, written: Any) -> int | None:
        """Pass it on while somebody reads."""
        try:
            return self._raw.write(written)
        except OSError as problem:
            if not gone(problem):
                raise
            return memoryview(written).nbytes


def gone(problem: OSError) -> bool:
    """Whether nobody reads any more; Windows calls that an invalid argument."""
    return isinstance(problem, BrokenPipeError) or (os.name == "nt" and problem.errno == errno.EINVAL)


HOW = ("encoding", "errors", "line_buffering", "write_through")


def let_readers_leave() -> None:
    """From here on neither a figure nor a message fails because nobody reads it to its end."""
    sys.stdout, sys.stderr = _leaving(sys.stdout), _leaving(sys.stderr)


def _leaving(stream: TextIO) -> TextIO:
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # unbuffered, the one is the other
    if not isinstance(stream, io.TextIOWrapper) or not isinstance(raw, io.FileIO):
        return stream
    how: dict[str, Any] = {name: getattr(stream, name) for name in HOW}
    return io.TextIOWrapper(io.BufferedWriter(Leaving(raw)), **how)
