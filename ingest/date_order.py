"""How a file writes its dates: decided per file from all its date columns, or asked with both readings shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from ingest import clean
from ingest.ahead import ahead
from ingest.for_people import Refusal
from ingest.recognise import Mapping
from ingest.table import Block

DATE_FIELDS = ("date", "birth_date", "end_date", "assessed")


@dataclass
class Peeked:
    """A file whose first block is already at hand, so that deciding about its dates does not read it twice."""

    mapping: Mapping
    first: list[Block]
    rest: Iterator[Block]

    def blocks(self) -> Iterator[Block]:
        """Every block, once."""
        return chain(self.first, self.rest)


class OrderFound(Exception):
    """A later block holds dates that need an order after all, and the file settles it: read it again with `order`."""

    def __init__(self, file: str, order: clean.DateOrder) -> None:
        super().__init__(file)
        self.file = file
        self.order = order


def peek(mapping: Mapping) -> Peeked:
    """Read the first block of a file."""
    rest = ahead(mapping.table.blocks())
    return Peeked(mapping, list(islice(rest, 1)), rest)


def date_order(peeked: Peeked, chosen: clean.DateOrder | None) -> clean.DateOrder | None:
    """The order of this file's dates, or None where its first block holds nothing but unmistakable ones.

    Raises Refusal, with both readings, where no date of the whole file settles it.
    """
    if chosen:
        return chosen
    mapping, watcher = peeked.mapping, clean.DateWatcher()
    reading = _watched(watcher, mapping, peeked.first)
    if reading.ambiguous:
        reading = _watched(watcher, mapping, islice(mapping.table.blocks(), 1, None))
    return _settled(mapping, reading)


def order_needed(mapping: Mapping) -> None:
    """A date further down could not be read without an order: decide from the whole file, or refuse it.

    Raises OrderFound to read the file again, Refusal where it stays open; returns where no order would help.
    """
    order = _settled(mapping, _watched(clean.DateWatcher(), mapping, mapping.table.blocks()))
    if order:
        raise OrderFound(mapping.table.file, order)


def date_reading(mapping: Mapping) -> clean.DateReading:
    """Which orders the dates of this file allow, with the lines that say so; read no further than needed."""
    watcher = clean.DateWatcher()
    reading = watcher.reading()
    for number, block in enumerate(mapping.table.blocks()):
        reading = _watched(watcher, mapping, [block])
        if number == 0 and not reading.ambiguous:
            break
    return reading


def _settled(mapping: Mapping, reading: clean.DateReading) -> clean.DateOrder | None:
    if reading.contradictory:
        raise Refusal(_contradictory(mapping.table.file, reading))
    if reading.ambiguous:
        raise Refusal(_ambiguous(mapping.table.file, reading))
    return reading.order


def _watched(watcher: clean.DateWatcher, mapping: Mapping, blocks: Iterable[Block]) -> clean.DateReading:
    columns = {name: place for name, place in mapping.fields.items() if name in DATE_FIELDS}
    for block in blocks:
        for name, place in columns.items():
            header = "a birth date" if name == "birth_date" else mapping.table.header[place]
            watcher.observe(header, block.rows[f"c{place}"], block.rows["line"])
    return watcher.reading()


def _ambiguous(file: str, reading: clean.DateReading) -> str:
    line, column, seen = reading.examples[0]
    first, second = [*seen.replace("-", "/").replace(".", "/").split("/"), "?"][:2]
    both = f"day {first} of month {second} (day first) or day {second} of month {first} (month first)"
    if second == "?":  # a birth date is not shown
        both = "day first or month first"
    return (
        f'{file}: its dates can be read both ways. Row {line}, "{column}": "{seen}" may be {both}, '
        "and no date in the file settles it. "
        "Nothing was imported. Say which it is: day first (dmy) or month first (mdy)."
    )


def _contradictory(file: str, reading: clean.DateReading) -> str:
    shown = "; ".join(f'row {line}, "{column}": "{seen}"' for line, column, seen in reading.examples[:2])
    return (
        f"{file}: some dates can only be day first and others only month first ({shown}). Nothing was imported. "
        "Export it again with one date format, or say which order to use (dmy or mdy); "
        "rows that do not fit will be left out."
    )
