"""Gateway configurations for tests: written as YAML in memory, read by the real reader; nothing is on disk."""

from pathlib import Path
from textwrap import dedent

from celadon.models.detecting import build
from celadon.models.gateways.model import GatewayModel
from celadon.models.gateways.neutral.gateway import Gateway
from celadon.models.gateways.neutral.leaf import Neutral
from celadon.models.gateways.neutral.route import Route
from celadon.models.place import Place
from celadon.sources.document import Document
from celadon.sources.reading import Reader

ROOT = Path("/no/such/project")


def document_of(text: str, name: str = "gateway.yaml") -> Document:
    """Read a text."""
    reader = Reader(ROOT)
    reader.add_virtual(name, dedent(text).encode())
    return reader.read(ROOT / name)[0]


def model_of(text: str) -> GatewayModel:
    """Read a gateway configuration as whatever it is."""
    reader = Reader(ROOT)
    reader.add_virtual("gateway.yaml", dedent(text).encode())
    (model,) = build(reader.read(ROOT / "gateway.yaml")[0], reader)
    assert isinstance(model, GatewayModel)
    return model


def gateway_of(text: str) -> Gateway:
    """Read a gateway configuration and give what it comes to."""
    return model_of(text).gateway


def route_of(text: str) -> Route:
    """Read a gateway configuration that has one route."""
    (route,) = gateway_of(text).routes
    return route


def pointer(view: Neutral, fact: str) -> str:
    """Where a finding about a fact points."""
    return view.at(fact).place.pointer


def place() -> Place:
    """Any place at all."""
    return Place.at_root(document_of("a: {b: [1, 2]}"))
