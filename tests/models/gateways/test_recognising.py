"""Formats are told by their content; what is not read is named."""

import pytest

from celadon.models.detecting import UnknownKind, build, detect
from celadon.sources.reading import Reader
from tests.models.gateways.building import ROOT, document_of

SAMPLES = {
    "kong": ['_format_version: "3.0"', "services: [{url: 'https://a.test', routes: []}]", "plugins: [{name: cors}]",
             "consumers: [{username: a, keyauth_credentials: [{key: k}]}]"],
    "envoy": ["static_resources: {}", "dynamic_resources: {}", "resources: [{'@type': type.googleapis.com/envoy.config.route.v3.RouteConfiguration}]",
              "virtual_hosts: []", "filter_chains: []"],
    "envoy-gateway": ["{apiVersion: gateway.envoyproxy.io/v1alpha1, kind: SecurityPolicy}"],
    "gateway-api": ["{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute}"],
    "istio": ["{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy}"],
    "traefik-crd": ["{apiVersion: traefik.io/v1alpha1, kind: Middleware}"],
    "kong-kic": ["{apiVersion: configuration.konghq.com/v1, kind: KongPlugin}",
                 "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {annotations: {konghq.com/plugins: a}}}"],
    "apisix-crd": ["{apiVersion: apisix.apache.org/v2, kind: ApisixRoute}"],
    "nginx-ingress-f5": ["{apiVersion: k8s.nginx.org/v1, kind: VirtualServer}"],
    "ingress-nginx": ["{apiVersion: networking.k8s.io/v1, kind: Ingress, spec: {ingressClassName: nginx}}"],
    "ingress-generic": ["{apiVersion: networking.k8s.io/v1, kind: Ingress, spec: {}}"],
    "aws-sam": ["Resources: {A: {Type: 'AWS::Serverless::Function'}}"],
    "aws-cfn": ["Resources: {A: {Type: 'AWS::ApiGateway::RestApi'}}"],
    "krakend": ["{version: 3, endpoints: [{endpoint: /a, backend: []}]}", "{$schema: 'https://www.krakend.io/schema/krakend.json'}"],
    "traefik": ["http: {routers: {}}", "tls: {options: {}}"],
    "traefik-static": ["entryPoints: {web: {address: ':80'}}"],
    "tyk-classic": ["{api_id: a, org_id: b}", "api_definition: {proxy: {listen_path: /a}}"],
    "apisix": ["routes: [{uri: /a, upstream: {}}]", "consumers: [{username: a, plugins: {key-auth: {}}}]"],
    "": ["{apiVersion: apps/v1, kind: Deployment}", "{apiVersion: v1, kind: List, items: []}", "services: {web: {image: nginx}}",
         "{apiVersion: v2, name: shop, version: 1.0.0}", "- a", "just text", "a: b", "services: []", "plugins: {a: b}"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SAMPLES.items() for text in texts])
def test_a_format_is_told_by_its_content(kind: str, text: str) -> None:
    assert detect(document_of(text)).kind == kind


def test_an_openapi_document_is_never_taken_for_a_gateway() -> None:
    assert detect(document_of("{openapi: 3.1.0, plugins: [{name: a}]}")).kind == "openapi"


def test_what_is_known_and_not_read_is_named() -> None:
    document = document_of("http: {routers: {}}", "edge.yaml")
    with pytest.raises(UnknownKind) as caught:
        build(document, Reader(ROOT))
    (problem,) = caught.value.problems
    assert problem.kind == "unsupported-kind"
    assert problem.message == "edge.yaml is a Traefik dynamic configuration, which is not read yet"


def test_what_is_no_gateway_is_named_all_the_same() -> None:
    with pytest.raises(UnknownKind) as caught:
        build(document_of("services: {web: {image: nginx}}", "compose.yaml"), Reader(ROOT))
    (problem,) = caught.value.problems
    assert problem.kind == "unknown-kind"
    assert problem.message == "compose.yaml is a Docker Compose file: neither an OpenAPI document nor a gateway configuration"
