"""Reviews: was the gain kept, 3 and 6 months after a change was adopted."""

import streamlit as st

from dashboard.forms.at_the_desk import open_study
from dashboard.forms.writing import say_kept
from dashboard.pages.changing.reviewing.asked import asked_for
from dashboard.pages.changing.reviewing.listing import listing
from dashboard.pages.changing.reviewing.one_review import one_review
from dashboard.pages.changing.reviewing.rating import rating_form
from dashboard.pages.changing.reviewing.story_page import story_page
from dashboard.parts.reviews.due import title
from dashboard.telling.phrases import begun
from dashboard.telling.plain_text import as_is

TITLE = "Reviews"


def page() -> None:
    """The review that the address asks for, its story, one person's rating of it, or all reviews."""
    study = open_study(bare=True)
    asked = asked_for(study)
    if asked.due is None:
        st.title(TITLE)
        say_kept()
        if asked.lost:
            st.info(
                "The address asks for a review that is not here; it may no longer stand. These are the ones that do."
            )
        listing(study)
    elif asked.word == "rate":
        st.title("Will it last?")
        say_kept()
        rating_form(study, asked.due[0], asked.due[1])
    elif asked.word == "story":
        st.title("The story")
        say_kept()
        story_page(study, asked.due[0], asked.due[1])
    else:
        st.title(begun(as_is(title(asked.due[0], asked.due[1]))))
        say_kept()
        one_review(study, asked.due)
