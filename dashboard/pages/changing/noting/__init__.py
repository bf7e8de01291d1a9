"""The page on which what happened around the measures is written down."""
