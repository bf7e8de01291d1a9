"""My orders: a physician's own page, in confidence."""

import streamlit as st

from dashboard.forms.at_the_desk import open_desk
from dashboard.forms.writing import say_kept
from dashboard.pages.own import page, shut
from dashboard.pages.whys.overturning import overturning
from dashboard.parts.choose import clinicians_wait
from dashboard.parts.seen import seen
from dashboard.parts.why import page as why_page
from dashboard.records.access import OWN
from dashboard.telling.plain_text import as_is

TITLE = "My orders"
ICON = ":material/lock_person:"
ORDER = 55
PLACE = "measures"
ACT = "read own page"

desk = open_desk()
study = desk.study()
st.title(TITLE)
why_page.style()
say_kept()
mine = [one for one in study.clinicians if desk.may(OWN, one) and (desk.member is None or one in desk.own)]
who = mine[0] if len(mine) == 1 else st.selectbox("Whose page", mine, index=None) if mine else None
if who is None:
    st.write("In confidence: a physician's own orders, with the reason behind each. Nobody else is listed on it.")
elif shut.opened(desk, who):
    if st.session_state.get("seen") != (desk.clinic, who):
        seen(desk, desk.clinic, "own page", who)
        st.session_state["seen"] = (desk.clinic, who)
    st.caption(f"In confidence, for {as_is(who)} alone. That it was opened is kept, with who and when.")
    if not clinicians_wait(study):
        page.figures(study, who)
        shown = page.orders(study, who)
        if shown:
            overturning(study, shown)
        page.province(desk, study, who)
    if desk.member is None:
        shut.form(desk, who)
