"""A file locked with a passphrase, written and read piece by piece.

The key is derived with scrypt (RFC 7914); each piece is sealed with ChaCha20-Poly1305 (RFC 8439) under a nonce of its
own: the number of the piece and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
Vizár, 2015), so that pieces can be neither exchanged, dropped nor cut off unseen. The head of the file, which tells how
to derive the key, is sealed with every piece.
"""

import json
import secrets
import struct
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ingest.for_people import Refusal

MAGIC = b"HUDDLEBOARD BACKUP 1\n"
PIECE, TAG = 1 << 20, 16
SALT_BYTES, KEY_BYTES, LONGEST_HEAD = 16, 32, 4096
#: OWASP's advice for scrypt (2024): N = 2^17, r = 8, p = 1, which takes 128 MB and a good part of a second.
COST = {"n": 1 << 17, "r": 8, "p": 1}
#: What a file may ask of this computer; another one was not written here.
MOST = {"n": 1 << 20, "r": 16, "p": 4}


class Locked(Refusal):
    """A locked file cannot be opened: another passphrase, or it is damaged, cut, or none of ours."""


def _derived(passphrase: str, head: dict[str, Any]) -> ChaCha20Poly1305:
    salt = bytes.fromhex(head["salt"])
    scrypt = Scrypt(salt=salt, length=KEY_BYTES, n=head["n"], r=head["r"], p=head["p"])
    return ChaCha20Poly1305(scrypt.derive(passphrase.encode()))


def _nonce(number: int, last: bool) -> bytes:
    return struct.pack(">xxxxIIB", number >> 32, number & 0xFFFFFFFF, last)[1:]


class Locking:
    """A stream that writes into a locked file; `close` seals the last piece."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        head = {"salt": secrets.token_hex(SALT_BYTES), **COST}
        self._file, self._cipher = file, _derived(passphrase, head)
        self._head = json.dumps(head).encode()
        self._rest, self._number = bytearray(), 0
        file.write(MAGIC + struct.pack(">H", len(self._head)) + self._head)

    def write(self, content: bytes) -> int:
        """Take bytes; every full piece is sealed and written."""
        self._rest += content
        while len(self._rest) > PIECE:
            self._seal(bytes(self._rest[:PIECE]), last=False)
            del self._rest[:PIECE]
        return len(content)

    def _seal(self, piece: bytes, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), piece, self._head))
        self._number += 1

    def close(self) -> None:
        """Seal what is left as the last piece."""
        self._seal(bytes(self._rest), last=True)


class Unlocking:
    """A stream that reads a locked file; raises Locked where it cannot be opened, at the first piece that is wrong."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self._file = file
        self._head, head = _head_of(file)
        self._cipher = _derived(passphrase, head)
        self._sealed = file.read(PIECE + TAG)
        self._open, self._number, self._last = b"", 0, False

    def read(self, size: int = -1) -> bytes:
        """As many bytes as asked for, fewer only at the end."""
        while not self._last and (size < 0 or len(self._open) < size):
            self._open += self._next()
        wanted = len(self._open) if size < 0 else size
        given, self._open = self._open[:wanted], self._open[wanted:]
        return given

    def _next(self) -> bytes:
        ahead = self._file.read(PIECE + TAG)
        self._last = not ahead
        try:
            piece = self._cipher.decrypt(_nonce(self._number, self._last), self._sealed, self._head)
        except InvalidTag:
            raise Locked(_why(self._number)) from None
        self._sealed, self._number = ahead, self._number + 1
        return piece


def _why(number: int) -> str:
    if number:
        return (
            "The backup is damaged or cut off: a part of it is not what was written. Nothing was changed. Take another "
            "copy of the backup, or an earlier one."
        )
    return (
        "The passphrase does not open this backup, or its beginning is damaged. Nothing was changed. Type the "
        "passphrase again; capitals and spaces count."
    )


def _head_of(file: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    begin = file.read(len(MAGIC) + 2)
    size = struct.unpack(">H", begin[-2:])[0] if len(begin) == len(MAGIC) + 2 else 0
    if not begin.startswith(MAGIC) or not 0 < size <= LONGEST_HEAD:
        raise Locked("This is no backup of Huddleboard, or it is cut off. Nothing was changed. Choose the right file.")
    text = file.read(size)
    try:
        head = json.loads(text)
        bytes.fromhex(head["salt"])
        fits = all(type(head[name]) is int and 0 < head[name] <= most for name, most in MOST.items())
        fits = fits and head["n"] & (head["n"] - 1) == 0 and head["n"] > 1
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise Locked("The beginning of this backup is damaged. Nothing was changed. Take another copy of it.")
    return text, head
