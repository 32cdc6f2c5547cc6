"""See the floors in docs/decisions/0001-floors.md."""
