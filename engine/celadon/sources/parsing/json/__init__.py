"""From JSON text to plain trees, and places for those who ask."""
