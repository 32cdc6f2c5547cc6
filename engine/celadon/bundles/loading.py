"""A folder becomes a bundle. Every mistake of every file is reported at once."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from celadon import __version__
from celadon.bundles.format import read_policy
from celadon.bundles.manifest import Manifest, read_manifest, resolve_profiles
from celadon.bundles.shipped import FILE_NAME, built_in_bundles, built_in_folder
from celadon.sources.document import Document
from celadon.sources.files.folders import contents
from celadon.sources.files.opening import DISK, Files
from celadon.sources.reading import Reader
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidBundle, InvalidUsage, Problem, UnreadableInput
from celadon.terms.policy import Bundle, Policy
from celadon.terms.version import VersionRange

CASES = ".cases.yaml"


def bundle_folder(name: str, *, root: Path, tree: Files = DISK) -> Path:
    """Find the folder of a bundle: a built-in name, or a path below `root`; raises InvalidUsage where there is none, or both."""
    built_in = built_in_bundles()
    folder = root / name
    if name in built_in:
        if tree.is_file(tree.real(folder / FILE_NAME)) and folder.resolve() != built_in[name].resolve():
            message, hint = f"'{name}' is a built-in bundle and a folder here", f"name the folder './{name}', or rename it"
            raise InvalidUsage(Problem(kind="ambiguous-bundle", message=message, hint=hint))
        return built_in[name]
    if tree.is_file(tree.real(folder / FILE_NAME)):
        return folder
    if tree.is_folder(tree.real(folder)):
        message, hint = f"the folder '{name}' has no {FILE_NAME}", f"name a bundle's folder, or write a {FILE_NAME}"
    else:
        message, hint = f"no bundle is named '{name}'", did_you_mean(name, built_in) + "; a folder is named by its path"
    raise InvalidUsage(Problem(kind="unknown-bundle", message=message, hint=hint))


def shown_from(start: Path, folder: Path) -> str:
    """Name a folder as somebody at `start` would."""
    return (folder.relative_to(start) if folder.is_relative_to(start) else folder).as_posix()


def load_bundle(folder: Path, *, shown: str = "", tree: Files = DISK) -> Bundle:
    """Read a bundle; raises InvalidBundle or UnreadableInput with every mistake. `shown` names the folder in messages."""
    return read_bundle(folder, shown=shown, tree=tree)[0]


def read_bundle(folder: Path, *, shown: str = "", tree: Files = DISK) -> tuple[Bundle, dict[str, Document]]:
    """Read a bundle as `load_bundle` does, and give the documents it is written in, by file name."""
    shown = PurePosixPath(shown or folder.as_posix()).as_posix()
    files = contents(folder, shown=shown, tree=tree)
    problems: list[Problem] = []
    documents = _documents(files, folder, shown, problems)
    if FILE_NAME not in files:
        problems.append(Problem(kind="invalid-bundle", message=f"the folder {shown} has no {FILE_NAME}", hint=f"write a {FILE_NAME}"))
    manifest = _manifest(documents.get(FILE_NAME), folder.resolve().name, problems)
    policies = _policies(documents, manifest.name, problems)
    _complain_of_strays(files, shown, problems)
    profiles = resolve_profiles(manifest, policies) if not problems else {}
    if problems:
        raise InvalidBundle(problems)
    bundle = Bundle(
        name=manifest.name,
        version=manifest.version,
        description=manifest.description,
        license=manifest.license,
        engine=manifest.engine,
        policies=policies,
        profiles=profiles,
        digest=content_digest(files),
        built_in=tree is DISK and folder.resolve().parent == built_in_folder(),
        homepage=manifest.homepage,
    )
    return bundle, documents


def content_digest(files: Mapping[str, bytes]) -> str:
    """Compute `c1`: over the sorted paths and the digests of their bytes, the same for a folder, an archive or a registry."""
    rows = (f"{path}\0{sha256(data).hexdigest()}\n" for path, data in sorted(files.items()))
    return "c1:sha256:" + sha256("".join(rows).encode()).hexdigest()


def _documents(files: Mapping[str, bytes], folder: Path, shown: str, problems: list[Problem]) -> dict[str, Document]:
    """Parse the bundle file and the policies, which stand at the top of the folder; cases are read by who runs them."""
    reader = Reader(folder)
    documents = {}
    for name, data in files.items():
        if "/" in name or not name.endswith(".yaml") or name.endswith(CASES):
            continue
        try:
            stream = reader.read_text(data, name=f"{shown}/{name}")  # door: the reader itself, with bytes in hand
        except UnreadableInput as error:
            problems += error.problems
            continue
        if len(stream) > 1:
            problems.append(
                Problem(kind="invalid-policy", message="one file is one policy, this has several", location=stream[1].locate(()))
            )
        documents[name] = stream[0]
    return documents


def _manifest(document: Document | None, folder: str, problems: list[Problem]) -> Manifest:
    """Read the bundle file; one that is not there or not readable stands for an empty one, so that the policies are looked at."""
    nameless = Manifest(name=folder, version="", description="", license="", engine="*")
    if document is None:
        return nameless
    before = len(problems)
    manifest = read_manifest(document, folder=folder, problems=problems)
    if manifest is not None and len(problems) == before and not VersionRange.parse(manifest.engine).admits(__version__):
        message = f"the bundle '{manifest.name}' needs Celadon {manifest.engine}, this is {__version__}"
        problems.append(
            Problem(kind="invalid-bundle", message=message, hint="install another version of either", location=document.locate(("engine",)))
        )
    return manifest or nameless


def _policies(documents: Mapping[str, Document], bundle: str, problems: list[Problem]) -> tuple[Policy, ...]:
    policies = []
    for name, document in documents.items():
        if name == FILE_NAME:
            continue
        policy, found = read_policy(document, bundle=bundle, name=name.removesuffix(".yaml"))
        problems += found
        if policy is not None:
            policies.append(policy)
    return tuple(sorted(policies, key=lambda policy: policy.id))


def _complain_of_strays(files: Mapping[str, bytes], shown: str, problems: list[Problem]) -> None:
    """Refuse what looks like a policy and would silently not be one."""
    for name in files:
        if name.endswith(".yml") and "/" not in name:
            problems.append(Problem(kind="invalid-bundle", message=f"{shown}/{name} would not be read", hint="rename it to .yaml"))
        policy = name.removesuffix(CASES) + ".yaml"
        if name.endswith(CASES) and "/" not in name and policy not in files:
            problems.append(
                Problem(kind="invalid-bundle", message=f"{shown}/{name} has no policy {policy}", hint="name it after its policy")
            )
