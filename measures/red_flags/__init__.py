"""Evidence of the toolkit's red flags: words, codes and medications."""
