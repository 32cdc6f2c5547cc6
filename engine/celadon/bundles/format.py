"""The policy file: one document in, one policy out, and every complaint with its place. CEL stays text; `evaluation` compiles it."""

from datetime import date
from enum import Enum
from typing import TypeVar

from celadon.bundles.examples import read_examples
from celadon.bundles.params import is_identifier, read_params
from celadon.bundles.texts import source_text
from celadon.sources.document import Document
from celadon.sources.shaping import Shape
from celadon.terms.errors import Problem
from celadon.terms.policy import Applies, Example, FindingBlock, Policy, References, Remediation, SourceText
from celadon.terms.severity import Confidence, Severity, Stage
from celadon.terms.version import VersionRange

KIND = "invalid-policy"
"""The kind of every problem that this room reports."""

KEYS = (
    "id", "title", "since", "stage", "replaced_by", "severity", "confidence", "security_severity", "tags", "kinds", "aliases",
    "applies_to", "effective_on", "waivable", "max_waiver_days", "locked", "why", "target", "select", "params", "variables", "when",
    "findings", "must", "at", "message", "remediation", "references", "related", "examples",
)  # fmt: skip
"""All keys of a policy, in the order of a policy page."""

REQUIRED = ("id", "title", "severity", "kinds", "why", "target", "remediation")
BLOCK_KEYS = ("id", "must", "at", "message")
REMEDIATION_KEYS = ("text", "snippets")
REFERENCE_KEYS = ("owasp", "cwe", "stride", "links")

E = TypeVar("E", bound=Enum)


def read_policy(document: Document, *, bundle: str, name: str) -> tuple[Policy | None, list[Problem]]:
    """Read one policy; None where a problem makes it unusable. `name` is the file's name without its suffix."""
    problems: list[Problem] = list(document.duplicate_problems())
    shape = Shape(document, kind=KIND, problems=problems)
    shape.keys(known=KEYS, required=REQUIRED)
    if not isinstance(shape.value, dict):
        return None, problems
    policy = _Form(document, shape).policy(bundle, name)
    return (None if problems else policy), problems


