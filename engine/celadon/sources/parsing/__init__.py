"""From bytes to plain trees with places; nothing here opens a file."""
