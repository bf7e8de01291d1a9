"""The check of the reader of words: drawing a sample, judging it, and the figures."""
