"""The page "Change ideas": what can be tried, what this project took up, and words for the visit."""
