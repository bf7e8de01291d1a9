"""The named sets of red flags contain each other and the default is the toolkit's seven."""

from itertools import pairwise

import pytest

from measures.red_flags.codes import atoms_of_set
from measures.red_flags.names import DEFAULT_ATOMS
from measures.red_flags.sets import AS_WRITTEN, SETS, flag_set


def test_the_default_is_the_toolkits_seven_as_written() -> None:
    assert set(AS_WRITTEN.atoms) == set(DEFAULT_ATOMS)
    assert not AS_WRITTEN.only_by_rule


def test_each_set_holds_the_one_before_it_and_the_strict_one_asks_more_of_night_pain() -> None:
    atoms = [set(flag_set(name).atoms) for name in SETS]
    assert all(narrow <= wide for narrow, wide in pairwise(atoms))
    assert flag_set("strict").only_by_rule == {"severe_worsening_night_pain": ("severe and worsening",)}


def test_every_atom_with_extended_codes_is_in_the_extended_set_only() -> None:
    wider = atoms_of_set("extended")
    assert wider <= set(flag_set("extended").atoms)
    assert wider.isdisjoint(flag_set("with_inflammatory").atoms)


def test_every_set_says_what_it_is() -> None:
    assert all(flag_set(name).title and flag_set(name).says for name in SETS)


def test_an_unknown_set_is_told_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="strict, as_written"):
        flag_set("loose")
