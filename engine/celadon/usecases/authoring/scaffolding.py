"""A new policy: its page with all but the rule, its cases, a bundle where there is none. Red until the rule is written."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

from celadon import __version__
from celadon.bundles.format import read_policy
from celadon.bundles.loading import load_bundle, shown_from
from celadon.bundles.shipped import FILE_NAME, built_in_bundles
from celadon.evaluation.compiling import compile_policy
from celadon.frozen import dataclass
from celadon.models.declarations import FAMILIES, vocabulary_of
from celadon.models.interface import OPENAPI, PAIR
from celadon.sources.files.writing import write_atomically
from celadon.sources.reading import Reader
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidUsage, Problem
from celadon.terms.policy import Answer, Example, Policy
from celadon.terms.severity import Severity
from celadon.testing.cases import Case
from celadon.testing.running import NOWHERE, Result, run
from celadon.usecases.authoring.samples import VERSIONS, files_of, strangers_of

NODE = "node"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPolicy:
    """What to write."""

    name: str
    """`FOLDER/ID`; the folder is a bundle, or becomes one."""
    start: Path
    target: str = "operation"
    title: str = ""
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, as the user would name it."""

    files: tuple[str, ...]
    policy: str
    """The page."""
    in_profile: bool
    """Whether some profile of the bundle holds the policy already."""


def write_policy(wanted: NewPolicy) -> Written:
    """Write a policy and its cases. Raises InvalidUsage for what is there already and for names that cannot be, UnwritableOutput."""
    folder, name = _place(wanted)
    family = _family(wanted.target)
    is_new = not (folder / FILE_NAME).is_file()
    files = {folder / FILE_NAME: _bundle(folder.name)} if is_new else {}
    since = "0.1.0" if is_new else load_bundle(folder, shown=shown_from(wanted.start, folder)).version
    draft = _Draft(wanted, folder.name, name, family, since)
    files |= {folder / f"{name}.yaml": draft.page(), folder / f"{name}.cases.yaml": draft.cases()}
    there = [path for path in files if path.exists()]
    if there:
        raise InvalidUsage([_taken(path, wanted.start) for path in there])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{wanted.name}: the folder cannot be made: {error.strerror or error}"
        raise InvalidUsage(Problem(kind="unwritable-output", message=message, hint="name another folder")) from error
    for path, text in files.items():
        write_atomically(path, text)
    held = is_new or any(name in profile.policies for profile in load_bundle(folder).profiles.values())
    shown = [shown_from(wanted.start, path) for path in files]
    return Written(files=tuple(shown), policy=shown_from(wanted.start, folder / f"{name}.yaml"), in_profile=held)


def _place(wanted: NewPolicy) -> tuple[Path, str]:
    """Cut the name into the bundle's folder and the policy's id; raises InvalidUsage where it is not two."""
    path = Path(wanted.name.removesuffix(".yaml"))
    folder = wanted.start / path.parent
    if path.parent == Path() or not path.name:
        hint = f"name it as in 'team/{path.name or 'has-owner'}': the bundle's folder, then the policy"
        raise InvalidUsage(Problem(kind="invalid-name", message=f"'{wanted.name}' names no bundle", hint=hint))
    for text, what in ((path.name, "policy"), (folder.resolve().name, "bundle")):
        words = text.split("-")
        if not (text.isascii() and text[0].isalpha() and all(word.isalnum() and word.lower() == word for word in words)):
            message = f"'{text}' is not the name of a {what}: lower-case words with '-' between them"
            raise InvalidUsage(Problem(kind="invalid-name", message=message, hint="rename it, as in 'team/has-owner'"))
    if str(path.parent) in built_in_bundles() and not (folder / FILE_NAME).is_file():
        message = f"'{path.parent}' is a bundle that Celadon ships"
        raise InvalidUsage(Problem(kind="invalid-name", message=message, hint="name a bundle of your own, such as 'team'"))
    return folder, path.name


def _family(target: str) -> str:
    if target == NODE:
        return OPENAPI
    families = {name: family for family in FAMILIES for name in vocabulary_of(family).targets}
    if target not in families:
        hint = did_you_mean(target, families) or f"targets: {', '.join(sorted(families))}"
        raise InvalidUsage(Problem(kind="unknown-target", message=f"there is no target '{target}'", hint=hint))
    return families[target]


def _taken(path: Path, start: Path) -> Problem:
    return Problem(kind="taken", message=f"{shown_from(start, path)} is there already", hint="choose another name; nothing was written")


def _bundle(name: str) -> str:
    least = ".".join(__version__.split(".")[:2])
    most = int(least.split(".")[0]) + 1
    return (
        f"name: {name}\n"
        "version: 0.1.0\n"
        "description: What our team asks of every API\n"
        "license: Apache-2.0\n"
        f'engine: ">={least},<{most}"\n'
        "profiles:\n"
        '  recommended: {policies: ["*"]}\n'
    )


