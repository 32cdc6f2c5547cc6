"""Who may pass a Kong route."""
