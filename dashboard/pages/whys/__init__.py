"""The page "Why was this counted?", on which a clinician may overturn what was read."""
