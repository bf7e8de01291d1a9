"""Our practice: the settings of a clinic, and names and words that wait to be explained."""
