"""The whole: `document`, `info`, `tag`."""

from collections.abc import Iterable, Iterator

from celadon.models.openapi.consistency.errors import error_schemas
from celadon.models.openapi.consistency.names import Naming
from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import mapping, member, scalar_name, sequence, text
from celadon.models.openapi.schemas.schema import Property, Schema
from celadon.models.openapi.views.operations import PATH, Operation, PathItem, Webhook, path_items, webhooks_of
from celadon.models.openapi.views.security import Requirement, SecurityScheme, requirements_of, security_schemes
from celadon.models.openapi.views.servers import Server, servers_of
from celadon.models.place import Place
from celadon.models.view import Node, View, fact, given, is_unknown
from celadon.sources.document import JsonValue


class Info(View):
    """The `info` object."""

    cel_name = "info"

    @fact
    def title(self) -> str | None:
        """The `title`."""
        return text(self.node, "title")

    @fact
    def version(self) -> str | None:
        """The `version` of the API, as written in the file, unquoted numbers included."""
        value = member(self.node, "version")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            place = self.at("version").place  # 1.10 without quotes reads as 1.1: only the text knows
            return place.document.written(place.tokens)
        return scalar_name(value)

    @fact
    def summary(self) -> str | None:
        """The `summary` (3.1 and newer)."""
        return text(self.node, "summary")

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return text(self.node, "description")

    @fact
    def terms_of_service(self) -> str | None:
        """The `termsOfService`."""
        return text(self.node, "termsOfService")

    @fact
    def contact(self) -> dict[str, JsonValue]:
        """The `contact` object as written; empty where there is none."""
        return mapping(member(self.node, "contact"))

    @fact
    def license(self) -> dict[str, JsonValue]:
        """The `license` object as written; empty where there is none."""
        return mapping(member(self.node, "license"))


class Tag(View):
    """A tag that the root declares."""

    cel_name = "tag"

    def __init__(self, place: Place, node: Node, *, repeats: bool) -> None:
        """Stand at the tag."""
        super().__init__(place, node)
        self._repeats = repeats

    @given
    def repeats(self) -> bool:
        """An earlier tag of the root has the same name, compared with case."""
        return self._repeats

    @fact
    def name(self) -> str:
        """The name."""
        return text(self.node, "name") or ""

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return text(self.node, "description")

    @fact
    def parent(self) -> str | None:
        """The name of its parent (3.2)."""
        return text(self.node, "parent")


