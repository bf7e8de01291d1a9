"""The page of the reviews: held, listed, rated, and told as a story."""
