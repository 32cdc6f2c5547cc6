"""Follow `$ref` and remember the way: files, pointers, anchors, identities, cycles. Nothing is inlined, nothing is fetched."""

from typing import Protocol
from urllib.parse import unquote, urljoin, urlsplit

from celadon.models.identities import Identities, Identity, Scope
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.sources.document import Document, JsonValue
from celadon.terms.errors import CeladonError
from celadon.terms.location import Token, Tokens
from celadon.terms.unknown import Unknown

DANGLING, REFUSED, MISSING, UNREADABLE, CYCLIC = "dangling", "refused", "missing-file", "unreadable", "cyclic"


class Broken:
    """A reference that leads nowhere: the cause, and the `Unknown` that stands for what should be there."""

    __slots__ = ("cause", "ref", "unknown")

    def __init__(self, cause: str, ref: str, reason: str) -> None:
        """Keep the cause (`dangling`, `refused`, `missing-file`, `unreadable`, `cyclic`) and the reference as written."""
        self.cause = cause
        self.ref = ref
        self.unknown = Unknown(reason)


class FileResolver(Protocol):
    """What references need of the reader: the document behind the file part of a reference."""

    def resolve(self, base: Document, path_part: str) -> Document:
        """Give the document, or raise what the reader raises for refused, missing and unreadable files."""


class Target:
    """Where a reference leads: a node of a document."""

    __slots__ = ("document", "node", "tokens")

    def __init__(self, document: Document, tokens: Tokens, node: JsonValue) -> None:
        """Store."""
        self.document = document
        self.tokens = tokens
        self.node = node


