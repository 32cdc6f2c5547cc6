"""From YAML text to plain trees with places."""
