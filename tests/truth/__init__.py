"""Ground truth: real gateways on loopback, probed, beside what the models say of the same files (`make truth`)."""
