"""What an EMR's export looks like: one TOML file per profile, parsed once into frozen types."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ingest.table import normalise

EVENTS = ("patients", "visits", "orders", "diagnoses", "medications", "referrals", "responses", "activities", "notes")


@dataclass(frozen=True)
class Feed:
    """Rows of a table that belong to another event table: those whose `field` means one of `means`."""

    event: str
    field: str
    means: tuple[str, ...]


@dataclass(frozen=True)
class TableProfile:
    """One table of an export: which event its rows are, the spellings of its columns and of its values.

    `columns` maps our field names to normalised header spellings; `values` maps a field's spellings to the words we
    know; `blanks` says what a blank tick means where the profile knows better than the column's own marks. Where a
    format has tables much alike, `has` and `has_not` are headings that tell this one from the others.
    """

    profile: str
    name: str
    says: str
    event: str
    must: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]]
    case_matters: frozenset[str]
    blanks: Mapping[str, bool]
    feeds: tuple[Feed, ...]
    traits: tuple[str, ...]
    code_system: str | None
    has: frozenset[str] = frozenset()
    has_not: frozenset[str] = frozenset()

    @property
    def full_name(self) -> str:
        """Profile and table, as the catalogue names it."""
        return f"{self.profile}.{self.name}"

    @property
    def known(self) -> frozenset[str]:
        """Every header spelling this table knows."""
        return frozenset(header for headers in self.columns.values() for header in headers)


@dataclass(frozen=True)
class Profile:
    """An EMR's export: its tables, and what they can hold at all (`traits`)."""

    name: str
    title: str
    source: str
    traits: tuple[str, ...]
    tables: tuple[TableProfile, ...]

    def table(self, name: str) -> TableProfile:
        """The table of that name."""
        return next(table for table in self.tables if table.name == name)


def _values(spec: Mapping[str, Any]) -> tuple[dict[str, str], bool]:
    exact = bool(spec.get("case_matters", False))
    spelt = {
        seen if exact else seen.casefold(): means
        for means, spellings in spec.items()
        if means != "case_matters"
        for seen in spellings
    }
    return spelt, exact


def read_table(profile: str, spec: Mapping[str, Any]) -> TableProfile:
    """One table of a profile, or of a plan, which has the same form."""
    if spec["event"] not in EVENTS:
        raise ValueError(
            f"profile {profile}, table {spec['name']}: event {spec['event']!r} is none of {', '.join(EVENTS)}"
        )
    columns = {field: tuple(normalise(h) for h in headers) for field, headers in spec["columns"].items()}
    for field in spec.get("must", ()):
        if field not in columns:
            raise ValueError(f"profile {profile}, table {spec['name']}: must-have {field!r} has no column spellings")
    values = {field: _values(words) for field, words in spec.get("values", {}).items()}
    return TableProfile(
        profile=profile,
        name=spec["name"],
        says=spec["says"],
        event=spec["event"],
        must=tuple(spec.get("must", ())),
        columns=columns,
        values={field: spelt for field, (spelt, _) in values.items()},
        case_matters=frozenset(field for field, (_, exact) in values.items() if exact),
        blanks={field: means == "no" for field, means in spec.get("blank_means", {}).items()},
        feeds=tuple(
            Feed(f["event"], f["field"], tuple([f["is"]] if isinstance(f["is"], str) else f["is"]))
            for f in spec.get("feed", ())
        ),
        traits=tuple(spec.get("traits", ())),
        code_system=spec.get("code_system"),
        has=frozenset(normalise(h) for h in spec.get("has", ())),
        has_not=frozenset(normalise(h) for h in spec.get("has_not", ())),
    )


def parse(text: str, name: str) -> Profile:
    """A profile from its TOML text; a mistake in it is named with the profile and the table."""
    spec = tomllib.loads(text)
    if spec.get("name") != name:
        raise ValueError(f"profile file {name}.toml calls itself {spec.get('name')!r}; the two must agree")
    return Profile(
        name=name,
        title=spec["title"],
        source=spec["source"],
        traits=tuple(spec.get("traits", ())),
        tables=tuple(read_table(name, table) for table in spec["table"]),
    )


@cache
def profiles() -> dict[str, Profile]:
    """Every profile in the folder, by name."""
    folder = resources.files("ingest").joinpath("profiles")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name[:-5]: parse(f.read_text("utf-8"), f.name[:-5]) for f in found}


def known_headers() -> frozenset[str]:
    """Every header spelling of every profile: what the reader looks for to find the header line."""
    return frozenset(h for p in profiles().values() for t in p.tables for h in t.known)
