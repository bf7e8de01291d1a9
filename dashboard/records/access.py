"""Who may do what, decided in this one place."""

from __future__ import annotations

from measures.practice import Practice

READ = "read"
READ_CLINICIANS = "read clinicians"
WRITE = "write"
BRING_IN = "bring in"
SETTLE = "settle"  # the practice's settings, and what its words mean
SHARE = "share"  # counts leave the clinic, after disclosure control
ACTS = (READ, READ_CLINICIANS, WRITE, BRING_IN, SETTLE, SHARE)


def may(person: str, act: str, clinic: Practice) -> bool:
    """Whether a person may do something in a clinic. Raises ValueError for an act nobody knows.

    At a desk of one computer whoever sits there may do everything, but nobody reads clinicians one by one where the
    practice has not switched that on. `person` is who sits there; empty where nobody said.
    """
    if act not in ACTS:
        raise ValueError(f"{act!r} is no act; there are {', '.join(ACTS)}.")
    return act != READ_CLINICIANS or clinic.clinician_views
