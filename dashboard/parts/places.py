"""The four places: where in them everything stands that an address, also one of an earlier version, asks for."""

from __future__ import annotations

from collections.abc import Mapping

SEE = "see"
#: What once had a page of its own: the place it is in now, and what of the place is to be seen.
MOVED = {
    "huddle": ("this_week", ""),
    "our_aim": ("our_change", "aim"),
    "change_ideas": ("our_change", "ideas"),
    "tests_of_change": ("our_change", "tests"),
    "reviews": ("our_change", "reviews"),
    "notes": ("our_change", "notes"),
    "bring_in": ("data", "bring_in"),
    "settings": ("data", "settings"),
    "how_we_count": ("data", "how_we_count"),
    "reader_check": ("data", "reader_check"),
    "exams_and_codes": ("data", "exams_and_codes"),
}
#: The tabs that the page of the aim had, by the word of the address that opened one.
CHARTER = {
    "Aim": "aim", "Team": "team", "Measures": "few", "Gaps": "gaps", "Driver diagram": "diagram", "Project": "project",
}  # fmt: skip


def moved(name: str, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The place, and what its address asks for, of a page or a part of one; what has not moved stays as it is."""
    place, see = MOVED.get(name, (name, ""))
    asked = dict(query)
    see = CHARTER.get(asked.pop("charter", ""), see)
    return place, ({SEE: see} if see else {}) | asked
