"""Policy as code for APIs: CEL policies on OpenAPI documents and gateway configurations."""

__version__ = "0.1.0"
