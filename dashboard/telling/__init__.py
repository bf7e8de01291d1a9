"""How a chart is spoken of: what its points are called, what its patterns mean, how sure they are."""
