"""The charter of a project: its aim, team, few measures, baseline and gaps, as the page "Our aim" keeps them."""
