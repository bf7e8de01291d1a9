"""Random small clinics for laws: a few patients with visits and orders, some of which say something of a red flag."""

from hypothesis import strategies as st
from made_up_events import EVER, LATER, MadeUp

ATOMS = st.sampled_from(["cauda_equina", "trauma", "cancer", "severe_worsening_night_pain", "unnamed"])
STATES = st.sampled_from(["present", "absent", "queried", "historical"])
DAYS = st.integers(LATER, LATER + 60)


@st.composite
def clinics(draw: st.DrawFn) -> tuple[MadeUp, list[int]]:
    """A few patients with visits and orders, some of which say something; and the rows of all of them."""
    clinic, rows = MadeUp(), []
    for patient in range(1, draw(st.integers(1, 3)) + 1):
        for _ in range(draw(st.integers(1, 3))):
            day = draw(DAYS)
            is_visit = draw(st.booleans())
            row = (clinic.visit if is_visit else clinic.order)(patient=patient, day=day)
            rows.append(row)
            if draw(st.booleans()):
                atom = draw(ATOMS)
                window = {"cancer": EVER, "trauma": 90, "cauda_equina": 90}.get(atom, 0)
                clinic.says(patient=patient, day=day, atom=atom, state=draw(STATES), window=window, row=row)
    return clinic, rows
