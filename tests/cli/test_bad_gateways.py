"""Gateway files that are broken, foreign or not rendered, as a user hands them to `celadon check`."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.cli.running import Answer, celadon
from tests.truth.builders import bootstrap, cluster, http_filter, route

KONG = """
    _format_version: "3.0"
    services:
      - name: orders
        url: https://orders.test
        {more}
        routes: [{{name: orders, paths: [/orders]}}]
"""


def check(folder: Path, name: str, text: str, *more: str) -> Answer:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return celadon("check", name, "--bundle", "gateway-security", "--all", *more, cwd=folder)


def judged(folder: Path, name: str, text: str) -> dict[str, tuple[str, list[str]]]:
    """The verdict and the reasons of each policy that had something to say."""
    answer = check(folder, name, text, "--format", "json")
    assert answer.code in {0, 1}, answer.said
    verdicts = json.loads(answer.out)["verdicts"]
    return {one["policy"].partition("/")[2]: (one["verdict"], one["reasons"]) for one in verdicts if one["verdict"] != "not_applicable"}


def kong(more: str) -> str:
    return KONG.format(more=more)


def test_a_plugin_of_an_unknown_name_leaves_open_what_it_may_do_and_the_rest_judged(tmp_path: Path) -> None:
    found = judged(tmp_path / "p", "kong.yaml", kong("plugins: [{name: acme-guard}]"))
    for policy in ("auth-every-route", "rl-every-route", "limit-body-size"):
        assert found[policy] == ("inconclusive", ["what the plugin acme-guard does is not known"])
    assert found["tls-https-only"][0] == "fail"


def test_filters_in_webassembly_are_as_good_as_unknown_plugins(tmp_path: Path) -> None:
    found = judged(tmp_path / "p", "kong.yaml", kong("filter_chains: [{filters: [{name: guard}, {name: off, enabled: false}]}]"))
    assert found["auth-every-route"] == ("inconclusive", ["what the WebAssembly filters do is not known: guard"])
    off = judged(tmp_path / "p", "kong.yaml", kong("filter_chains: [{filters: [{name: off, enabled: false}]}]"))
    assert off["auth-every-route"] == ("fail", [])


def test_a_route_that_names_a_missing_service_may_have_plugins_there(tmp_path: Path) -> None:
    text = '_format_version: "3.0"\nroutes: [{name: refunds, paths: [/refunds], service: {name: refunds}}]\n'
    found = judged(tmp_path / "p", "kong.yaml", text)
    assert found["auth-every-route"] == ("inconclusive", ["the service `refunds` is not in this file"])
    assert found["tls-https-only"][0] == "fail"


def test_a_map_where_the_list_of_plugins_belongs_is_no_list_of_no_plugins(tmp_path: Path) -> None:
    found = judged(tmp_path / "p", "kong.yaml", kong("plugins: {key-auth: {key_names: [apikey]}}"))
    assert found["auth-every-route"] == ("inconclusive", ["`plugins` is no list of plugins"])


def test_a_list_where_the_settings_of_a_plugin_belong_is_not_read_as_its_defaults(tmp_path: Path) -> None:
    found = judged(tmp_path / "p", "kong.yaml", kong("plugins: [{name: key-auth, config: [key_in_query]}]"))
    assert found["auth-no-key-in-query"] == ("inconclusive", ["the `config` of key-auth is no mapping"])


def test_services_that_are_a_map_hide_routes_from_no_policy(tmp_path: Path) -> None:
    found = judged(tmp_path / "p", "kong.yaml", '_format_version: "3.0"\nservices: {orders: {url: "https://orders.test"}}\n')
    assert found["auth-every-route"] == ("inconclusive", ["`services` is no list"])


def test_a_filter_of_an_unknown_type_leaves_open_what_it_may_do_and_the_rest_judged(tmp_path: Path) -> None:
    guard = {"name": "acme", "typed_config": {"@type": "type.googleapis.com/acme.filters.Guard", "mode": "strict"}}
    found = judged(tmp_path / "p", "envoy.json", json.dumps(bootstrap(guard)))
    for policy in ("auth-every-route", "rl-every-route", "limit-body-size"):
        assert found[policy] == ("inconclusive", ["the filter acme runs code of its own, which may refuse a request"])
    assert found["tls-https-only"][0] == "fail"


def test_routes_that_lead_round_in_a_circle_end(tmp_path: Path) -> None:
    inner = {"endpoint": {"address": {"envoy_internal_address": {"server_listener_name": "loop"}}}}
    loop = {"name": "upstream", "load_assignment": {"cluster_name": "upstream", "endpoints": [{"lb_endpoints": [inner]}]}}
    tree = bootstrap(clusters=[loop], listener={"name": "loop", "internal_listener": {}})
    assert check(tmp_path / "p", "envoy.json", json.dumps(tree)).code == 0
    delegated = bootstrap(host={"routes": [], "matcher": {"on_no_match": {"action": {"name": "upstream"}}}})
    _, reasons = judged(tmp_path / "p", "envoy.json", json.dumps(delegated))["auth-every-route"]
    assert reasons == ["a tree of matchers chooses the routes"]


def test_ten_megabytes_of_clusters_are_judged_in_seconds(tmp_path: Path) -> None:
    clusters = [cluster(f"cluster-{number}", comment="x" * 400) for number in range(16_500)]
    text = json.dumps(bootstrap(http_filter("quiet", "cors.v3.Cors"), routes=[route(match={"prefix": "/"})], clusters=clusters))
    assert len(text) > 10_000_000
    answer = check(tmp_path / "p", "envoy.json", text)
    assert answer.code == 1
    assert answer.cpu < 15


FOREIGN = {
    "a Helm template": ("needs-render", "render", "services:\n  {{- range .Values.services }}\n  - name: {{ .name }}\n  {{- end }}\n"),
    "an unrendered value": ("needs-render", "render", '_format_version: "3.0"\nservices:\n  - url: {{ .Values.url }}\n'),
    "a Kubernetes manifest": (
        "unknown-kind",
        "is a Kubernetes manifest of no gateway",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: orders}\n",
    ),
    "a manifest of another gateway": (
        "unsupported-kind",
        "is an Ingress for ingress-nginx, which is not read yet",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {annotations: {nginx.ingress.kubernetes.io/enable-cors: 'true'}}\n",
    ),
    "a Docker Compose file": ("unknown-kind", "is a Docker Compose file", "services: {orders: {image: orders, ports: ['80:80']}}\n"),
    "a Helm chart": ("unknown-kind", "is a Helm chart", "apiVersion: v2\nname: orders\nversion: 1.0.0\n"),
    "another gateway": (
        "unsupported-kind",
        "is a KrakenD configuration, which is not read yet",
        "version: 3\nendpoints: [{endpoint: /a, backend: [{url_pattern: /a}]}]\n",
    ),
    "XML": (
        "unsupported-kind",
        "this is XML with the root element <ProxyEndpoint>, and XML is not read yet",
        '<?xml version="1.0"?>\n<!-- of: orders -->\n<ProxyEndpoint name="default"><a:b c="d"/></ProxyEndpoint>\n',
    ),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_not_ours_is_named_and_never_guessed(what: str, tmp_path: Path) -> None:
    kind, word, text = FOREIGN[what]
    answer = check(tmp_path / "p", "gateway.yaml", text)
    assert answer.code == 2
    assert f"error[{kind}]" in answer.said
    assert word in " ".join(answer.said.split())
    assert "Traceback" not in answer.said


@pytest.mark.parametrize("what", [name for name, (kind, _, _) in FOREIGN.items() if kind != "needs-render"])
def test_what_is_not_ours_may_be_counted_instead(what: str, tmp_path: Path) -> None:
    _, word, text = FOREIGN[what]
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "kong.yaml").write_text(dedent(kong("plugins: []")), encoding="utf-8")
    answer = check(folder, "other.yaml", text, "kong.yaml", "--skip-unknown", "--format", "json")
    (skipped,) = json.loads(answer.out)["skipped"]
    assert answer.code == 1
    assert skipped["path"] == "other.yaml"
    assert word.removeprefix("this ") in skipped["reason"]
