"""Baselines and new phases of a chart: what stands, what is suggested, and a person's decision with its reason."""
