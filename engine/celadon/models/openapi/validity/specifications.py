"""The JSON Schemas of OpenAPI as openapi-spec-validator ships them, compiled by jsonschema-rs. Nothing is fetched.

The package's files are read without importing it: its import costs 0.3 s, the four schemas together 0.02 s.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from celadon.models.openapi.version import Version
from celadon.terms.errors import Problem, UnreadableInput

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"


class StructuralSchema(Protocol):
    """What jsonschema-rs compiles a schema to."""

    def iter_errors(self, instance: object) -> Any:
        """Give every error of an instance."""


@cache
def structural_schema(number: tuple[int, int], *, judges_schemas: bool, part: str = "") -> StructuralSchema | None:
    """Compile the schema of a version; raises `UnreadableInput` where the installed package lacks it.

    `judges_schemas`: from 3.1 on Schema Objects are JSON Schema 2020-12, which the file leaves open so that a dialect fills it in.
    `part`: the schema of one kind of object, as the 3.1 schema calls it; None where the version has no such object.
    """
    import jsonschema_rs  # noqa: PLC0415 - 40 ms that a run without this check need not pay

    schema = _read(number)
    if number == (3, 1) and "server" not in schema["$defs"]["link"]["properties"]:
        # The edition of 2022-10-07 calls the member `server` of Link Objects `body`; later editions mend it.
        schema["$defs"]["link"]["properties"]["server"] = {"$ref": "#/$defs/server"}
    if part:
        schema = _part(schema, number, part)
        if schema is None:
            return None
    if number < (3, 1):
        return jsonschema_rs.Draft4Validator(schema, validate_formats=False, retriever=_refuse)
    if judges_schemas:
        schema["$defs"]["schema"] = {"$dynamicAnchor": "meta", "type": ["object", "boolean"], "$ref": DRAFT_2020}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=False, retriever=_refuse)


def judges_schemas(version: Version, root: dict[str, Any]) -> bool:
    """Tell whether the Schema Objects of a document are written in the dialect that we have: OpenAPI's own, or plain 2020-12."""
    dialect = root.get("jsonSchemaDialect")
    known = not isinstance(dialect, str) or dialect == DRAFT_2020 or dialect.startswith("https://spec.openapis.org/oas/")
    return version.number >= (3, 1) and known


def _part(schema: Any, number: tuple[int, int], part: str) -> Any:
    """Point a schema at one of its definitions; each version has its own way of writing names."""
    words = part.split("-")
    if number >= (3, 1):
        name, holder = part, "$defs"
    elif number == (3, 0):
        name, holder = "".join(word.capitalize() for word in words).removesuffix("s"), "definitions"
    else:
        name, holder = words[0] + "".join(word.capitalize() for word in words[1:]), "definitions"
    if name not in schema[holder]:
        return None
    kept = {key: schema[key] for key in ("$schema", "$id", "id", holder) if key in schema}
    return {**kept, "$ref": f"#/{holder}/{name}"}


def _read(number: tuple[int, int]) -> Any:
    found = find_spec("openapi_spec_validator")
    places = [] if found is None else list(found.submodule_search_locations or [])
    for place in places:
        file = Path(place, "resources", "schemas", f"v{number[0]}.{number[1]}", "schema.json")
        if file.is_file():
            return json.loads(file.read_text(encoding="utf-8"))  # door: a data file of an installed package
    version = f"{number[0]}.{number[1]}"
    raise UnreadableInput(
        Problem(
            kind="missing-schema",
            message=f"the installed openapi-spec-validator has no schema of OpenAPI {version}",
            hint="install openapi-spec-validator 0.9 or newer",
        )
    )


def _refuse(uri: str) -> Any:
    raise ValueError(f"{uri} is not fetched")
