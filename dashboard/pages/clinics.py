"""All clinics: what each shares with its PCN, side by side, and one of them by itself."""

import streamlit as st

from dashboard.forms.at_the_desk import open_desk
from dashboard.forms.writing import say_kept
from dashboard.pages.pcn import naming
from dashboard.pages.pcn.one_clinic import one_clinic
from dashboard.pages.pcn.overview import overview
from dashboard.parts.page import link
from dashboard.parts.programme import clinics_together
from dashboard.telling.plain_text import as_is

TITLE = "All clinics"
ICON = ":material/domain:"
ORDER = 50
ACT = "read together"
PLACE = "measures"

desk = open_desk()
clinics = clinics_together(desk.store, desk.day)
asked = next((one for one in clinics if one.clinic == st.query_params.get("of")), None)
if not clinics:
    st.title(TITLE)
    st.info("No clinic shares anything here yet. Bring an export in, or take files in with huddleboard receive FILE.")
elif asked:
    st.title(as_is(asked.name))
    one_clinic(asked)
    link("clinics", "All clinics")
else:
    naming.heading(desk)
    say_kept()
    overview(desk, clinics)
    naming.form(desk)
