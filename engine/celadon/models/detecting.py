"""Which kind of document is this? Judged by content, never by name; what is not read is named, never guessed."""

from celadon.frozen import dataclass
from celadon.models.interface import Model
from celadon.models.references import FileResolver
from celadon.sources.document import Document, JsonValue
from celadon.sources.parsing.text import Text
from celadon.terms.errors import CeladonError, Problem

VERSIONS = ("2.0", "3.0", "3.1", "3.2")


class UnknownKind(CeladonError):
    """No model reads this document. The problem's kind is `unknown-kind`, `unsupported-kind` or `unsupported-version`."""


@dataclass(frozen=True, slots=True)
class Detected:
    """What a document is."""

    kind: str
    """`openapi`, a gateway's kind, or empty for something else."""
    version: str
    """As written; empty where the format has none."""
    name: str
    """For people, such as `a Docker Compose file`."""
    is_supported: bool


def detect(document: Document) -> Detected:
    """Name the kind of a document; never raises."""
    tree = document.tree
    if isinstance(tree, dict):
        for key in ("openapi", "swagger"):
            if key in tree:
                return _openapi(key, tree[key])
    from celadon.models.gateways.recognising import recognise  # noqa: PLC0415 - most documents are OpenAPI

    found = recognise(tree)
    if found is None or not found.is_gateway:
        return Detected("", "", _describe(tree) if found is None else found.name, is_supported=False)
    return Detected(found.kind, "", found.name, is_supported=found.is_supported)


def get_ready(text: Text) -> None:
    """Import what the model of a text will need, if it looks like OpenAPI in YAML; for those who would wait for the document."""
    data = text.data
    if any(data.startswith(key) or b"\n" + key in data for key in (b"openapi:", b"swagger:")):
        import celadon.models.openapi.model  # noqa: F401, PLC0415 - as said


def build(document: Document, files: FileResolver, *, validation: str = "fast") -> tuple[Model, ...]:
    """Make the models of a document, one per kind that it is; raises `UnknownKind` where there is none.

    `validation` is how thoroughly an OpenAPI document's structure is checked when a policy asks: `fast` or `full`.
    """
    found = detect(document)
    if found.kind == "openapi" and found.is_supported:
        from celadon.models.openapi.model import OpenApiModel  # noqa: PLC0415 - a gateway needs none of it

        return (OpenApiModel(document, files, found.version, validation=validation),)
    if found.is_supported:
        from celadon.models.gateways.catalogue import build_gateway  # noqa: PLC0415 - an OpenAPI document needs none of it

        return (build_gateway(found.kind, document, files),)
    raise UnknownKind(_problem(document, found))


def _openapi(key: str, written: JsonValue) -> Detected:
    """Read the version; YAML reads an unquoted `2.0` as a number."""
    version = written if isinstance(written, str) else f"{written:.1f}" if isinstance(written, float) else str(written)
    minor = ".".join(version.strip().split(".")[:2])
    supported = VERSIONS[:1] if key == "swagger" else VERSIONS[1:]
    return Detected("openapi", version.strip(), f"OpenAPI {version}", is_supported=minor in supported)


def _problem(document: Document, found: Detected) -> Problem:
    location = document.locate(())
    if found.kind == "openapi":
        message = f"{document.path} says it is {found.name}, which is not a version of OpenAPI that is read"
        hint = f"the versions {', '.join(VERSIONS)} are"
        return Problem(kind="unsupported-version", message=message, hint=hint, location=location, document=document.path)
    if found.kind:
        message = f"{document.path} is {found.name}, which is not read yet"
        return Problem(kind="unsupported-kind", message=message, hint="leave it out", location=location, document=document.path)
    message = f"{document.path} is {found.name}: neither an OpenAPI document nor a gateway configuration"
    hint = "an OpenAPI document begins with 'openapi:' or 'swagger:'; leave other files out, or pass --skip-unknown"
    return Problem(kind="unknown-kind", message=message, hint=hint, location=location, document=document.path)


def _describe(tree: JsonValue) -> str:
    if isinstance(tree, dict):
        keys = ", ".join(list(tree)[:3])
        return f"a mapping with the keys {keys}" if keys else "an empty mapping"
    if isinstance(tree, list):
        return "a list"
    return "a single value"
