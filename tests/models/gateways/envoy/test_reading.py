"""Protobuf as people write it, typed extensions, and where resources stand."""

import json
from typing import Any

import pytest

from celadon.models.gateways.envoy.reading.extensions import HTTP_FILTER, Power, extension, payload, power_of
from celadon.models.gateways.envoy.reading.message import Message, camel
from celadon.models.gateways.envoy.reading.resources import Resources, share_of_requests
from celadon.models.place import Place
from celadon.terms.unknown import Unknown
from tests.models.gateways.building import document_of, gateway_of


def message_of(text: str) -> Message:
    document = document_of(text)
    return Message(Place.at_root(document), document.tree)


@pytest.mark.parametrize("name", ["max_tokens", "maxTokens"])
def test_a_field_is_found_in_both_spellings(name: str) -> None:
    message = message_of(f"{name}: 5")
    assert message.whole("max_tokens") == 5
    assert message.place_of("max_tokens").pointer == f"/{name}"


def test_camel_case_is_what_protobuf_prints() -> None:
    assert camel("tls_minimum_protocol_version") == "tlsMinimumProtocolVersion"
    assert camel("name") == "name"


def test_a_lone_item_is_a_list_of_one() -> None:
    message = message_of("filters: {name: a}\nmore: [{name: b}, {name: c}]")
    assert [item.text("name") for item in message.items("filters")] == ["a"]
    assert [item.place.pointer for item in message.items("filters")] == ["/filters"]
    assert [item.place.pointer for item in message.items("more")] == ["/more/0", "/more/1"]
    assert message.items("none") == []


def test_scalars_are_read_quoted_or_not() -> None:
    message = message_of("{a: '7', b: 7, c: 'true', d: 2.0, e: 0.5s, f: 8080, g: null}")
    assert (message.whole("a"), message.whole("b"), message.whole("d")) == (7, 7, 2)
    assert message.flag("c") is True
    assert message.seconds("e") == 0.5
    assert message.text("f") == "8080"
    assert (message.has("g"), message.whole("g", 9)) == (False, 9)


def test_what_envoy_would_refuse_is_unknown_with_a_reason() -> None:
    message = message_of("{a: many, b: maybe, c: soon, d: [1], e: text}")
    for value in (message.whole("a"), message.flag("b"), message.seconds("c"), message.text("d")):
        assert isinstance(value, Unknown)
        assert "Envoy would refuse it" in value.reason
    inner = message.get("e")
    assert inner is not None
    assert isinstance(inner.unknown, Unknown)
    assert isinstance(inner.flag("x"), Unknown)


@pytest.mark.parametrize("text", ["${PORT}", "{{ .Values.port }}", "prefix-${NAME:-none}"])
def test_a_placeholder_is_unknown_whatever_is_read(text: str) -> None:
    message = message_of(json.dumps({"a": text}))
    for value in (message.text("a"), message.whole("a"), message.flag("a"), message.seconds("a")):
        assert isinstance(value, Unknown)
        assert value.reason == f"`{text}` is filled in by another tool"


def test_an_enumeration_is_read_by_name_and_by_number() -> None:
    names = ("ALLOW", "DENY", "LOG")
    assert message_of("action: DENY").word("action", names) == "DENY"
    assert message_of("action: 2").word("action", names) == "LOG"
    assert message_of("{}").word("action", names) == "ALLOW"
    assert isinstance(message_of("action: PERHAPS").word("action", names), Unknown)


def test_a_tag_that_yaml_does_not_know_is_unknown() -> None:
    message = message_of("{a: !Ref name, b: !Sub {x: 1}}")
    assert isinstance(message.text("a"), Unknown)
    inner = message.get("b")
    assert inner is not None
    assert inner.items("x")[0].unknown is not None


