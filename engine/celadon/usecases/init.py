"""A first celadon.yaml: the documents that are here, and every other key as a comment to learn from."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from celadon.frozen import dataclass
from celadon.reports.text.wording import kind_title
from celadon.settings import FILE_NAME, Settings
from celadon.sources.files.writing import write_atomically
from celadon.sources.reading import Reader
from celadon.sources.toml import names_tool
from celadon.terms.errors import InvalidUsage, Problem
from celadon.usecases.checking.loading import Inputs
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.origin import origin_of

MOST = 12
"""Documents that are listed one by one; of more, their folders are."""

_PLAIN = re.compile(r"[A-Za-z0-9_./-]*[A-Za-z_/][A-Za-z0-9_./-]*")  # noqa: TID251 - a pattern of our own


@dataclass(frozen=True, slots=True)
class Seen:
    """A document that was found."""

    path: str
    family: str
    """`openapi` or `gateway`."""
    kind: str
    """As people write it, such as `OpenAPI 3.1.0`."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A settings file that was written."""

    file: Path
    documents: tuple[Seen, ...]
    unreadable: tuple[Problem, ...]
    """What is wrong with files that may be documents; `celadon check` will say it too."""


def begin(folder: Path, *, today: date, profile: str, is_forced: bool) -> Begun:
    """Write celadon.yaml into a folder. Raises InvalidUsage where settings are there already, unless forced; UnwritableOutput."""
    file = folder / FILE_NAME
    if not is_forced:
        _refuse_a_second(file)
    options = CheckOptions(start=folder, today=today)
    inputs = Inputs(options, Settings(root=folder), origin_of(options), Reader(folder))
    seen = [_seen(loaded.models[0].documents[0].path, loaded.models) for loaded in inputs.documents()]
    documents = tuple(sorted({document.path: document for document in seen}.values(), key=lambda document: document.path))
    write_atomically(file, "\n".join(settings_text(documents, profile)) + "\n")
    unreadable = tuple(problem for problem in inputs.problems if problem.kind not in {"unmatched-path", "no-document"})
    return Begun(file, documents, unreadable)


def _refuse_a_second(file: Path) -> None:
    shared = file.with_name("pyproject.toml")
    found = file if os.path.lexists(file) else shared if names_tool(shared, "celadon") else None
    if found is not None:
        message = f"there are settings in {found.name} already, and they were left as they are"
        hint = "edit them, or write new ones with --force" + ("" if found == file else f"; {FILE_NAME} then goes before {found.name}")
        raise InvalidUsage(Problem(kind="existing-file", message=message, hint=hint, document=found.name))


def _seen(path: str, models: Sequence[object]) -> Seen:
    first = models[0]
    kind, family, version = (str(getattr(first, name)) for name in ("kind", "family", "version"))
    return Seen(path, family, f"{kind_title(kind)} {version}".strip())


def settings_text(documents: Sequence[Seen], profile: str) -> Iterator[str]:
    """Write the file line by line. A line that begins with `#` and no space is an example: without the `#` it holds."""
    yield "# What Celadon judges here, and how strictly. Paths are relative to this file."
    yield "# Flags of the command line beat CELADON_* variables, which beat this file: celadon config show --origin"
    yield "# The shape, for editors: celadon schema settings"
    yield ""
    yield "# Which policies of each bundle run: starter (what nobody should break), recommended, or strict."
    yield f"profile: {_quoted(profile)}"
    yield ""
    yield "# What `celadon check` judges when it is given no PATH: files, folders and globs; ** spans folders."
    yield from _documents(documents)
    yield from _EXAMPLES
    yield from _pairs(documents)
    yield from _GATES


def _documents(documents: Sequence[Seen]) -> Iterator[str]:
    if not documents:
        yield "#documents:"
        yield '#  - "apis/**/*.yaml"'
        return
    yield "documents:"
    rows = list(_globs(documents) if len(documents) > MOST else ((_quoted(document.path), document.kind) for document in documents))
    width = max(len(path) for path, _ in rows)
    for path, aside in rows:
        yield f"  - {path:<{width}}   # {aside}"


def _globs(documents: Iterable[Seen]) -> Iterator[tuple[str, str]]:
    """Name many documents by their topmost folder and suffix."""
    counts: Counter[str] = Counter()
    for document in documents:
        path = PurePosixPath(document.path)
        counts["/".join((*path.parts[:1], "**", f"*{path.suffix}")) if len(path.parts) > 1 else f"*{path.suffix}"] += 1
    for pattern, number in sorted(counts.items()):
        yield json.dumps(pattern), f"{number} document{'' if number == 1 else 's'}"


def _quoted(text: str) -> str:
    """Quote what YAML would read as something else."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


_EXAMPLES = (
    "",
    "# What is never looked at, in the patterns of .gitignore.",
    '#exclude: ["**/fixtures/**"]',
    "",
    "# Bundles whose policies run. Without this key: all built-in ones.",
    "#bundles:",
    "#  - use: ./policies/team",
    "",
    "# Policies one by one: on or off, another severity, other parameters. Weakening needs a reason, which the report shows.",
    "# celadon policies lists them, celadon explain POLICY shows their parameters.",
    "#policies:",
    "#  team/our-rule: {severity: info, params: {most: 4000}, reason: clients of 2019 send more}",
    "#  team/their-rule: {enabled: false, reason: the mesh does that}",
    "",
    "# Other rules for other places; the last scope that matches a document wins.",
    "#scopes:",
    '#  - paths: ["apis/internal/**"]',
    "#    policies:",
    "#      team/our-rule: {severity: warning, reason: inside the mesh}",
)


def _pairs(documents: Sequence[Seen]) -> Iterator[str]:
    """Propose the pair where there is no doubt about it; whether it is one, people know."""
    sides = {family: [document.path for document in documents if document.family == family] for family in ("openapi", "gateway")}
    named = [paths[0] if len(paths) == 1 else f"{family}.yaml" for family, paths in sides.items()]
    yield ""
    yield "# Documents and the gateway configurations in front of them, judged together."
    yield "#pairs:"
    yield "#  - {openapi: " + json.dumps(named[0]) + ", gateway: " + json.dumps(named[1]) + "}"


_GATES = (
    "",
    "# When a run fails: exit code 1. `default` decides where no --gate is given.",
    "gates:",
    "  default: {fail_on: error}",
    "#  pr: {fail_on: error, new_only: true}",
    "#  release: {fail_on: warning, inconclusive: fail, max_warnings: 0, max_waiver_days: 90}",
    "",
    "# Exceptions with an owner and an end, and what was accepted as it stood: celadon waivers add, celadon baseline create",
    "#waivers: celadon-waivers.yaml",
    "#baseline: celadon-baseline.json",
    "# Whether `x-celadon-waive` or a comment in a document may waive.",
    "#inline_waivers: true",
)
