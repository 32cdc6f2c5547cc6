"""Servers of every level and version, and the addresses that their variables allow."""

from tests.models.building import api, model_of


def test_servers_stand_in_the_order_of_the_document_and_name_their_owner() -> None:
    text = "/a: {servers: [{url: https://p}], get: {servers: [{url: https://o}]}, put: {}}\n/b: {get: {}}"
    model = model_of(api(text, more="servers: [{url: https://d}]\nwebhooks: {w: {servers: [{url: http://w}], post: {}}}"))
    assert [(one.owner, one.url) for one in model.subjects("server")] == [
        ("document", "https://d"),
        ("path", "https://p"),
        ("operation", "https://o"),
    ]
    assert [[server.url for server in operation.servers] for operation in model.subjects("operation")] == [
        ["https://o"],
        ["https://p"],
        ["https://d"],
    ]


def test_no_servers_are_no_servers() -> None:
    model = model_of(api("/a: {get: {}}"))
    assert (model.subjects("server"), model.subjects("operation")[0].servers) == ((), ())


def test_a_variable_at_the_beginning_gives_one_address_per_value_each_at_its_place() -> None:
    more = """
    servers:
      - url: '{scheme}://{host}/v1'
        variables:
          scheme: {default: https, enum: [https, http]}
          host: {default: api.example.com}
    """
    (server,) = model_of(api(more=more)).subjects("server")
    assert [(one.url, one.pointer) for one in server.urls] == [
        ("https://api.example.com/v1", "/servers/0/variables/scheme/enum/0"),
        ("http://api.example.com/v1", "/servers/0/variables/scheme/enum/1"),
    ]
    assert server.resolved_url == "https://api.example.com/v1"
    assert [(one.name, one.default_value, one.enum) for one in server.variables] == [
        ("scheme", "https", ("https", "http")),
        ("host", "api.example.com", ()),
    ]


def test_a_default_outside_of_the_enum_is_an_address_too() -> None:
    (server,) = model_of(api(more="servers: [{url: '{base}/v1', variables: {base: {default: 'http://x', enum: ['https://y']}}}]")).subjects(
        "server"
    )
    assert [(one.url, one.pointer.rpartition("/base/")[2]) for one in server.urls] == [
        ("https://y/v1", "enum/0"),
        ("http://x/v1", "default"),
    ]


def test_a_server_without_such_a_variable_has_its_url_alone() -> None:
    (server,) = model_of(api(more="servers: [{url: 'http://{tenant}.example.com', variables: {tenant: {}}}]")).subjects("server")
    assert [(one.url, one.pointer) for one in server.urls] == [("http://{tenant}.example.com", "/servers/0/url")]


def test_swagger_spreads_its_servers_over_the_document() -> None:
    model = model_of(
        api("/a: {get: {schemes: [ws]}, put: {}}", version="2.0", more="host: api.example.com\nbasePath: /v1\nschemes: [https, http]")
    )
    assert [(one.owner, one.url, one.pointer) for one in model.subjects("server")] == [
        ("document", "https://api.example.com/v1", "/schemes/0"),
        ("document", "http://api.example.com/v1", "/schemes/1"),
        ("operation", "ws://api.example.com/v1", "/paths/~1a/get/schemes/0"),
    ]
    assert [[one.url for one in operation.servers] for operation in model.subjects("operation")] == [
        ["ws://api.example.com/v1"],
        ["https://api.example.com/v1", "http://api.example.com/v1"],
    ]
    assert [(one.url, one.pointer) for one in model.subjects("server")[1].urls] == [("http://api.example.com/v1", "/schemes/1")]


def test_swagger_without_schemes_has_an_address_without_scheme() -> None:
    (server,) = model_of(api(version="2.0", more="host: api.example.com")).subjects("server")
    assert (server.url, server.pointer) == ("//api.example.com", "/host")
    assert model_of(api(version="2.0")).subjects("server") == ()
