"""Was the gain kept: what the data say at a review, and how it is held."""
