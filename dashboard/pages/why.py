"""Why was this counted: the card of one visit or image, and the list to find it in."""

import streamlit as st

from dashboard.forms.at_the_desk import open_study
from dashboard.forms.writing import say_kept
from dashboard.pages.whys.overturning import overturning
from dashboard.parts.why import page as why_page

TITLE = "Why was this counted?"
ICON = ":material/contact_support:"
ORDER = 25
ACT = "read rows"
PLACE = "measures"

study = open_study()
st.title(TITLE)
why_page.style()
say_kept()
asked = why_page.asked_for()
shown = why_page.the_card(study, *asked) if asked else None
if shown:
    overturning(study, shown)
if asked is None:
    why_page.the_list(study)