class OpenApiDocument(View):
    """The entry document with everything that is reached from it."""

    cel_name = "document"

    def __init__(self, context: Context) -> None:
        """Stand at the root."""
        super().__init__(context.root_place(), context.entry.tree)
        self._context = context

    @given
    def kind(self) -> str:
        """`openapi`."""
        return "openapi"

    @given
    def version(self) -> str:
        """The version of OpenAPI, as written."""
        return self._context.version.written

    @given
    def file(self) -> str:
        """The file, relative to the project's root."""
        return self._context.entry.path

    @given
    def info(self) -> Info:
        """The `info` object; at the root where there is none."""
        node = member(self.node, "info")
        place = self.place if node is None else self.place.child("info")
        return self._context.kept(("info",), Info, place, node)

    @given
    def servers(self) -> tuple[Server, ...]:
        """The servers of the root, in document order; in 2.0 from `schemes`, `host` and `basePath`."""
        return servers_of(self._context, self.node, self.place, "document")

    @given
    def tags(self) -> tuple[Tag, ...]:
        """The tags of the root, in document order."""
        below = self.place.child("tags")
        found: dict[str, int] = {}
        nodes = [(index, node) for index, node in enumerate(sequence(member(self.node, "tags"))) if isinstance(node, dict)]
        return tuple(
            Tag(below.child(index), node, repeats=found.setdefault(str(node.get("name")), index) != index) for index, node in nodes
        )

    @given
    def paths(self) -> tuple[PathItem, ...]:
        """The paths, in document order."""
        return path_items(self._context, member(self.node, "paths"), self.place.child("paths"), PATH)

    @given
    def operations(self) -> tuple[Operation, ...]:
        """The endpoints: operations under `paths`, behind references too, in document order."""
        return tuple(operation for item in self.paths for operation in item.operations)

    @given
    def webhooks(self) -> tuple[Webhook, ...]:
        """The webhooks, `x-webhooks` of older versions included."""
        return webhooks_of(self._context)

    @given
    def any_operations(self) -> tuple[Operation, ...]:
        """The endpoints, each followed by the operations of its callbacks, then the operations of webhooks."""
        return tuple(self._all_operations())

    @given
    def security(self) -> tuple[Requirement, ...]:
        """The alternatives of the root's `security`."""
        return requirements_of(self._context, self.node, self.place, inherited=True)

    @given
    def security_schemes(self) -> tuple[SecurityScheme, ...]:
        """The schemes that the entry document defines, in document order."""
        return security_schemes(self._context)

    @given
    def operation_id_naming(self) -> Naming:
        """How operationIds are written, those of webhooks and callbacks included."""
        ids = (operation.operation_id for operation in self.any_operations)
        return self._naming("paths", (name for name in ids if name is not None and not is_unknown(name)))

    @given
    def path_naming(self) -> Naming:
        """How the literal segments of paths are written (see `nouns` of `path`)."""
        return self._naming("paths", (noun for item in self.paths for noun in item.nouns))

    @given
    def parameter_naming(self) -> Naming:
        """How the query and path parameters of endpoints are written."""
        return self._naming("paths", self._parameter_names())

    @given
    def property_naming(self) -> Naming:
        """How the properties that requests and responses carry are written."""
        holder = "definitions" if self._context.is_swagger else "components"
        return self._naming(holder, (one.name for one in self.properties))

    @given
    def properties(self) -> tuple[Property, ...]:
        """The properties that requests and responses carry, each entry once whatever the direction, in document order."""
        entries: dict[object, Property] = {}
        for one in self._context.whole.properties():
            entries.setdefault(id(one.node) if isinstance(one.node, dict) else one, one)
        return tuple(entries.values())

    @given
    def schemas(self) -> tuple[Schema, ...]:
        """Every schema that requests and responses carry, once per direction and carrier, in document order."""
        return tuple(self._context.whole.schemas())

    @given.of("list(reference)")
    def references(self) -> tuple[View, ...]:
        """Every object with a `$ref`, file by file, in document order."""
        return tuple(self._context.whole.references())

    @given
    def error_schemas(self) -> tuple[Schema, ...]:
        """The different root schemas of the JSON errors of endpoints, the most frequent first; empty where fewer than two errors have one.

        Equal copies count as one; what extends the most frequent one through `allOf` is left out, and so are token endpoints.
        """
        return tuple(error_schemas(self.operations))

    @property
    def context(self) -> Context:
        """What its views share, for those who find subjects."""
        return self._context

    def _naming(self, holder: str, names: Iterable[str]) -> Naming:
        stands = self.at(holder)
        return Naming(stands.place, stands.node, names)

    def _parameter_names(self) -> Iterator[str]:
        for operation in self.operations:
            for one in operation.parameters if operation.unknown is None else ():
                if not is_unknown(one.name) and one.place_word in ("query", "path"):
                    yield one.name

    def _all_operations(self) -> list[Operation]:
        found: list[Operation] = []
        seen: set[int] = set()
        pending = [operation for hook in reversed(self.webhooks) for operation in reversed(hook.operations)]
        pending += reversed(self.operations)
        while pending:
            operation = pending.pop()
            found.append(operation)
            fresh = [] if operation.unknown is not None else [one for one in operation.callbacks if id(one) not in seen]
            seen.update(id(one) for one in fresh)  # a callback may lead back to the path item that has it
            pending += [inner for one in reversed(fresh) if one.unknown is None for inner in reversed(one.operations)]
        return found
