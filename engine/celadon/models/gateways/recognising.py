"""Which gateway's configuration is this? Judged by content, never by name; what is known and not yet read is named, never guessed.

The table is asked from top to bottom; the first hit counts. Markers: docs/reference/gateways/recognised.md.
"""

from collections.abc import Callable, Iterator

from celadon.frozen import dataclass
from celadon.models.gateways.catalogue import VENDORS
from celadon.sources.document import JsonValue

Mapping = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a document is: its kind, and its name for people."""

    kind: str
    name: str
    is_gateway: bool = True

    @property
    def is_supported(self) -> bool:
        """Whether a vendor's module reads it."""
        return self.kind in VENDORS


def recognise(tree: JsonValue) -> Recognised | None:
    """Name the format of a plain tree that is no OpenAPI document; None for something else."""
    if not isinstance(tree, dict):
        return None
    return next((found for found, holds in TABLE if holds(tree)), None)


def _manifests(tree: Mapping) -> Iterator[Mapping]:
    """Give the Kubernetes objects of a document: itself, or the items of a list."""
    if isinstance(tree.get("apiVersion"), str) and isinstance(tree.get("kind"), str):
        yield tree
        items = tree.get("items")
        if isinstance(items, list):
            yield from (item for item in items if isinstance(item, dict))


def _in_group(*groups: str) -> Callable[[Mapping], bool]:
    def holds(tree: Mapping) -> bool:
        versions = (str(manifest.get("apiVersion")) for manifest in _manifests(tree))
        return any(version.partition("/")[0] == group for version in versions for group in groups)

    return holds


def _has_annotation(*prefixes: str) -> Callable[[Mapping], bool]:
    def holds(tree: Mapping) -> bool:
        for manifest in _manifests(tree):
            metadata = manifest.get("metadata")
            annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
            if manifest.get("kind") == "Ingress" and isinstance(annotations, dict) and any(key.startswith(prefixes) for key in annotations):
                return True
        return False

    return holds


def _has_class(name: str) -> Callable[[Mapping], bool]:
    return lambda tree: any(
        isinstance(spec := manifest.get("spec"), dict) and manifest.get("kind") == "Ingress" and spec.get("ingressClassName") == name
        for manifest in _manifests(tree)
    )


def _is_kind(kind: str) -> Callable[[Mapping], bool]:
    return lambda tree: any(manifest.get("kind") == kind for manifest in _manifests(tree))


def _items(tree: Mapping, key: str) -> list[Mapping]:
    written = tree.get(key)
    return [item for item in written if isinstance(item, dict)] if isinstance(written, list) else []


def _is_kong(tree: Mapping) -> bool:
    if "_format_version" in tree:
        return True
    if any(key.endswith("_credentials") or key in {"jwt_secrets", "acls"} for consumer in _items(tree, "consumers") for key in consumer):
        return True
    services = _items(tree, "services")
    if any({"url", "host", "protocol"} & service.keys() and {"routes", "plugins"} & service.keys() for service in services):
        return True
    return any(isinstance(plugin.get("name"), str) for plugin in _items(tree, "plugins"))


def _is_envoy(tree: Mapping) -> bool:
    if {"static_resources", "dynamic_resources", "staticResources", "dynamicResources"} & tree.keys():
        return True
    if {"filter_chains", "filterChains", "virtual_hosts", "virtualHosts"} & tree.keys():
        return True
    types = [tree.get("@type"), *(item.get("@type") for item in _items(tree, "resources"))]
    return any(isinstance(type_, str) and type_.startswith("type.googleapis.com/envoy.") for type_ in types)


def _is_apisix(tree: Mapping) -> bool:
    for key in ("routes", "services", "consumers", "global_rules"):
        for item in _items(tree, key):
            if {"uri", "uris", "upstream", "upstream_id"} & item.keys() or isinstance(item.get("plugins"), dict):
                return True
    return False


def _is_krakend(tree: Mapping) -> bool:
    if "krakend.io/schema" in str(tree.get("$schema", "")):
        return True
    endpoints = any({"endpoint", "backend"} <= item.keys() for item in _items(tree, "endpoints"))
    return tree.get("version") in {2, 3} and (endpoints or "extra_config" in tree)


