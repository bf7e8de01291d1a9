"""Find the one declaration in each file of a package, so that adding a thing is adding a file."""

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def discover(package: ModuleType, name: str) -> dict[str, Any]:
    """Every module of `package` that declares `name`, by module name, in alphabetical order.

    A module without the declaration is a mistake in the code and raises at once.
    """
    found = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        loaded = importlib.import_module(f"{package.__name__}.{module.name}")
        if not hasattr(loaded, name):
            raise LookupError(f"{loaded.__name__} declares no {name}; each file of this folder declares one")
        found[module.name] = getattr(loaded, name)
    return found
