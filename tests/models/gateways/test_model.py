"""Subjects, uses and anchors of a gateway's model."""

import pytest

from celadon.models.declarations import vocabulary_of
from celadon.models.gateways.targets import CLASSES, TARGETS
from celadon.models.interface import UnknownTarget
from tests.models.gateways.building import model_of

ORDERS = """
_format_version: "3.0"
plugins:
  - {name: key-auth, config: {key_names: [apikey, X-Key]}}
services:
  - name: orders
    url: https://orders.test
    routes:
      - {name: list, paths: [/orders]}
      - {name: one, paths: ["~/orders/[^/]+$"]}
consumers:
  - username: shop
    keyauth_credentials: [{key: s3cr3t}]
"""


def test_every_target_has_subjects_and_keeps_them() -> None:
    model = model_of(ORDERS)
    for target in TARGETS:
        assert model.subjects(target) is model.subjects(target)
    assert [route.name for route in model.gateway.routes] == ["list", "one"]


def test_a_target_of_another_family_is_refused() -> None:
    with pytest.raises(UnknownTarget, match="operation"):
        model_of(ORDERS).subjects("operation")


def test_every_class_of_the_family_is_declared_once() -> None:
    names = [one.name for one in vocabulary_of("gateway").objects]
    assert sorted({class_.cel_name for class_ in CLASSES} | {"member", "node"}) == names


def test_a_part_of_a_route_is_used_by_that_route() -> None:
    model = model_of(ORDERS)
    assert [model.uses(item) for item in model.subjects("auth_item")] == [("route list",), ("route one",)]
    assert model.uses(model.document_view) == ()


def test_an_anchor_names_entries_instead_of_counting_them() -> None:
    model = model_of(ORDERS)
    route = model.gateway.routes[1]
    assert model.anchor(route.place) == "/services/orders/routes/one"
    assert model.anchor(route.match.at("paths").place.child(0)) == "/services/orders/routes/one/paths/~0~1orders~1[^~1]+$"


def test_an_anchor_survives_another_order() -> None:
    turned = model_of(ORDERS.replace("- {name: list", "- {name: none, paths: [/none]}\n      - {name: list"))
    assert turned.anchor(turned.gateway.routes[2].place) == "/services/orders/routes/one"


def test_an_anchor_holds_no_secret() -> None:
    model = model_of(ORDERS)
    (secret,) = model.gateway.secrets
    assert model.anchor(secret.place) == "/consumers/shop/keyauth_credentials/*/key"
