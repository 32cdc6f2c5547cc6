"""Paths, operations, webhooks and callbacks in every version."""

from tests.models.building import api, line, model_of, pointers, reason


def test_operations_stand_in_the_order_in_which_they_are_written() -> None:
    model = model_of(api("/b: {post: {}, get: {}}\n/a: {get: {}}"))
    assert [operation.label for operation in model.subjects("operation")] == ["POST /b", "GET /b", "GET /a"]


def test_a_path_item_behind_a_reference_is_reported_where_it_is_written() -> None:
    model = model_of(api("/a: {$ref: 'paths/a.yaml'}"), {"paths/a.yaml": "get:\n  operationId: listed\n"})
    (operation,) = model.subjects("operation")
    location = operation.place.location()
    assert (location.file, location.pointer, operation.path) == ("paths/a.yaml", "/get", "/a")
    assert [(hop.file, hop.pointer, hop.ref) for hop in location.via] == [("api.yaml", "/paths/~1a", "paths/a.yaml")]


def test_members_beside_the_reference_of_a_path_item_count_and_win() -> None:
    model = model_of(
        api("/a: {$ref: '#/x-items/a', get: {operationId: own}}", more="x-items: {a: {get: {operationId: far}, put: {operationId: put}}}")
    )
    assert [operation.operation_id for operation in model.subjects("operation")] == ["own", "put"]


def test_a_path_item_that_leads_nowhere_leaves_one_operation_of_which_nothing_is_known_but_the_path() -> None:
    model = model_of(api("/a: {$ref: 'gone.yaml'}\n/b: {get: {}}"))
    lost, known = model.subjects("operation")
    assert lost.path == "/a"
    assert reason(lost.method) == reason(lost.security) == "the file gone.yaml does not exist"
    assert known.method == "get"


def test_one_path_item_under_two_paths_is_two_operations_at_one_node() -> None:
    model = model_of(
        api(
            "/a: {$ref: '#/components/pathItems/i'}\n/b: {$ref: '#/components/pathItems/i'}",
            more="components: {pathItems: {i: {get: {operationId: x}}}}",
        )
    )
    first, second = model.subjects("operation")
    assert pointers([first, second]) == ["/components/pathItems/i/get"] * 2
    assert first.id_taken_by is None
    assert second.id_taken_by is first


def test_a_reference_in_place_of_an_operation_is_followed_although_the_specification_knows_none() -> None:
    model = model_of(api("/a: {get: {$ref: 'get.yaml'}}"), {"get.yaml": "operationId: far"})
    (operation,) = model.subjects("operation")
    assert (operation.operation_id, operation.method, operation.place.document.path) == ("far", "get", "get.yaml")


def test_methods_are_those_of_the_version() -> None:
    text = "/a: {get: {}, trace: {}, query: {}, additionalOperations: {PURGE: {operationId: p}}, x-get: {}, summary: S}"
    found = {
        version: [operation.method for operation in model_of(api(text, version=version)).subjects("operation")]
        for version in ("2.0", "3.0.3", "3.1.0", "3.2.0")
    }
    assert found == {"2.0": ["get"], "3.0.3": ["get", "trace"], "3.1.0": ["get", "trace"], "3.2.0": ["get", "trace", "query", "purge"]}


def test_webhooks_and_callbacks_are_operations_but_no_endpoints() -> None:
    model = model_of(
        api(
            "/a: {post: {callbacks: {done: {'{$request.body#/url}': {post: {operationId: back}}}}}}",
            more="webhooks: {paid: {post: {operationId: hook}}}",
        )
    )
    assert [operation.label for operation in model.subjects("operation")] == ["POST /a"]
    assert [(one.origin, one.label) for one in model.subjects("any_operation")] == [
        ("path", "POST /a"),
        ("callback", "POST callback {$request.body#/url}"),
        ("webhook", "POST webhook paid"),
    ]
    (callback,) = model.subjects("callback")
    assert (callback.name, callback.expressions) == ("done", ("{$request.body#/url}",))


def test_older_versions_have_webhooks_as_extension() -> None:
    text = api(more="x-webhooks: {paid: {post: {}}}\nwebhooks: {ignored: {post: {}}}", version="3.0.3")
    assert [hook.name for hook in model_of(text).subjects("webhook")] == ["paid"]


def test_a_callback_that_leads_back_to_its_path_item_is_walked_once() -> None:
    model = model_of(api("/a: {post: {callbacks: {self: {'{$url}': {$ref: '#/paths/~1a'}}}}}"))
    assert [operation.origin for operation in model.subjects("any_operation")] == ["path", "callback"]


def test_malformed_operations_are_judged_as_far_as_they_go() -> None:
    model = model_of(api("/a: {get: null, post: [], put: 7, parameters: {a: b}}\n/b: null\n/c: []\nx-d: {get: {}}"))
    found = model.subjects("operation")
    assert [operation.label for operation in found] == ["GET /a", "POST /a", "PUT /a"]
    assert [(one.parameters, one.responses, one.request_body, one.tags, one.deprecated) for one in found] == [((), (), None, (), False)] * 3


def test_an_operation_stands_at_its_key() -> None:
    model = model_of(api("/a:\n  get:\n    operationId: x\n"))
    (operation,) = model.subjects("operation")
    assert line(operation) == 5
    assert (operation.at("operationId").pointer, operation.at("summary").pointer) == ("/paths/~1a/get/operationId", "/paths/~1a/get")
    assert operation.path_item.key().place.location().span.end.column == 5


def test_a_summary_of_the_path_item_is_known_to_its_path() -> None:
    model = model_of(api("/a: {summary: All of it, get: {tags: [x, 7, y]}}"))
    (operation,) = model.subjects("operation")
    assert (operation.path_item.summary, operation.summary, operation.tags) == ("All of it", None, ("x", "y"))
    assert pointers(operation.tag_uses) == ["/paths/~1a/get/tags/0", "/paths/~1a/get/tags/2"]