class References:
    """The references of one model: each is resolved once and its answer kept, broken ones too."""

    def __init__(self, entry: Document, files: FileResolver, *, identities: bool) -> None:
        """Begin at the entry document; `identities` turns on `$id`, anchors and `$self` (3.1 and newer)."""
        self.documents: list[Document] = [entry]
        self.broken: list[tuple[Place, Broken]] = []
        """Every broken reference that was met, at the object that holds it, once."""
        self._files = files
        self._identities = Identities() if identities else None
        self._answers: dict[tuple[int, str], Target | Broken] = {}
        self._reported: set[tuple[int, Tokens]] = set()
        self.has_scopes = False
        """Some file has dynamic anchors, so that a schema may depend on the way to it."""
        self._learn(entry)

    def follow(self, place: Place, ref: str) -> tuple[Place, Node]:
        """Take one step from the object at `place` that holds `ref`; where it leads nowhere, stay there with an `Unknown`."""
        return self.land(place, ref, self.find(place, ref))

    def land(self, place: Place, ref: str, found: Target | Broken) -> tuple[Place, Node]:
        """Go where a reference leads that was found already."""
        if isinstance(found, Broken):
            self._report(place, found)
            return place, found.unknown
        return place.followed(found.document, found.tokens, ref), found.node

    def find(self, place: Place, ref: str) -> Target | Broken:
        """Resolve a reference written at `place`, without a complaint where it leads nowhere."""
        document = place.document
        base = None if self._identities is None else self._identities.around(place)
        key = (id(document), ref) if base is None else (id(document), f"{base.uri} {ref}")
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._resolve(document, base, ref)
        return answer

    def file(self, base: Document, path_part: str) -> Document:
        """Give a file of the description; raises what the reader raises."""
        document = self._files.resolve(base, path_part)
        self._remember(document)
        return document

    def settle(self, place: Place, node: Node) -> tuple[Place, Node]:
        """Follow Reference Objects until something else stands there; siblings of `$ref` are ignored."""
        if not isinstance(node, dict) or "$ref" not in node:  # nearly always
            return place, node
        seen: set[int] = set()
        while isinstance(node, dict) and isinstance(ref := node.get("$ref"), str):
            if id(node) in seen:
                return place, self.cyclic(place, ref)
            seen.add(id(node))
            place, node = self.follow(place, ref)
        return place, node

    def cyclic(self, place: Place, ref: str) -> Unknown:
        """Report a chain of references that never arrives."""
        broken = Broken(CYCLIC, ref, f"the reference {ref} leads back to itself")
        self._report(place, broken)
        return broken.unknown

    def dynamic(self, place: Place, ref: str) -> tuple[Place, Node]:
        """Follow a `$dynamicRef`: the outermost `$dynamicAnchor` of that name on the way here wins, else as a `$ref`."""
        name = ref.partition("#")[2]
        if self._identities is not None and name and not name.startswith("/"):
            found = self._identities.dynamic(place, name)
            if found is not None:
                return place.followed(found.document, found.tokens, ref), found.node
        return self.follow(place, ref)

    def scope(self, place: Place) -> Scope:
        """Tell apart the ways on which dynamic references lead elsewhere; empty where there are no dynamic anchors."""
        return () if self._identities is None else self._identities.scope(place)

    def _report(self, place: Place, broken: Broken) -> None:
        key = (id(place.document), place.tokens)
        if key not in self._reported:
            self._reported.add(key)
            self.broken.append((place, broken))

    def _resolve(self, document: Document, base: Identity | None, ref: str) -> Target | Broken:
        file_part, _, fragment = ref.partition("#")
        if not file_part:
            root = Target(document, (), document.tree) if base is None else Target(base.document, base.tokens, base.node)
            return self._descend(root, fragment, ref)
        if self._identities is not None:
            uri = urljoin(base.uri, file_part) if base is not None else file_part
            known = self._identities.resource(uri)
            if known is not None:
                return self._descend(Target(known.document, known.tokens, known.node), fragment, ref)
            file_part = _beside(self._identities.self_of(document), uri) or file_part
        try:
            other = self.file(document, file_part)
        except CeladonError as error:
            return _unreached(error, ref)
        return self._descend(Target(other, (), other.tree), fragment, ref)

    def _remember(self, document: Document) -> None:
        if all(document is not known for known in self.documents):
            self.documents.append(document)
            self._learn(document)

    def _learn(self, document: Document) -> None:
        if self._identities is not None:
            self._identities.learn(document)
            self.has_scopes = self._identities.has_dynamic_anchors

    def _descend(self, root: Target, fragment: str, ref: str) -> Target | Broken:
        """Walk a fragment below a root: a JSON pointer, or the name of an anchor."""
        decoded = unquote(fragment)
        if decoded and not decoded.startswith("/"):
            found = None if self._identities is None else self._identities.anchor(root.document, root.tokens, decoded)
            if found is None:
                return Broken(DANGLING, ref, f"the reference {ref} names an anchor that does not exist")
            return Target(found.document, found.tokens, found.node)
        node: JsonValue = root.node
        tokens: list[Token] = list(root.tokens)
        for part in decoded.split("/")[1:]:
            token = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, dict) and token in node:
                node = node[token]
                tokens.append(token)
            elif isinstance(node, list) and token.isdecimal() and token.isascii() and int(token) < len(node):
                node = node[int(token)]
                tokens.append(int(token))
            elif isinstance(node, Unknown):
                return Broken(UNREADABLE, ref, node.reason)
            else:
                return Broken(DANGLING, ref, f"the reference {ref} leads to nothing")
        return Target(root.document, tuple(tokens), node)


def _beside(self_uri: str | None, uri: str) -> str | None:
    """Turn an absolute URI that shares the authority of the document's `$self` into a path beside the document."""
    if self_uri is None:
        return None
    ours, theirs = urlsplit(self_uri), urlsplit(uri)
    if not theirs.scheme or (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
        return None
    here, there = ours.path.split("/")[:-1], theirs.path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:])


def _unreached(error: CeladonError, ref: str) -> Broken:
    """Say why a file behind a reference was not read, by the kind of its first problem."""
    problem = error.problems[0]
    cause = {"refused-reference": REFUSED, "missing-file": MISSING}.get(problem.kind, UNREADABLE)
    where = problem.location
    if cause == UNREADABLE and where is not None:
        return Broken(cause, ref, f"{where.file} cannot be read (line {where.span.start.line}): {problem.message}")
    return Broken(cause, ref, problem.message)