def _is_traefik(tree: Mapping) -> bool:
    parts = (tree.get("http"), tree.get("tcp"))
    if any(isinstance(part, dict) and {"routers", "middlewares", "services"} & part.keys() for part in parts):
        return True
    tls = tree.get("tls")
    return isinstance(tls, dict) and bool({"options", "stores", "certificates"} & tls.keys())


def _is_traefik_static(tree: Mapping) -> bool:
    return isinstance(tree.get("entryPoints"), dict) or isinstance(tree.get("providers"), dict)


def _is_tyk(tree: Mapping) -> bool:
    inner = tree.get("api_definition")
    tree = inner if isinstance(inner, dict) else tree
    proxy = tree.get("proxy")
    return {"api_id", "org_id"} <= tree.keys() or (isinstance(proxy, dict) and "listen_path" in proxy)


def _has_resource(*prefixes: str) -> Callable[[Mapping], bool]:
    def holds(tree: Mapping) -> bool:
        resources = tree.get("Resources")
        found = resources.values() if isinstance(resources, dict) else ()
        return any(isinstance(item, dict) and str(item.get("Type", "")).startswith(prefixes) for item in found)

    return holds


def _is_compose(tree: Mapping) -> bool:
    services = tree.get("services")
    return isinstance(services, dict) and any(isinstance(item, dict) and {"image", "build"} & item.keys() for item in services.values())


def _is_chart(tree: Mapping) -> bool:
    return tree.get("apiVersion") in {"v1", "v2"} and isinstance(tree.get("name"), str) and isinstance(tree.get("version"), str)


TABLE: tuple[tuple[Recognised, Callable[[Mapping], bool]], ...] = (
    (Recognised("envoy-gateway", "an Envoy Gateway manifest"), _in_group("gateway.envoyproxy.io")),
    (Recognised("gateway-api", "a Kubernetes Gateway API manifest"), _in_group("gateway.networking.k8s.io")),
    (
        Recognised("istio", "an Istio manifest"),
        _in_group("networking.istio.io", "security.istio.io", "telemetry.istio.io", "extensions.istio.io", "install.istio.io"),
    ),
    (Recognised("traefik-crd", "a Traefik manifest"), _in_group("traefik.io", "traefik.containo.us", "hub.traefik.io")),
    (Recognised("kong-kic", "a Kong Ingress Controller manifest"), _in_group("configuration.konghq.com")),
    (Recognised("kong-kic", "an Ingress for the Kong Ingress Controller"), _has_annotation("konghq.com/")),
    (Recognised("apisix-crd", "an APISIX Ingress manifest"), _in_group("apisix.apache.org")),
    (Recognised("nginx-ingress-f5", "a manifest for the NGINX Ingress Controller of F5"), _in_group("k8s.nginx.org", "appprotect.f5.com")),
    (Recognised("nginx-ingress-f5", "an Ingress for the NGINX Ingress Controller of F5"), _has_annotation("nginx.org/", "nginx.com/")),
    (Recognised("ingress-nginx", "an Ingress for ingress-nginx"), _has_annotation("nginx.ingress.kubernetes.io/")),
    (Recognised("ingress-nginx", "an Ingress for ingress-nginx"), _has_class("nginx")),
    (Recognised("ingress-generic", "a Kubernetes Ingress"), _is_kind("Ingress")),
    (Recognised("kubernetes", "a Kubernetes manifest of no gateway", is_gateway=False), lambda tree: any(True for _ in _manifests(tree))),
    (Recognised("kong", "a Kong configuration"), _is_kong),
    (Recognised("envoy", "an Envoy configuration"), _is_envoy),
    (Recognised("aws-sam", "an AWS SAM template"), _has_resource("AWS::Serverless::")),
    (Recognised("aws-cfn", "an AWS CloudFormation template with an API gateway"), _has_resource("AWS::ApiGateway")),
    (Recognised("krakend", "a KrakenD configuration"), _is_krakend),
    (Recognised("traefik", "a Traefik dynamic configuration"), _is_traefik),
    (Recognised("traefik-static", "a Traefik static configuration"), _is_traefik_static),
    (Recognised("tyk-classic", "a Tyk API definition"), _is_tyk),
    (Recognised("apisix", "an APISIX configuration"), _is_apisix),
    (Recognised("docker-compose", "a Docker Compose file", is_gateway=False), _is_compose),
    (Recognised("helm-chart", "a Helm chart", is_gateway=False), _is_chart),
)
"""What each format is called, and how its content shows it; which of them are read is in the catalogue."""
