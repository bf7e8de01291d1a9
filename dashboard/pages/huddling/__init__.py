"""The Huddle: this week, a tile for each chosen measure, and what waits for an answer."""
