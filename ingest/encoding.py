"""The text of a file as UTF-8, a piece at a time, whatever encoding it came in."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

from ingest.reading_faults import UnreadableFile

Open = Callable[[], BinaryIO]
HEAD = 1 << 20
PIECE = 4 << 20
LARGEST = 16 << 30
"""More text than any clinic exports; a small archive that unpacks to this is a trap, not an export."""

WINDOWS_1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
"""Windows-1252 as browsers read it: its five undefined bytes stand for control characters instead of an
error."""


@dataclass(frozen=True)
class FileBytes:
    """A file's bytes after one pass: their digest, encoding, line ends and beginning (as they are)."""

    digest: str
    encoding: str
    bare_returns: bool
    head: bytes
    size: int


def examine(name: str, opened: Open) -> FileBytes:
    """Read all bytes once; UTF-8 must hold to the last byte, or the file is taken as Windows-1252."""
    digest, size, head, utf8 = hashlib.sha256(), 0, b"", codecs.getincrementaldecoder("utf-8")()
    valid = True
    with opened() as file, ThreadPoolExecutor(1) as beside:
        hashing = beside.submit(digest.update, b"")
        while piece := file.read(PIECE):
            hashing.result()
            hashing = beside.submit(digest.update, piece)
            size += len(piece)
            head = head or piece[:HEAD]
            valid = valid and _decodes(utf8, piece)
            if size > LARGEST:
                raise UnreadableFile(
                    f"{name} unpacks to more than {LARGEST >> 30} GB. Export a shorter period at a time."
                )
    encoding = _encoding(head, valid and _decodes(utf8, b"", final=True))
    text = _decoder(encoding)(head, False)
    return FileBytes(digest.hexdigest(), encoding, "\n" not in text and "\r" in text, head, size)


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(head: bytes, valid_utf8: bool) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark) and (valid_utf8 or name != "utf-8-sig"):
            return name
    sample = head[: 1 << 14]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 5 > len(sample) and min(even, odd) * 10 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    if valid_utf8:
        return "utf-8"
    return "mac-roman" if _mac_letters(head) > _windows_letters(head) else "windows-1252"


def _mac_letters(head: bytes) -> int:
    """French letters with accents as old Macs write them, beside other letters; Windows has signs in their places."""
    return len(re.findall(BESIDE_A_LETTER + rb"[\x83\x88\x8d\x8e\x8f\x90\x9d\x9e]", head))


def _windows_letters(head: bytes) -> int:
    """Letters with accents as Windows writes them, beside other letters."""
    return len(re.findall(BESIDE_A_LETTER + rb"[\xc0\xc2\xc7-\xcf\xd4\xd9\xdb\xe0\xe2\xe7-\xef\xf4\xf9\xfb\x9c]", head))


BESIDE_A_LETTER = rb"(?:(?<=[A-Za-z])|(?=.[A-Za-z]))"


def _decoder(encoding: str) -> Callable[[bytes, bool], str]:
    if encoding == "windows-1252":
        return lambda piece, final: codecs.charmap_decode(piece, "strict", WINDOWS_1252)[0]
    return codecs.getincrementaldecoder("utf-8" if encoding == "utf-8-sig" else encoding)("replace").decode


def head_text(found: FileBytes) -> bytes:
    """The beginning of the text, as `pieces` would give it."""
    text = _decoder(found.encoding)(found.head, False).encode().removeprefix(codecs.BOM_UTF8)
    return _lines(text) if found.bare_returns else text


def pieces(opened: Open, found: FileBytes, size: int) -> Iterator[bytes]:
    """The text in pieces of about `size` bytes, without byte order mark; every line ends with a newline."""
    decode, first, held = _decoder(found.encoding), True, b""
    as_is = found.encoding in ("utf-8", "utf-8-sig")
    with opened() as file:
        while True:
            piece = file.read(size)
            text = piece if as_is else decode(piece, not piece).encode()
            text = held + text if held else text
            if first and text:
                text, first = text.removeprefix(codecs.BOM_UTF8), False
            held = b"\r" if found.bare_returns and piece and text.endswith(b"\r") else b""
            text = _lines(text[:-1] if held else text) if found.bare_returns else text
            if text:
                yield text
            if not piece:
                return


def _lines(text: bytes) -> bytes:
    """Text of a system that ended its lines with a return alone, with newlines instead."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
