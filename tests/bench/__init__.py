"""Measurements that people run by hand: `python -m tests.bench.<name>`. Never part of `make test`."""
