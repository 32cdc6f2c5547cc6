"""How an Envoy file is read: protobuf written as YAML, typed extensions, and where the resources stand."""
