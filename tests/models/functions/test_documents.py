"""What whole descriptions say: `usualSecurity`."""

from celadon.models.openapi.views.security import Requirement
from tests.models.building import api, model_of
from tests.models.functions.test_operations import evaluated

SCHEMES = "components: {securitySchemes: {a: {type: http, scheme: bearer}, b: {type: http, scheme: bearer}}}"


def usual(paths: str, more: str = SCHEMES) -> list[str]:
    (document,) = model_of(api(paths, more=more)).subjects("document")
    found = evaluated('document.usualSecurity(["admin"])', document, "document")
    assert isinstance(found, (list, tuple))
    assert all(isinstance(one, Requirement) for one in found)
    return [one.pointer for one in found]


def test_the_most_frequent_demand_of_protected_endpoints_is_usual() -> None:
    paths = """
    /x: {get: {security: [{a: []}]}}
    /y: {get: {security: [{a: [r]}, {b: []}]}}
    /z: {get: {security: [{b: []}, {a: [r]}]}}
    /open: {get: {}, put: {}, post: {}}
    /admin: {get: {security: [{b: []}]}, put: {security: [{b: []}]}, post: {security: [{b: []}]}}
    """
    assert usual(paths) == ["/paths/~1y/get/security/0", "/paths/~1y/get/security/1"]


def test_of_demands_as_frequent_the_first_is_usual() -> None:
    assert usual("/x: {get: {security: [{b: []}]}}\n/y: {get: {security: [{a: []}]}}") == ["/paths/~1x/get/security/0"]


def test_without_protected_endpoints_nothing_is_usual() -> None:
    assert usual("/x: {get: {}}\n/admin: {get: {security: [{a: []}]}}") == []


def test_endpoints_that_are_not_known_do_not_count() -> None:
    assert usual("/x: {$ref: 'gone.yaml'}\n/y: {get: {security: [{a: []}]}}") == ["/paths/~1y/get/security/0"]
