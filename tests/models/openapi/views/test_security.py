"""Effective security: absent, empty, anonymous and undefined are four things."""

import pytest

from tests.models.building import api, model_of, pointers, reason

SCHEMES = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X}, oauth: {type: oauth2, flows: {}}}}\n"


def operation_of(paths, *, more="", version="3.1.0", schemes=SCHEMES):
    (operation,) = model_of(api(paths, more=schemes + more, version=version)).subjects("operation")
    return operation


@pytest.mark.parametrize(
    ("own", "root", "origin", "why"),
    [
        ("", "", "none", "absent"),
        ("", "security: [{key: []}]", "root", None),
        ("", "security: []", "root", "empty-list"),
        ("", "security: [{}]", "root", "empty-alternative"),
        ("security: []", "security: [{key: []}]", "operation", "empty-list"),
        ("security: [{}]", "security: [{key: []}]", "operation", "empty-alternative"),
        ("security: [{key: []}, {}]", "", "operation", "empty-alternative"),
        ("security: [{key: []}]", "", "operation", None),
        ("security: [{nokey: []}]", "", "operation", "undefined-scheme"),
        ("security: [{key: [], nokey: []}]", "", "operation", "undefined-scheme"),
        ("security: [{key: []}]", "security: []", "operation", None),
        ("security: null", "security: [{key: []}]", "operation", "empty-list"),
    ],
)
def test_the_operation_replaces_the_root_as_soon_as_the_key_is_there(own, root, origin, why) -> None:
    operation = operation_of(f"/a: {{get: {{{own}}}}}", more=root)
    assert (operation.security_origin, operation.anonymous_reason, operation.anonymous) == (origin, why, why is not None)


def test_path_items_have_no_security() -> None:
    assert operation_of("/a: {security: [{key: []}], get: {}}").anonymous_reason == "absent"


def test_an_empty_alternative_stands_at_itself_and_an_undefined_name_at_its_key() -> None:
    operation = operation_of("/a: {get: {security: [{key: []}, {}, {gone: [x]}]}}")
    assert pointers(one for one in operation.security if one.anonymous) == ["/paths/~1a/get/security/1"]
    (use,) = operation.security[2].schemes
    assert (use.pointer, use.defined, use.scheme, use.scopes) == ("/paths/~1a/get/security/2/gone", False, None, ("x",))


def test_an_inherited_requirement_is_one_object_for_all_that_inherit_it() -> None:
    model = model_of(api("/a: {get: {}, put: {}}\n/b: {get: {security: []}}", more="security: [{}]"))
    (requirement,) = model.subjects("requirement")
    assert requirement.inherited
    assert requirement.pointer == "/security/0"
    assert [operation.label for operation in requirement.operations] == ["GET /a", "PUT /a"]


def test_names_resolve_in_the_entry_document_not_in_the_file_of_the_path_item() -> None:
    files = {"a.yaml": "get: {security: [{key: []}, {other: []}]}\ncomponents: {securitySchemes: {other: {type: http}}}"}
    (operation,) = model_of(api("/a: {$ref: a.yaml}", more=SCHEMES), files).subjects("operation")
    assert [use.defined for one in operation.security for use in one.schemes] == [True, False]


def test_from_3_2_on_a_name_may_be_a_reference_to_a_scheme() -> None:
    text = "/a: {get: {security: [{'./shared.yaml#/s': []}, {'#/components/securitySchemes/key': []}, {'./shared.yaml#/gone': []}]}}"
    files = {"shared.yaml": "s: {type: http, scheme: bearer}"}
    for version, defined in (("3.2.0", [True, True, False]), ("3.1.0", [False, False, False])):
        (operation,) = model_of(api(text, version=version, more=SCHEMES), files).subjects("operation")
        assert [use.defined for one in operation.security for use in one.schemes] == defined


def test_a_remote_name_is_not_known() -> None:
    operation = operation_of("/a: {get: {security: [{'https://example.com/s.yaml#/s': []}]}}", version="3.2.0")
    assert "nothing is fetched" in reason(operation.anonymous)


