"""Small letters without accents and with single spaces: how names of exams and drugs are compared."""

import re
import unicodedata


def bare(text: str) -> str:
    """The text in small letters, without accents, one space for many (an underscore is a space too)."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.replace("’", "'").replace("–", "-").replace("—", "-"))
        text = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.sub(r"[\s_]+", " ", text.lower()).strip()
