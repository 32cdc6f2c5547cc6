"""See the map of `celadon.cel` in docs/reference/cel.md."""
