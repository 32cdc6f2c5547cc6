"""Second opinions: what another implementation of CEL says of the same expressions on the same examples."""
