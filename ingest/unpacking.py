"""How much an archive may unpack to, by size and ratio: judged from what it says of itself, and again as it unpacks."""

from __future__ import annotations

import io
from typing import IO, BinaryIO, cast

from ingest.encoding import LARGEST
from ingest.reading_faults import DamagedFile

RATIO_LOOKED_AT = 100 << 20
"""Less than this is never a trap, however well it packs."""
STEEPEST = 200
"""Lists of records pack to a tenth or a thirtieth; a hundredth is possible. A list of one and the same sign packs to a
thousandth, which is as far as deflate goes: a trap and no export."""


def must_not_burst(name: str, packed: int, unpacked: int) -> None:
    """Refuse what unpacks to more than any export holds, or to many times more than a list of records packs to."""
    if unpacked > LARGEST:
        raise DamagedFile(
            f"{name} unpacks to more than is read at once ({LARGEST >> 30} GB). Export a shorter period at a time."
        )
    if unpacked > RATIO_LOOKED_AT and unpacked > STEEPEST * packed:
        raise DamagedFile(
            f"{name} unpacks to more than {STEEPEST} times its size, as no list of records does. Nothing was brought "
            "in. Export the list again, not packed."
        )


def size_of(file: BinaryIO) -> int:
    """The bytes of an open file; it is left at its beginning."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


class Unpacked(io.BufferedReader):
    """An unpacked stream that counts what comes out, and closes the packed file under it too.

    What an archive says of its size is not believed: the count is what is held against the limits.
    """

    def __init__(self, name: str, stream: IO[bytes], packed: BinaryIO, size: int) -> None:
        super().__init__(cast(io.RawIOBase, stream), 1 << 20)
        self.called, self.packed, self.size, self.out = name, packed, size, 0

    def read(self, size: int | None = -1, /) -> bytes:
        """As many bytes; raises DamagedFile where more came out than a list of records packs to."""
        piece = super().read(size)
        self.out += len(piece)
        must_not_burst(self.called, self.size, self.out)
        return piece

    def close(self) -> None:
        """Close both."""
        super().close()
        self.packed.close()
