"""From data to pictures: colours with fixed meanings, and charts."""
