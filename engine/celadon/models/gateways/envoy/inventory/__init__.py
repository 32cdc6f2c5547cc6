"""What an Envoy file holds besides listeners and routes: filters as plugins, secrets, logs, the admin interface, what has no effect."""