@pytest.mark.parametrize(
    ("holder", "kind"),
    [
        (
            {"name": "x", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication"}},
            "jwt_authn",
        ),
        (
            {"name": "x", "typed_config": {"@type": "type.googleapis.com/envoy.config.filter.http.jwt_authn.v2alpha.JwtAuthentication"}},
            "jwt_authn",
        ),
        ({"name": "x", "typed_config": {"@type": "type.googleapis.com/envoy.config.filter.http.rate_limit.v2.RateLimit"}}, "ratelimit"),
        ({"name": "envoy.filters.http.rbac"}, "rbac"),
        ({"name": "envoy.ext_authz", "config": {}}, "ext_authz"),
        ({"name": "acme.auth"}, ""),
        ({"name": "x", "typed_config": {"@type": "type.googleapis.com/acme.v1.Auth"}}, ""),
        (
            {
                "name": "x",
                "typedConfig": {
                    "@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
                    "type_url": "type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors",
                    "value": {},
                },
            },
            "cors",
        ),
        ({"name": "x", "typed_config": {"@type": "type.googleapis.com/xds.type.v3.TypedStruct"}}, ""),
    ],
)
def test_the_kind_of_a_filter_is_read_from_its_type_and_else_from_a_well_known_name(holder: dict[str, Any], kind: str) -> None:
    assert extension(message_of(json.dumps(holder)), HTTP_FILTER).kind == kind


def test_a_typed_struct_is_read_where_its_value_is_written() -> None:
    text = '{"@type": "type.googleapis.com/xds.type.v3.TypedStruct", "type_url": "type.googleapis.com/envoy.a.v3.B", "value": {"on": true}}'
    type_name, message = payload(message_of(text))
    assert type_name == "envoy.a.v3.B"
    assert (message.flag("on"), message.place.pointer) == (True, "/value")


def test_a_kind_that_is_not_known_might_do_anything() -> None:
    assert power_of("compressor") is Power.NOTHING
    assert power_of("gcp_authn") is Power.NOTHING
    assert power_of("rbac") is Power.JUDGED
    assert power_of("wasm") is Power.CODE
    assert power_of("") is Power.CODE


@pytest.mark.parametrize(
    ("text", "dialect", "listeners", "routes"),
    [
        ("static_resources: {listeners: [{name: a}, {name: b}]}", "bootstrap", 2, []),
        ("staticResources: {listeners: {name: a}}", "bootstrap", 1, []),
        ('resources: [{"@type": type.googleapis.com/envoy.config.listener.v3.Listener, name: a}]', "discovery", 1, []),
        ('resources: [{"@type": type.googleapis.com/envoy.api.v2.RouteConfiguration, name: r}]', "discovery", 0, ["r"]),
        (
            'resources: [{name: r, resource: {"@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration, name: r}}]',
            "discovery",
            0,
            ["r"],
        ),
        ("filter_chains: []", "resource", 1, []),
        ("virtual_hosts: []", "resource", 0, [""]),
        ("{name: v, domains: ['*'], routes: []}", "resource", 0, [""]),
        ('{"@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration, name: r}', "resource", 0, ["r"]),
    ],
)
def test_resources_are_found_in_every_form_of_file(text: str, dialect: str, listeners: int, routes: list[str]) -> None:
    resources = Resources(document_of(text))
    assert (resources.dialect, len(resources.listeners), list(resources.route_configurations)) == (dialect, listeners, routes)


def test_a_dump_of_a_running_envoy_is_read_with_its_discovered_parts() -> None:
    dump = {
        "configs": [
            {
                "@type": "type.googleapis.com/envoy.admin.v3.BootstrapConfigDump",
                "bootstrap": {"admin": {"address": {"socket_address": {"address": "0.0.0.0", "port_value": 9901}}}},
            },
            {
                "@type": "type.googleapis.com/envoy.admin.v3.ListenersConfigDump",
                "dynamic_listeners": [
                    {"active_state": {"listener": {"@type": "type.googleapis.com/envoy.config.listener.v3.Listener", "name": "late"}}}
                ],
            },
            {
                "@type": "type.googleapis.com/envoy.admin.v3.RoutesConfigDump",
                "dynamic_route_configs": [
                    {"route_config": {"@type": "type.googleapis.com/envoy.config.route.v3.RouteConfiguration", "name": "main"}}
                ],
            },
        ]
    }
    resources = Resources(document_of(json.dumps(dump)))
    assert [listener.text("name") for listener in resources.listeners] == ["late"]
    assert list(resources.route_configurations) == ["main"]
    assert resources.admin is not None


def test_what_is_discovered_at_run_time_is_said_with_its_source() -> None:
    gateway = gateway_of(
        """
        dynamic_resources:
          lds_config: {path_config_source: {path: /var/lib/envoy/lds.yaml}}
          cds_config: {resource_api_version: V3, ads: {}}
        """
    )
    assert gateway.complete is False
    assert [(part.reason, part.what, part.place.pointer) for part in gateway.unknowns] == [
        ("dynamic", "listeners come from the file /var/lib/envoy/lds.yaml, which is not given", "/dynamic_resources/lds_config"),
        ("dynamic", "clusters come from a management server", "/dynamic_resources/cds_config"),
    ]


def test_a_resource_of_an_unknown_type_is_said_and_passed_over() -> None:
    gateway = gateway_of(
        """
        resources:
          - {"@type": type.googleapis.com/envoy.config.listener.v3.Listener, name: a, filter_chains: []}
          - {"@type": type.googleapis.com/acme.v1.Thing}
          - {name: nothing}
        """
    )
    assert [listener.name for listener in gateway.listeners] == ["a"]
    assert [part.what for part in gateway.unknowns] == [
        "what a resource of the type `acme.v1.Thing` does is not known",
        "what a resource of the type `none` does is not known",
    ]


@pytest.mark.parametrize(
    ("fraction", "layer", "expected"),
    [
        ("{default_value: {numerator: 100}}", "{}", 100.0),
        ("{default_value: {numerator: 5000, denominator: TEN_THOUSAND}}", "{}", 50.0),
        ("{default_value: {}}", "{}", 0.0),
        ("{}", "{}", 0.0),
        ("{default_value: {numerator: 100}, runtime_key: a.b}", "{a: {b: 0}}", 0.0),
        ("{default_value: {numerator: 0}, runtime_key: a.b}", "{a.b: 75}", 75.0),
        ("{default_value: {numerator: 0}, runtime_key: a.b}", "{a: {b: {numerator: 1, denominator: 2}}}", 0.0001),
    ],
)
def test_a_runtime_fraction_is_a_percentage_that_a_static_layer_may_override(fraction: str, layer: str, expected: float) -> None:
    resources = Resources(document_of(f"layered_runtime: {{layers: [{{name: fixed, static_layer: {layer}}}]}}"))
    assert share_of_requests(resources, message_of(fraction), 9.0) == expected
    assert share_of_requests(resources, None, 9.0) == 9.0
