"""The keywords of Schema Objects, sorted by what they do to composition and by the type that they speak of."""

ANNOTATIONS = frozenset({"description", "title", "summary", "example", "examples", "externalDocs", "xml", "$comment"})
"""Beside a `$ref` (3.1) they do not make the holder a schema of its own; extensions neither."""

UNCONSTRAINING = ANNOTATIONS | {
    "default", "deprecated", "readOnly", "writeOnly", "allOf", "oneOf", "anyOf", "not", "if", "then", "else", "dependentSchemas",
    "discriminator", "$ref", "$dynamicRef", "$id", "$schema", "$anchor", "$dynamicAnchor", "$defs", "definitions", "$vocabulary",
}  # fmt: skip
"""A schema with nothing else adds nothing to the branches of its `oneOf` or `anyOf`."""

STRING = frozenset({"maxLength", "minLength", "pattern", "contentEncoding", "contentMediaType", "contentSchema"})
NUMBER = frozenset({"maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"})
ARRAY = frozenset(
    {"items", "prefixItems", "maxItems", "minItems", "uniqueItems", "contains", "minContains", "maxContains", "unevaluatedItems"}
)
OBJECT = frozenset(
    {
        "properties", "additionalProperties", "patternProperties", "propertyNames", "maxProperties", "minProperties", "required",
        "unevaluatedProperties", "dependentRequired",
    }
)  # fmt: skip

FAMILIES = {"string": STRING, "number": NUMBER, "array": ARRAY, "object": OBJECT}
"""JSON type to the keywords that speak of it alone; `format` speaks of several."""

TYPE_OF_BOUND = {keyword: family for family, keywords in FAMILIES.items() for keyword in keywords}
