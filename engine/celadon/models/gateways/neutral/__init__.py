"""The neutral model: what a gateway does, in words that no vendor owns. The shape is in docs/reference/gateways/neutral-model.md."""
