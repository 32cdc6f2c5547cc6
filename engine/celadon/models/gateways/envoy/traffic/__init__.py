"""What an Envoy does to requests and answers besides asking who comes: listeners, limits, CORS, headers, upstreams, logs."""
