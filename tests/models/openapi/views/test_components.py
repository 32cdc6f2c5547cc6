"""Components, and whether anything leads to them."""

from tests.models.building import api, model_of


def used(model):
    return {one.name: one.used for one in model.subjects("component")}


def test_a_component_is_used_where_something_outside_of_it_leads_to_it() -> None:
    more = """
    components:
      schemas:
        Direct: {}
        Inside: {properties: {deep: {}}}
        Itself: {properties: {again: {$ref: '#/components/schemas/Itself'}}}
        Outer: {properties: {inner: {$ref: '#/components/schemas/Inner'}}}
        Inner: {}
        InData: {}
      parameters: {p: {name: p, in: query}}
      securitySchemes: {key: {type: http}}
      x-mine: {a: {}}
    """
    text = """
    /a:
      get:
        parameters: [{$ref: '#/components/parameters/p'}]
        responses:
          200: {content: {a/b: {schema: {$ref: '#/components/schemas/Direct'}, example: {$ref: '#/components/schemas/InData'}}}}
          201: {content: {a/b: {schema: {$ref: '#/components/schemas/Inside/properties/deep'}}}}
    """
    assert used(model_of(api(text, more=more))) == {
        "Direct": True,
        "Inside": True,
        "Itself": False,
        "Outer": False,
        "Inner": True,
        "InData": False,
        "p": True,
    }


def test_discriminators_lead_to_what_they_may_choose() -> None:
    more = """
    components:
      schemas:
        Pet: {discriminator: {propertyName: k, mapping: {a: '#/components/schemas/ByReference', b: ByName, c: 'gone.yaml'}}}
        ByReference: {}
        ByName: {}
        Extending: {allOf: [{$ref: '#/components/schemas/Pet'}]}
        Other: {}
    """
    assert used(model_of(api(more=more))) == {"Pet": True, "ByReference": True, "ByName": True, "Extending": True, "Other": False}


def test_other_files_may_use_a_component() -> None:
    model = model_of(
        api("/a: {$ref: a.yaml}", more="components: {schemas: {S: {}, T: {}}}"),
        {"a.yaml": "get: {x: {$ref: 'api.yaml#/components/schemas/S'}}"},
    )
    assert used(model) == {"S": True, "T": False}


def test_swagger_keeps_its_components_at_the_root() -> None:
    model = model_of(
        api(
            "/a: {get: {parameters: [{$ref: '#/parameters/p'}]}}",
            version="2.0",
            more="parameters: {p: {in: query, name: p}, q: {}}\ndefinitions: {D: {}}\nresponses: {}",
        )
    )
    assert [(one.section, one.name, one.used, one.pointer) for one in model.subjects("component")] == [
        ("parameters", "p", True, "/parameters/p"),
        ("parameters", "q", False, "/parameters/q"),
        ("definitions", "D", False, "/definitions/D"),
    ]


def test_what_an_extension_or_a_dynamic_reference_names_is_used() -> None:
    more = """
        components:
          schemas:
            Named: {x-see: "#/components/schemas/Seen", x-gone: "#/components/schemas/Gone"}
            Seen: {}
            Dynamic: {$dynamicAnchor: node}
        """
    assert {one.name: one.used for one in model_of(api(more=more)).subjects("component")} == {"Named": False, "Seen": True, "Dynamic": True}
