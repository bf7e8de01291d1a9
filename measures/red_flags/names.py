"""The names of the red-flag atoms, as the annotation guidelines give them, and which count by default."""

ATOMS: tuple[str, ...] = (
    "cauda_equina",
    "severe_worsening_night_pain",
    "trauma",
    "weight_loss",
    "cancer",
    "infection_fever",
    "steroids",
    "iv_drug_use",
    "first_episode_over_50",
    "neurological",
    "inflammatory",
    "unnamed",
)

#: The toolkit's seven, as atoms; "inflammatory" is of the UK list only and off by default.
DEFAULT_ATOMS = tuple(atom for atom in ATOMS if atom != "inflammatory")
