"""OSCAR's own tables: services and statuses by their look-up tables, and the drug under the name that was given.

Source: the database scripts of scoophealth/oscar (oscarinit.sql, oscardata.sql): `consultationRequests` holds a
serviceId that `consultationServices` explains, `appointment_status` what a clinic's own status letters mean, and
`drugs` the generic name (GN), the brand (BN) or a name typed in (customName).
"""

import re
from collections.abc import Mapping
from string import ascii_letters

import polars as pl

from ingest.adapters.adapter import Adapted, Adapter, filled, first_of, has, headings, looked_up, whole
from ingest.table import Table

#: The letters that OSCAR itself gives a meaning; the others (a to e and more) are a clinic's own.
SEEDED = frozenset("tTHPENCB")
LETTERS = frozenset(ascii_letters)


#: A look-up is a short list that says of itself what it explains, and of nobody who it is about.
LOOK_UP_ROWS = 2_000
_OF_SERVICES, _OF_STATUSES = re.compile(r"serv|special"), re.compile(r"stat")
_OF_PEOPLE = re.compile(r"demographic|patient|provider|appointment ?no|date")


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """OSCAR's tables with their codes explained; the look-ups themselves are used up."""
    requests = [table for table in tables if _of_requests(table) and has(table, "serviceid")]
    others = [table for table in tables if not _of_people(table)]
    services = _look_ups(others, _OF_SERVICES, _codes(requests, "serviceid"))
    statuses = _look_ups(others, _OF_STATUSES, LETTERS) if any(map(_of_appointments, tables)) else []
    used = {id(table) for table, _ in (*services, *statuses)}
    known = (("serviceid", "servicedesc"), ("status", "description", "color"))
    used |= {id(table) for table in others if any(has(table, *columns) for columns in known)}
    kept = [table for table in tables if id(table) not in used]
    made = tuple(_explained(table, services, statuses) for table in kept)
    return Adapted(made if made else tables)


LookUp = tuple[Table, Mapping[str, str]]


def _explained(table: Table, services: list[LookUp], statuses: list[LookUp]) -> Table:
    if _of_requests(table) and services:
        meanings = _together(services)
        return filled(table, {"serviceid": looked_up("serviceid", meanings)}, [found for found, _ in services])
    if _of_appointments(table) and statuses:
        own = {code: says for code, says in _together(statuses).items() if code[:1] not in SEEDED}
        return filled(table, {"status": looked_up("status", own)}, [found for found, _ in statuses])
    if has(table, "drugid", "gn"):
        return filled(table, {"gn": first_of("gn", "customname", "bn")})
    return table


def _of_requests(table: Table) -> bool:
    return has(table, "requestid", "demographicno")


def _of_appointments(table: Table) -> bool:
    return has(table, "appointment no", "demographic no", "status")


def _of_people(table: Table) -> bool:
    return any(_OF_PEOPLE.search(heading) for heading in headings(table))


def _codes(tables: list[Table], column: str) -> frozenset[str]:
    """The different codes of a column that a look-up may explain."""
    return frozenset(cell for table in tables for cell in whole(table, column)[column].drop_nulls().unique())


def _look_ups(tables: list[Table], says: re.Pattern[str], codes: frozenset[str]) -> list[LookUp]:
    """The tables that explain these codes, whatever their columns are called."""
    found = [(table, _pairs(table, codes)) for table in tables if _speaks_of(table, says)]
    return [(table, pairs) for table, pairs in found if pairs]


def _speaks_of(table: Table, says: re.Pattern[str]) -> bool:
    return bool(says.search(table.file.casefold()) or any(says.search(heading) for heading in headings(table)))


def _pairs(table: Table, codes: frozenset[str]) -> dict[str, str]:
    """Code and words of a look-up: of its columns the one that has most of the codes, and the one with most words."""
    rows = _cells(table)
    if rows is None:
        return {}
    held = {name: len(codes & set(rows[name].drop_nulls())) for name in rows.columns}
    code = max(held, key=lambda name: (held[name], _NAMES_CODES.search(name) is not None), default="")
    words = {name: _letters(rows[name]) for name in rows.columns if name != code}
    word = max(words, key=lambda name: words[name], default="")
    told = bool(code and word and held[code]) and words[word] >= FEWEST_LETTERS
    if not told or rows[code].drop_nulls().is_duplicated().any():
        return {}
    return dict(rows.select(code, word).drop_nulls().rows())


_NAMES_CODES = re.compile(r"id|code|no$|status|letter")
#: So many letters has a word on the average; a colour or a yes has fewer.
FEWEST_LETTERS = 3.5


def _letters(cells: pl.Series) -> float:
    """Letters of a column's cells on the average; none where the cells are colours or pictures."""
    kinds = cells.drop_nulls()
    if not len(kinds) or kinds.str.contains(r"^#|\.(gif|png|svg)$").any():
        return 0.0
    return float(kinds.str.count_matches(r"[^\W\d_]").mean())  # type: ignore[arg-type]


def _cells(table: Table) -> pl.DataFrame | None:
    """The rows of a short table by heading; None of a long one, or where two headings are the same."""
    names = headings(table)
    blocks = [block.rows for block in table.blocks()]
    if len(set(names)) != len(names) or not blocks or sum(block.height for block in blocks) > LOOK_UP_ROWS:
        return None
    rows = pl.concat(blocks)
    return rows.select(pl.col(f"c{place}").alias(name) for place, name in enumerate(names))


def _together(found: list[LookUp]) -> dict[str, str]:
    return {code: says for _, pairs in found for code, says in pairs.items()}


ADAPTER = Adapter("oscar", adapts)