def test_a_scheme_behind_a_broken_reference_is_defined_and_otherwise_unknown() -> None:
    schemes = "components: {securitySchemes: {key: {$ref: '#/gone'}}}\n"
    operation = operation_of("/a: {get: {security: [{key: []}]}}", schemes=schemes)
    (use,) = operation.security[0].schemes
    assert use.defined
    assert operation.anonymous is False
    assert reason(use.scheme.type) == "the reference #/gone leads to nothing"


def test_an_alternative_that_is_no_mapping_is_not_known() -> None:
    operation = operation_of("/a: {get: {security: [key]}}")
    assert reason(operation.anonymous) == "an alternative of `security` is no mapping"


def test_swagger_is_read_in_the_words_of_3() -> None:
    schemes = """
    securityDefinitions:
      b: {type: basic}
      k: {type: apiKey, in: query, name: key}
      a: {type: oauth2, flow: accessCode, authorizationUrl: https://a, tokenUrl: https://t, scopes: {read: R, x-no: N}}
    security: [{a: [read, write]}]
    """
    model = model_of(api("/a: {get: {}}", version="2.0", more=schemes))
    basic, key, oauth = model.subjects("security_scheme")
    assert (basic.type, basic.scheme, basic.at("scheme").pointer) == ("http", "basic", "/securityDefinitions/b/type")
    assert (key.place_word, key.parameter_name, key.at("in").pointer) == ("query", "key", "/securityDefinitions/k/in")
    (flow,) = oauth.flows
    assert (flow.name, flow.pointer, flow.scopes) == ("authorization_code", "/securityDefinitions/a/flow", {"read": "R"})
    assert flow.at("tokenUrl").pointer == "/securityDefinitions/a/tokenUrl"
    (use,) = model.subjects("operation")[0].security[0].schemes
    assert [(scope.name, scope.declared, scope.pointer) for scope in use.scope_uses] == [
        ("read", True, "/security/0/a/0"),
        ("write", False, "/security/0/a/1"),
    ]


def test_flows_have_one_name_in_every_version() -> None:
    schemes = """
    components:
      securitySchemes:
        o:
          type: oauth2
          flows: {implicit: {authorizationUrl: https://a}, clientCredentials: {}, deviceAuthorization: {}, x-more: {}, own: {}}
    """
    flows = model_of(api(version="3.2.0", more=schemes)).subjects("oauth_flow")
    assert [flow.name for flow in flows] == ["implicit", "client_credentials", "device_authorization", "own"]
    assert flows[0].at("authorizationUrl").pointer == "/components/securitySchemes/o/flows/implicit/authorizationUrl"
    assert flows[0].scheme.name == "o"


def test_scopes_that_are_listed_elsewhere_are_not_known() -> None:
    schemes = "components: {securitySchemes: {o: {type: oauth2, oauth2MetadataUrl: https://m, flows: {}}, i: {type: openIdConnect}}}\n"
    operation = operation_of("/a: {get: {security: [{o: [x]}, {i: [y]}]}}", version="3.2.0", schemes=schemes)
    first, second = (one.schemes[0].scope_uses[0] for one in operation.security)
    assert reason(first.declared) == "the scopes are listed at oauth2MetadataUrl"
    assert second.declared


def test_schemes_know_who_uses_them() -> None:
    model = model_of(api("/a: {get: {security: [{key: []}, {}]}}\n/b: {get: {}}", more=SCHEMES))
    key, oauth = model.subjects("security_scheme")
    assert (key.used, [one.label for one in key.operations], oauth.used) == (True, ["GET /a"], False)
    assert model.uses(key) == ("GET /a",)


def test_addresses_of_schemes_are_subjects_and_templates_are_not_known() -> None:
    schemes = """
    components:
      securitySchemes:
        o: {type: oauth2, flows: {implicit: {authorizationUrl: "http://a"}, password: {tokenUrl: "https://{tenant}/t"}}}
        i: {type: openIdConnect, openIdConnectUrl: https://i}
    """
    first, second, third = model_of(api(more=schemes)).subjects("scheme_url")
    assert (first.name, first.value, first.pointer) == (
        "authorizationUrl",
        "http://a",
        "/components/securitySchemes/o/flows/implicit/authorizationUrl",
    )
    assert reason(second.value) == "https://{tenant}/t is a template"
    assert (third.scheme.name, third.value) == ("i", "https://i")
