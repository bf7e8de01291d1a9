"""Diagnosis codes of which nobody can tell whether they are red flags: no list or hierarchy of ours holds them.

ICD and ICPC-2 are held whole. Of SNOMED CT, CTV3 and OMOP's concepts the lists hold some; Read v2 is a hierarchy, so a
code there is open only in the branches in which a red flag may sit. A code with its term beside it is read by the term.
"""

from collections.abc import Sequence
from functools import cache

from measures.back_pain import read_codes
from measures.code_systems import UNDECIDED, also_read2, parted
from measures.icd import is_snomed
from measures.red_flags.codes import atoms_of_codes
from measures.terms import term_of

#: Systems of which the lists hold some codes only.
HELD_IN_PART = frozenset({"snomed", "ctv3", "read2", "omop"})
#: Branches of Read v2 in which a red flag may sit: symptoms of the history (weight, fever, bladder, nerves, pain at
#: night), tuberculosis and sepsis, the central nervous system, spine and bone, fractures, accidents; R holds symptoms.
#: Tumours (B) are listed whole. Source: the chapters of Read v2; domain knowledge, not confirmed in a public list.
OPEN_BRANCHES = ("16", "1A", "1B", "1D", "A1", "A38", "F0", "F1", "F20", "F21", "F22", "F23", "F24", "F3", "N1", "N3",
                 "R", "S0", "S1", "S2", "S3", "T", "U")  # fmt: skip
#: Branches of those in which none sits: mononeuritis of arm and leg.
SETTLED_BRANCHES = ("F34", "F35")


def unlisted(cell: str, system: str) -> tuple[str, ...]:
    """The cell's codes that no list holds, as the facts write them; none where a term beside them explains them."""
    if system == UNDECIDED:
        return ()
    (spine,) = read_codes([cell], system)
    open_codes = tuple(code for code in spine.codes if _is_open(code))
    return open_codes if open_codes and not term_of(cell) else ()


@cache
def _is_open(code: str) -> bool:
    system, own = parted(code)
    if not (is_snomed(code) or system in HELD_IN_PART) or _is_known((code,)):
        return False
    if system == "read2" or (system == "ctv3" and also_read2(own)):
        return own.startswith(OPEN_BRANCHES) and not own.startswith(SETTLED_BRANCHES)
    return True


def _is_known(codes: Sequence[str]) -> bool:
    """Whether a list says what the code is: low back pain, another place of the spine, or a red flag."""
    (spine,), (atoms,) = read_codes(codes), atoms_of_codes([tuple(codes)])
    return bool(spine.tier or spine.region not in (None, "other") or atoms)
