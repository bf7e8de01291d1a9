"""Our own order texts in many styles, with what each asserts; a third is held out."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

SHORT = {
    "CE": "cauda_equina",
    "NP": "severe_worsening_night_pain",
    "TR": "trauma",
    "WL": "weight_loss",
    "CA": "cancer",
    "IF": "infection_fever",
    "ST": "steroids",
    "IV": "iv_drug_use",
    "FE": "first_episode_over_50",
    "NE": "neurological",
    "IN": "inflammatory",
}


@dataclass(frozen=True)
class Styled:
    """A text of one style, and the flags that it asserts."""

    style: str
    text: str
    flags: frozenset[str]

    @property
    def held_out(self) -> bool:
        """Whether it is of the third that nobody looks at while the reader is written."""
        return not self.style.endswith(")") and int(sha256(self.text.encode()).hexdigest(), 16) % 3 == 0


def styled() -> list[Styled]:
    """Every text of red_flag_styles.txt."""
    style, found = "", []
    for line in Path(__file__).with_name("red_flag_styles.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            style = line[3:]
        elif " | " in line and not line.startswith("#"):
            flags, _, text = line.partition(" | ")
            named = frozenset(SHORT[one] for one in flags.split("|") if one != "-")
            found.append(Styled(style, text.replace("\\n", "\n").replace("\\t", "\t"), named))
    return found
