"""Where more can be found: public pages of organisations, each with who publishes it and from when it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from measures.improvement.library.reading import rows

#: To be said wherever the addresses stand.
NOTE = (
    "Addresses were noted in November 2026 from older lists and stored copies of the pages; the tool itself never goes "
    "online. If one has moved, search for its title and publisher."
)


@dataclass(frozen=True)
class Resource:
    """A page to read, hand out or watch; `year` is what its publisher gives, in words where that is not one year."""

    id: str
    title: str
    publisher: str
    year: str
    address: str
    says: str


@cache
def resources() -> tuple[Resource, ...]:
    """Every resource, those for patients first."""
    return tuple(Resource(**row) for row in rows("resources", "resource"))
