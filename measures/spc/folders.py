"""The chart methods and rule sets there are: whatever lies in the two folders."""

from __future__ import annotations

from functools import cache

from measures.discover import discover
from measures.spc import methods, rules
from measures.spc.methods import Method
from measures.spc.rules import RuleSet


@cache
def methods_there() -> dict[str, Method]:
    """Every chart method by its name."""
    return discover(methods, "METHOD")


@cache
def rule_sets_there() -> dict[str, RuleSet]:
    """Every rule set by its name."""
    return discover(rules, "RULES")


@cache
def method_called(name: str) -> Method:
    """The chart method of that name; an unknown name is answered with the names there are."""
    found = methods_there()
    if name not in found:
        raise ValueError(f'There is no chart called "{name}". There is: {", ".join(found)}.')
    return found[name]


@cache
def rule_set_called(name: str) -> RuleSet:
    """The rule set of that name; an unknown name is answered with the names there are."""
    found = rule_sets_there()
    if name not in found:
        raise ValueError(f'There is no rule set called "{name}". There is: {", ".join(found)}.')
    return found[name]
