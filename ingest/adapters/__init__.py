"""Adapters make tables before profiles: formats that are not one flat table a file become flat tables here.

Each file of the folder that holds an ADAPTER is one, found by looking in the folder. An adapter sees every table of an
import at once (a code is explained in another table), changes what it knows and leaves all else as it is.
"""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from ingest.adapters.adapter import Adapted, Adapter
from ingest.table import Table


@cache
def adapters() -> tuple[Adapter, ...]:
    """Every adapter in the folder, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(module.ADAPTER for module in modules if hasattr(module, "ADAPTER"))


def adapted(tables: Sequence[Table]) -> Adapted:
    """The tables as profiles know them, and what is to be said of what was done."""
    given: tuple[Table, ...] = tuple(tables)
    notices: list[str] = []
    for adapter in adapters():
        made = adapter.adapts(given)
        given, notices = made.tables, [*notices, *made.notices]
    return Adapted(given, tuple(notices))
