"""The named sets of red flags: which atoms count as one, read strictly, as written, or more widely."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

_LISTS: dict[str, Any] = tomllib.loads(files("measures.red_flags").joinpath("sets.toml").read_text("utf-8"))


@dataclass(frozen=True)
class FlagSet:
    """A set of red flags: `atoms` count, and of an atom in `only_by_rule` only findings by one of those rules.

    The toolkit's seven as written are the default. Source: counting.md §4; domain.md B2.
    """

    id: str
    title: str
    says: str
    atoms: tuple[str, ...]
    only_by_rule: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@cache
def flag_set(name: str) -> FlagSet:
    """The set of that name (`strict`, `as_written`, `with_inflammatory`, `extended`)."""
    if not isinstance(told := _LISTS.get(name), dict):
        raise ValueError(f"a set of red flags is one of {', '.join(SETS)}, not {name!r}")
    base = flag_set(told["adds"]) if "adds" in told else None
    rules = {atom: tuple(rules) for atom, rules in told.get("only_by_rule", {}).items()}
    return FlagSet(
        id=name, title=told["title"], says=told["says"],
        atoms=(*(base.atoms if base else ()), *told["atoms"]),
        only_by_rule={**(base.only_by_rule if base else {}), **rules},
    )  # fmt: skip


#: The names of the sets, from the narrowest to the widest.
SETS: tuple[str, ...] = ("strict", "as_written", "with_inflammatory", "extended")
AS_WRITTEN = flag_set("as_written")
