"""The list of the measures."""
