"""What becomes of requests on a Kong route."""
