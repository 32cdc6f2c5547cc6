"""Short documents that hold a subject of each target: what a new policy is tried on before its owner has examples of their own."""

from collections.abc import Mapping
from textwrap import dedent
from types import MappingProxyType
from typing import Final

from celadon.models.interface import GATEWAY, OPENAPI, PAIR

VERSIONS: Final = ("3.1.0", "3.0.3", "3.2.0", "2.0")
"""The first one is for the page, the others for the file of cases."""

_OPERATION = """\
paths:
  /orders:
    get:
      responses:
        "200": {description: OK}
"""
_LOGIN = """\
security:
  - login: [orders]
paths: {}
components:
  securitySchemes:
    login:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.example.com/token
          scopes: {orders: Orders}
"""
_OLD_LOGIN = """\
security:
  - login: [orders]
paths: {}
securityDefinitions:
  login:
    type: oauth2
    flow: application
    tokenUrl: https://login.example.com/token
    scopes: {orders: Orders}
"""
_BODY = """\
paths:
  /orders:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                note: {type: string, example: Ring twice}
      responses:
        "201": {description: Created}
"""
_OLD_BODY = """\
paths:
  /orders:
    post:
      consumes: [application/json]
      parameters:
        - name: order
          in: body
          schema:
            type: object
            properties:
              note: {type: string, example: Ring twice}
      responses:
        "201": {description: Created}
"""
_PARAMETER = """\
paths:
  /orders:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        "200": {description: OK}
"""
_OLD_PARAMETER = _PARAMETER.replace("schema: {type: integer}", "type: integer")
_HEADER = """\
paths:
  /orders:
    get:
      responses:
        "200":
          description: OK
          headers:
            Retry-After: {schema: {type: integer}}
"""
_SHARED = """\
paths:
  /orders:
    get:
      responses:
        "200": {$ref: "#/components/responses/Orders"}
components:
  responses:
    Orders: {description: OK}
"""
_OLD_SHARED = """\
paths:
  /orders:
    get:
      responses:
        "200": {$ref: "#/responses/Orders"}
responses:
  Orders: {description: OK}
"""
_CALLBACK = """\
paths:
  /orders:
    post:
      responses:
        "201": {description: Created}
      callbacks:
        shipped:
          "{$request.body#/callback}":
            post:
              responses:
                "204": {description: Heard}
"""
_WEBHOOK = """\
paths: {}
webhooks:
  shipped:
    post:
      responses:
        "204": {description: Heard}
"""

_OPENAPI: Final[Mapping[str, tuple[str, str | None]]] = MappingProxyType(
    {
        "document": ("paths: {}\n", "paths: {}\n"),
        "info": ("paths: {}\n", "paths: {}\n"),
        "node": ("paths: {}\n", "paths: {}\n"),
        "server": ("servers:\n  - url: https://api.example.com\npaths: {}\n", "host: api.example.com\nschemes: [https]\npaths: {}\n"),
        "tag": ("tags:\n  - name: orders\npaths: {}\n", "tags:\n  - name: orders\npaths: {}\n"),
        "parameter": (_PARAMETER, _OLD_PARAMETER),
        "input": (_PARAMETER, _OLD_PARAMETER),
        "header": (_HEADER, _HEADER.replace("schema: {type: integer}", "type: integer")),
        "request_body": (_BODY, _OLD_BODY),
        "media_type": (_BODY, _OLD_BODY),
        "schema": (_BODY, _OLD_BODY),
        "property": (_BODY, _OLD_BODY),
        "example": (_BODY, _OLD_BODY),
        "text": (_OPERATION, _OPERATION),
        "component": (_SHARED, _OLD_SHARED),
        "reference": (_SHARED, _OLD_SHARED),
        "requirement": (_LOGIN, _OLD_LOGIN),
        "scheme_use": (_LOGIN, _OLD_LOGIN),
        "scheme_url": (_LOGIN, _OLD_LOGIN),
        "security_scheme": (_LOGIN, _OLD_LOGIN),
        "oauth_flow": (_LOGIN, _OLD_LOGIN),
        "callback": (_CALLBACK, None),
        "webhook": (_WEBHOOK, None),
        "structural_error": (_OPERATION.replace("description", "descripton"), _OPERATION.replace("description", "descripton")),
    }
)
"""Target to the part below `info`, for 3.x and for 2.0; what is not here is seen on an operation."""

NOBODY: Final = 'openapi: 3.1.0\ninfo: {title: Orders, version: "1"}\npaths: {}\n'
"""An OpenAPI document with next to nothing in it."""

_SERVICE = """\
  - name: orders
    url: https://orders.example.com
    routes:
      - name: orders
        paths: [/orders]
        protocols: [https]
"""
ROUTE: Final = f'_format_version: "3.0"\nservices:\n{_SERVICE}'
"""A gateway with one route."""


def _with(plugin: str) -> str:
    return ROUTE + "plugins:\n" + "".join(f"  {line}\n" for line in dedent(plugin).strip().splitlines())


_LISTENING = """\
static_resources:
  listeners:
    - name: edge
      address: {socket_address: {address: 0.0.0.0, port_value: 8443}}
      filter_chains:
        - filters:
            - name: hcm
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes: [{match: {prefix: /}, route: {cluster: orders}}]
"""
_GATEWAY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "listener": _LISTENING,
        "auth_item": _with("- name: key-auth"),
        "plugin": _with("- name: key-auth"),
        "security_entry": _with("- name: key-auth"),
        "identity_endpoint": _with("- name: openid-connect\n  config: {issuer: https://login.example.com}"),
        "rate_limit": _with("- name: rate-limiting\n  config: {minute: 60}"),
        "cors": _with("- name: cors\n  config:\n    origins:\n      - https://shop.example.com"),
        "origin_pattern": _with("- name: cors\n  config:\n    origins:\n      - https://shop.example.com"),
        "log_sink": _with("- name: file-log\n  config: {path: /dev/stdout}"),
        "consumer": ROUTE + "consumers:\n  - username: shop\n",
        "secret": ROUTE + "consumers:\n  - username: shop\n    keyauth_credentials:\n      - key: 0123456789abcdef\n",
        "admin_surface": ROUTE.replace("https://orders.example.com", "http://localhost:8001"),
    }
)

ENTRY, OTHER = "openapi.yaml", "gateway.yaml"


def files_of(family: str, target: str, version: str = VERSIONS[0]) -> dict[str, str] | None:
    """Give the files of a document with a subject of the target, the entry first; None where the version has no such thing."""
    if family == GATEWAY:
        return {OTHER: _GATEWAY.get(target, ROUTE)}
    if family == PAIR:
        return {ENTRY: _document(_OPERATION, version), OTHER: ROUTE}
    now, old = _OPENAPI.get(target, (_OPERATION, _OPERATION))
    body = old if version == "2.0" else now
    return None if body is None else {ENTRY: _document(body, version)}


def strangers_of(family: str) -> tuple[dict[str, str], ...]:
    """Give documents that may hold no subject, the likeliest first."""
    if family == PAIR:
        return ({ENTRY: NOBODY, OTHER: '_format_version: "3.0"\nservices: []\n'}, {ENTRY: NOBODY})
    if family == OPENAPI:
        return ({ENTRY: NOBODY}, {OTHER: ROUTE})
    return ({OTHER: ROUTE}, {ENTRY: NOBODY})


def _document(body: str, version: str) -> str:
    key = f'swagger: "{version}"' if version == "2.0" else f"openapi: {version}"
    return f'{key}\ninfo: {{title: Orders, version: "1"}}\n{body}'
