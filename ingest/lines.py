"""Where the lines of a large text begin and how many cells each holds, found by bit arithmetic.

Each byte becomes one bit (is it a quote? a separator?), 64 to a word. Whether a byte lies inside quotes is
the parity of the quotes before it: a prefix sum modulo 2, done in six shifts a word.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
ONE = np.uint64(1)
TOP = np.uint64(63)


@dataclass(frozen=True)
class TextLines:
    """The physical lines of a text: where each starts, how many cells it has, and whether its quoting is odd.

    `starts` has one entry more than there are lines. `cells` is right for every line that is not `odd`.
    `loose_space` says that some cell may begin or end with white space.
    """

    starts: NDArray[np.int64]
    cells: NDArray[np.int64]
    odd: NDArray[np.bool_]
    loose_space: bool


#: Bytes that may belong to white space: control signs and blanks, and the first and last bytes of no-break and
#: zero-width ones in UTF-8 (U+00A0, U+2007, U+200B, U+202F, U+FEFF).
MAY_BE_SPACE = np.isin(np.arange(256), [*range(33), 127, 0xC2, 0xE2, 0xEF, 0xA0, 0x87, 0x8B, 0xAF, 0xBF])


def survey(text: bytes, separator: int) -> TextLines:
    """Look over a text that ends with a newline."""
    signs = np.frombuffer(text, np.uint8) if text else np.zeros(0, np.uint8)
    is_newline = signs == 10
    ends = np.flatnonzero(is_newline)
    starts = np.concatenate([np.zeros(1, np.int64), ends + 1])
    newlines, separators = _bits(is_newline), _bits(signs == separator)
    edges = newlines | separators
    if b"\r" in text:
        edges |= _bits(signs == 13) & _next_to_right(newlines)
    unusual = _bits(MAY_BE_SPACE[signs]) & ~edges
    quotes = _bits(signs == 34)
    if not quotes.any():
        cells = np.diff(_before(separators, starts)) + 1
        loose = bool((unusual & _beside(edges)).any())
        return TextLines(starts, cells, np.zeros(len(ends), np.bool_), loose)
    return _with_quotes(starts, edges, separators, quotes, unusual)


def _with_quotes(starts: NDArray[np.int64], edges: Bits, separators: Bits, quotes: Bits, unusual: Bits) -> TextLines:
    quotes_before = _before(quotes, starts)
    odd = (np.diff(quotes_before) & 1).astype(np.bool_)
    inside = _parity(quotes) ^ _in_flipped(starts, (quotes_before[:-1] & 1).astype(np.bool_), len(quotes))
    cells = np.diff(_before(separators & ~inside, starts)) + 1
    stray = np.diff(_before(_misplaced(quotes & inside, quotes & ~inside, edges), starts)) > 0
    loose = unusual & (_beside(edges & ~inside) | _next_to_left(quotes & inside) | _next_to_right(quotes & ~inside))
    return TextLines(starts, cells, odd | stray, bool(loose.any()))


def _in_flipped(starts: NDArray[np.int64], flipped: NDArray[np.bool_], words: int) -> Bits:
    """Bytes of lines that begin after an odd number of quotes: each line is looked at as if it began outside them."""
    toggles = np.zeros(words, np.uint64)
    turns = starts[:-1][flipped != np.concatenate([[False], flipped[:-1]])]
    np.bitwise_xor.at(toggles, turns >> 6, ONE << (turns & 63).astype(np.uint64))
    return _parity(toggles) if len(turns) else toggles


def _misplaced(opening: Bits, closing: Bits, edges: Bits) -> Bits:
    """Quotes that neither stand at the edge of a cell nor form a doubled pair."""
    opens_badly = opening & ~_next_to_left(edges | closing, first=True)
    closes_badly = closing & ~_next_to_right(edges | opening)
    return opens_badly | closes_badly


def _bits(mask: NDArray[np.bool_]) -> Bits:
    """One bit a byte, the first byte lowest, filled up with zeros to whole words."""
    packed = np.packbits(mask, bitorder="little")
    short = -len(packed) % 8
    if short:
        packed = np.concatenate([packed, np.zeros(short, np.uint8)])
    return packed.view("<u8")


def _next_to_left(bits: Bits, first: bool = False) -> Bits:
    """Bytes whose left neighbour is marked; the text's first byte counts as `first` says."""
    moved = bits << ONE
    moved[1:] |= bits[:-1] >> TOP
    if first and len(moved):
        moved[0] |= ONE
    return moved


def _next_to_right(bits: Bits) -> Bits:
    """Bytes whose right neighbour is marked."""
    moved = bits >> ONE
    moved[:-1] |= bits[1:] << TOP
    return moved


def _beside(bits: Bits) -> Bits:
    return _next_to_left(bits, first=True) | _next_to_right(bits)


def _parity(bits: Bits) -> Bits:
    """For each byte, whether the number of marks up to and including it is odd."""
    parity = bits.copy()
    for shift in (1, 2, 4, 8, 16, 32):
        parity ^= parity << np.uint64(shift)
    carried = np.bitwise_xor.accumulate(parity >> TOP)
    parity[1:] ^= np.uint64(0) - carried[:-1]
    return parity


def _before(bits: Bits, positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many marks lie before each position."""
    counts = np.zeros(len(bits) + 1, np.int64)
    np.cumsum(np.bitwise_count(bits), out=counts[1:])
    words = np.append(bits, np.uint64(0))
    word, bit = positions >> 6, (positions & 63).astype(np.uint64)
    return counts[word] + np.bitwise_count(words[word] & ((ONE << bit) - ONE))
