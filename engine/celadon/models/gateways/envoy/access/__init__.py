"""Who gets through an Envoy: which part of a route a rule covers, and what each filter asks of a caller."""