class _Draft:
    """A policy whose rule is not written: its examples are found by judging samples with a rule that refuses everything."""

    def __init__(self, wanted: NewPolicy, bundle: str, name: str, family: str, since: str) -> None:
        self.wanted = wanted
        self.name = name
        self.family = family
        self.head = self._head(since)
        policy, problems = self._read(self.head.replace('must: "true"', 'must: "false"'), bundle)
        assert policy is not None, problems  # noqa: S101 - the template is ours
        self.policy = policy
        self.compiled = compile_policy(policy)

    def page(self) -> str:
        """Write the policy file."""
        refused = self._marked(VERSIONS[0])
        assert refused is not None  # noqa: S101 - the first version of the samples has every target
        return (
            self.head
            + "examples:\n  refused:\n"
            + _example("TODO: what is wrong here", refused, self.family)
            + "  accepted:\n"
            + _example("TODO: how it is done well", files_of(self.family, self.wanted.target) or {}, self.family)
            + "  not_concerned:\n"
            + _example("Nothing that the policy is about", self._stranger(), self.family)
        )

    def cases(self) -> str:
        """Write the file of cases: the refused example in the other versions."""
        head = f"# More of the examples in {self.name}.yaml, in the same form: versions, references, cases that were wrong once.\n"
        marked = ((version, self._marked(version)) for version in VERSIONS[1:] if self.family == OPENAPI)
        cases = "".join(
            _example(f"The same in {'.'.join(version.split('.')[:2])}", files, self.family) for version, files in marked if files
        )
        return head + (f"refused:\n{indent(dedent(cases), '  ')}" if cases else "accepted: []\n")

    def _read(self, text: str, bundle: str) -> tuple[Policy | None, list[Problem]]:
        reader = Reader(NOWHERE)
        (document,) = reader.read_text(text.encode(), name=f"{self.name}.yaml")
        return read_policy(document, bundle=bundle, name=self.name)

    def _head(self, since: str) -> str:
        target, family = self.wanted.target, self.family
        title = self.wanted.title or self.name.replace("-", " ").capitalize()
        select = "select: $.info\n" if target == NODE else ""
        return f"""\
id: {self.name}
title: {title if title.replace(" ", "").isalnum() else _quoted(title)}
since: {since}
stage: preview
severity: {self.wanted.severity.value}
confidence: medium
tags: [{"gateway" if family != OPENAPI else "design"}]
kinds: {{{"openapi" if family == OPENAPI else family}: "{_range(family, target)}"}}
why: >
  TODO: who is harmed when this does not hold, and how. Two sentences that somebody outside of the team understands.
target: {target}
{select}# params:                     what others may want to change: name: {{type: int, default: 10, description: ...}}
# when: ...                   who is concerned, in CEL; without it every {target.removeprefix("any_").replace("_", " ")} is
must: "true"                # TODO: the rule, in CEL; true is good
message: "{self._subject()} TODO: the fact, without advice"
remediation: |
  1. TODO: the first step that a stranger can follow.
references: {{links: []}}
"""

    def _subject(self) -> str:
        """Name the subject in a message: its label where it has one, else its place."""
        if self.wanted.target == NODE:
            return "{{ node.pointer }}"
        vocabulary = vocabulary_of(self.family)
        variable = vocabulary.targets[self.wanted.target]
        fields = next(one.fields for one in vocabulary.objects if one.name == variable)
        return f"{{{{ {variable}.{'label' if 'label' in fields else 'pointer'} }}}}"

    def _marked(self, version: str) -> dict[str, str] | None:
        """Mark every subject of a sample as refused; None where the version has none."""
        files = files_of(self.family, self.wanted.target, version)
        if files is None:
            return None
        found: dict[tuple[str, int], int] = {}
        for difference in self._judged(files, Answer.REFUSED).differences:
            if difference.kind == "unexpected":
                found[difference.file, difference.line] = found.get((difference.file, difference.line), 0) + 1
        return {name: self._with_marks(name, text, found) for name, text in files.items()} if found else None

    def _with_marks(self, name: str, text: str, found: dict[tuple[str, int], int]) -> str:
        lines = text.splitlines()
        for number, line in enumerate(lines, start=1):
            if times := found.get((name, number)):
                lines[number - 1] = f"{line}  # finds: {', '.join([self.name] * times)}"
        return "\n".join(lines) + "\n"

    def _judged(self, files: dict[str, str], answer: Answer) -> Result:
        pair = dict(zip(("openapi", "gateway"), files, strict=True)) if len(files) > 1 else {}
        example = Example(title="", answer=answer, files=files, entry=next(iter(files)), pair=pair)
        return run(Case(policy=self.policy, example=example, marks=()), self.compiled)

    def _stranger(self) -> dict[str, str]:
        """Find a document that holds no subject."""
        return next(files for files in strangers_of(self.family) if self._judged(files, Answer.NOT_CONCERNED).is_passed)


def _range(family: str, target: str) -> str:
    """Say from which version on there is such a target."""
    least = {"webhook": ">=3.1", "callback": ">=3.0"}.get(target, ">=2.0")
    return least if family == OPENAPI else "*"


def _example(title: str, files: dict[str, str], family: str) -> str:
    """Write one example of a page or of a file of cases."""
    lines = [f"    - title: {_quoted(title) if ':' in title else title}"]
    if family == PAIR and len(files) > 1:
        openapi, gateway = files
        lines.append(f"      pair: {{openapi: {openapi}, gateway: {gateway}}}")
    if len(files) == 1:
        [text] = files.values()
        lines += ["      document: |", *_indented(text, 8)]
    else:
        lines.append("      files:")
        for name, text in files.items():
            lines += [f"        {name}: |", *_indented(text, 10)]
    return "\n".join(lines) + "\n"


def _indented(text: str, by: int) -> Iterator[str]:
    return (f"{' ' * by}{line}".rstrip() for line in text.splitlines())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
