"""Envoy: bootstrap and discovery files as the neutral gateway. Facts and their sources: docs/reference/gateways/envoy.md."""
