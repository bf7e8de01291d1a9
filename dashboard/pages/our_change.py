"""Our change: one page from the aim to the story, and each step of it by itself."""

from dashboard.pages.changing import storyboard
from dashboard.pages.changing.aim.views import views
from dashboard.pages.changing.cycles import page as tests
from dashboard.pages.changing.ideas import page as ideas
from dashboard.pages.changing.noting import page as notes
from dashboard.pages.changing.reviewing import page as reviews
from dashboard.parts.rooms import show

TITLE = "Our change"
ICON = ":material/flag:"
ORDER = 30

show(
    {
        "storyboard": (TITLE, storyboard.page),
        **views(),
        "ideas": (ideas.TITLE, ideas.page),
        "tests": (tests.TITLE, tests.page),
        "reviews": (reviews.TITLE, reviews.page),
        "notes": (notes.TITLE, notes.page),
    },
    opened_by={"cycle": "tests", "idea": "tests"} | dict.fromkeys(("review", "story", "rate"), "reviews"),
)