class _Form:
    """A policy file while it is read."""

    def __init__(self, document: Document, shape: Shape) -> None:
        self.document = document
        self.shape = shape
        self.targets = shape.texts_at("target") or ("",)
        """Never empty, so that what depends on it can go on."""

    def policy(self, bundle: str, name: str) -> Policy:
        shape = self.shape
        return Policy(
            id=self._id(name),
            bundle=bundle,
            title=self._title(),
            since=shape.text_at("since"),
            stage=self._choice("stage", Stage, Stage.STABLE),
            replaced_by=self._replaced_by(),
            severity=self._choice("severity", Severity, Severity.ERROR),
            confidence=self._choice("confidence", Confidence, Confidence.HIGH),
            tags=shape.texts_at("tags"),
            kinds=self._kinds(),
            why=shape.text_at("why").strip(),
            targets=self.targets,
            select=self._select(),
            params=read_params(shape.members_at("params")),
            variables=self._variables(),
            when=self._source(shape.member("when")),
            findings=self._findings(),
            remediation=self._remediation(),
            references=self._references(),
            examples=self._examples(name),
            file=shape.location().file,
            places={key: self.document.locate((key,)) for key in ("kinds", "target") if self.document.exists((key,))},
            applies_to=self._choice("applies_to", Applies, Applies.ALWAYS),
            effective_on=self._date("effective_on"),
            waivable=self._flag("waivable", default=True),
            max_waiver_days=self._whole("max_waiver_days"),
            locked=self._flag("locked", default=False),
            security_severity=self._score("security_severity"),
            aliases=shape.texts_at("aliases"),
            related=shape.texts_at("related"),
        )

    def _id(self, name: str) -> str:
        written = self.shape.text_at("id", name)
        if written != name:
            self.shape.complain(f"the id is '{written}', the file is named '{name}'", f"write 'id: {name}', or rename the file", key="id")
        return name

    def _title(self) -> str:
        title = self.shape.text_at("title").strip()
        if "\n" in title:
            self.shape.complain("the title has more than one line", "say it in one sentence", key="title")
        return title

    def _choice(self, key: str, choices: type[E], default: E) -> E:
        member = self.shape.member(key)
        return default if member is None else member.choice(choices, default)

    def _flag(self, key: str, *, default: bool) -> bool:
        member = self.shape.member(key)
        return default if member is None else member.boolean(default=default)

    def _whole(self, key: str) -> int | None:
        member = self.shape.member(key)
        return None if member is None else member.whole_number(minimum=1)

    def _score(self, key: str) -> float | None:
        member = self.shape.member(key)
        if member is None:
            return None
        value = member.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0.1 <= value <= 10:
            member.complain(f"{member.name} is not a number from 0.1 to 10.0")
            return None
        return float(value)

    def _date(self, key: str) -> date | None:
        member = self.shape.member(key)
        if member is None:
            return None
        try:
            return date.fromisoformat(member.text())
        except ValueError:
            member.complain(f"{member.name} is '{member.value}', a date such as 2027-03-31 is expected")
            return None

    def _replaced_by(self) -> str | None:
        replaced_by = self.shape.text_at("replaced_by") or None
        if replaced_by and self.shape.text_at("stage") != Stage.DEPRECATED.value:
            self.shape.complain("only a deprecated policy is replaced", "write 'stage: deprecated'", key="replaced_by")
        return replaced_by

    def _kinds(self) -> dict[str, str]:
        kinds = {}
        for kind, item in self.shape.members_at("kinds"):
            kinds[kind] = item.text("*")
            try:
                VersionRange.parse(kinds[kind])
            except ValueError as error:
                item.complain(str(error))
        if not kinds and self.shape.member("kinds") is not None:
            self.shape.complain("no kind of document is named", "write 'kinds: {openapi: \"*\"}'", key="kinds")
        return kinds

    def _select(self) -> SourceText | None:
        target, select = self.targets[0], self.shape.member("select")
        if target == "node" and select is None:
            self.shape.complain("the target 'node' lacks the key 'select'", "add 'select:' with a JSONPath", key="target")
        if target != "node" and select is not None:
            self.shape.complain(f"'select' belongs to the target 'node', not to '{target}'", "put the condition into 'when'", key="select")
        return self._source(select)

    def _source(self, shape: Shape | None) -> SourceText | None:
        """Keep a text with the place of each of its characters."""
        if shape is None:
            return None
        if isinstance(shape.value, bool):
            hint = f"write it as text: '{str(shape.value).lower()}'"
            shape.complain(f"{shape.name} is {str(shape.value).lower()}, a CEL expression is text", hint)
            return None
        text = shape.text()
        if not text:
            return None
        span = self.document.value_span(shape.tokens)
        lines = self.document.text.lines(span.start.line, span.end.line).lines
        return source_text(text, written=self.document.written(shape.tokens), file=self.document.path, span=span, lines=lines)

    def _required_source(self, shape: Shape, key: str) -> SourceText:
        source = self._source(shape.member(key))
        return source or SourceText(text="", file=self.document.path, span=shape.location().span)

    def _variables(self) -> dict[str, SourceText]:
        variables = {}
        for name, item in self.shape.members_at("variables"):
            if not is_identifier(name):
                item.complain(f"'{name}' is not a name that CEL can say", "use letters, digits and _, and no digit first")
            source = self._source(item)
            if source is not None:
                variables[name] = source
        return variables

    def _findings(self) -> tuple[FindingBlock, ...]:
        shape, listed = self.shape, self.shape.member("findings")
        if listed is None:
            for key in ("must", "message"):
                if shape.member(key) is None:
                    shape.complain(f"the file lacks the key '{key}'", f"add '{key}:', or several ways to fail below 'findings:'")
            return (self._block(shape, ""),)
        for key in ("must", "at", "message"):
            if shape.member(key) is not None:
                shape.complain(f"'{key}' stands beside 'findings'", "move it into a block of 'findings'", key=key)
        blocks: list[FindingBlock] = []
        for item in listed.items():
            item.keys(known=BLOCK_KEYS, required=("id", "must", "message"))
            if isinstance(item.value, dict):
                block = self._block(item, item.text_at("id"))
                if block.id and block.id in {known.id for known in blocks}:
                    item.complain(f"two blocks have the id '{block.id}'", "an id tells the blocks apart", key="id")
                blocks.append(block)
        if not blocks:
            listed.complain("no way to fail is listed", "add '- {id: ..., must: ..., message: ...}'")
        return tuple(blocks)

    def _block(self, shape: Shape, name: str) -> FindingBlock:
        return FindingBlock(
            id=name,
            must=self._required_source(shape, "must"),
            message=self._required_source(shape, "message"),
            at=self._source(shape.member("at")),
        )

    def _remediation(self) -> Remediation:
        shape = self.shape.member("remediation")
        if shape is None or isinstance(shape.value, str):
            return Remediation(text=self._required_source(self.shape, "remediation"))
        shape.keys(known=REMEDIATION_KEYS, required=("text",))
        snippets = {name: source for name, item in shape.members_at("snippets") if (source := self._source(item)) is not None}
        return Remediation(text=self._required_source(shape, "text"), snippets=snippets)

    def _references(self) -> References:
        shape = self.shape.member("references")
        if shape is None:
            return References()
        shape.keys(known=REFERENCE_KEYS)
        if not isinstance(shape.value, dict):
            return References()
        return References(**{key: shape.texts_at(key) for key in REFERENCE_KEYS})

    def _examples(self, name: str) -> tuple[Example, ...]:
        member = self.shape.member("examples")
        return () if member is None else read_examples(member, self.document, policy=name)
