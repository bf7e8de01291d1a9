"""What happened around the measures: written down on a page of its own, and read on every chart."""
