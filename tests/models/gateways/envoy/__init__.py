"""Envoy files as the neutral gateway; what a real Envoy does with the same files is in tests/truth."""
