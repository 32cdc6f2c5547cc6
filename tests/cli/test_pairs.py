"""A document and the gateway that fronts it, through the real command."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests.cli.running import Answer, celadon

SPEC = """
    openapi: 3.1.0
    info: {title: Shop, version: "1"}
    servers: [{url: https://api.shop.test/v1}, {url: 'https://{region}.shop.test/v1', variables: {region: {default: eu}}}]
    security:
      - token: []
    paths:
      /orders:
        get: {responses: {"200": {description: OK}}}
      /orders/{id}:
        get: {responses: {"200": {description: OK}}}
        delete:
          security:
            - key: []
          responses: {"204": {description: gone}}
      /refunds:
        post: {responses: {"200": {description: OK}}}
      /catalogue:
        get: {security: [], responses: {"200": {description: OK}}}
    components:
      securitySchemes:
        token: {type: http, scheme: bearer}
        key: {type: apiKey, in: header, name: X-Key}
"""

KONG = """
    _format_version: "3.0"
    services:
      - name: shop
        url: https://shop.internal
        routes:
          - name: orders
            paths: [/v1/orders]
            hosts: ["*.shop.test"]
            plugins: [{name: openid-connect}]
          - name: order
            paths: ["~/v1/orders/(?<id>[^/]+)$"]
            hosts: [api.shop.test]
            methods: [GET, DELETE]
          - name: catalogue
            paths: [/v1/catalogue]
            strip_path: false
          - name: legacy
            paths: [/legacy]
          - name: partners
            paths: [/v1/refunds]
            hosts: [partners.example]
"""


def check(folder: Path, *arguments: str, spec: str = SPEC, gateway: str = KONG) -> Answer:
    folder.mkdir(exist_ok=True)
    (folder / "shop.yaml").write_text(dedent(spec).lstrip(), encoding="utf-8")
    (folder / "kong.yaml").write_text(dedent(gateway).lstrip(), encoding="utf-8")
    return celadon("check", "--pair", "shop.yaml=kong.yaml", *arguments, cwd=folder)


def findings(folder: Path, **texts: str) -> list[dict[str, Any]]:
    report = json.loads(
        check(folder, "--format", "json", "--policy", "*/openapi-security-match", "--policy", "*/api9-gateway-drift", **texts).out
    )
    assert report["documents"][0]["files"][0]["path"] == "shop.yaml"
    return [one for one in report["findings"] if one["document"] == "shop.yaml + kong.yaml"]


def test_an_open_route_is_shown_with_the_operations_and_what_the_document_demands(tmp_path: Path) -> None:
    (found,) = [one for one in findings(tmp_path / "p") if one["block"] == "open"]
    assert (found["location"]["file"], found["location"]["pointer"]) == ("kong.yaml", "/services/0/routes/1")
    assert [use["label"] for use in found["used_by"]] == ["GET /orders/{id}", "DELETE /orders/{id}"]
    assert [(one["file"], one["pointer"]) for one in found["related"]] == [
        ("shop.yaml", "/security/0"),
        ("shop.yaml", "/paths/~1orders~1{id}/delete/security/0"),
    ]


def test_operations_without_a_route_and_routes_without_an_operation_stand_on_their_own_side(tmp_path: Path) -> None:
    found = [one for one in findings(tmp_path / "p") if one["block"] in {"orphan", "shadow"}]
    assert [(one["block"], one["location"]["file"], one["location"]["pointer"]) for one in found] == [
        ("shadow", "kong.yaml", "/services/0/routes/3"),
        ("shadow", "kong.yaml", "/services/0/routes/4"),
        ("orphan", "shop.yaml", "/paths/~1refunds/post"),
    ]


def test_the_page_says_what_to_see_in_the_other_file(tmp_path: Path) -> None:
    answer = check(tmp_path / "p", "--policy", "*/openapi-security-match", "--all")
    assert answer.code == 1
    assert "see also shop.yaml:5:5, shop.yaml:13:11" in answer.out


def test_a_pair_that_agrees_is_clean(tmp_path: Path) -> None:
    gateway = """
        _format_version: "3.0"
        plugins: [{name: openid-connect}]
        services: [{url: https://shop.internal, routes: [{name: all, paths: [/v1]}]}]
    """
    spec = SPEC.replace("- key: []", "- token: []")
    assert findings(tmp_path / "p", spec=spec, gateway=gateway) == []
