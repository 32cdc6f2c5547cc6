"""The vendors whose configurations are read: one line per vendor. How to add one: docs/reference/gateways/adding-a-vendor.md."""

from celadon.models.gateways.model import GatewayModel
from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.references import FileResolver
from celadon.sources.document import Document


def _kong(document: Document, _: FileResolver) -> Gateway:
    from celadon.models.gateways.kong.normalising import build_gateway  # noqa: PLC0415 - a run reads one vendor, seldom two

    return build_gateway(document)


def _envoy(document: Document, _: FileResolver) -> Gateway:
    from celadon.models.gateways.envoy.normalising import build_gateway  # noqa: PLC0415 - a run reads one vendor, seldom two

    return build_gateway(document)


VENDORS = {"kong": ("Kong", _kong), "envoy": ("Envoy", _envoy)}
"""Kind to the vendor's name for people and what reads a document of that kind."""


def build_gateway(kind: str, document: Document, files: FileResolver) -> GatewayModel:
    """Make the model of a gateway configuration; raises KeyError for a kind that no vendor here has."""
    name, read = VENDORS[kind]
    gateway = read(document, files)
    return GatewayModel(gateway, document, name)
