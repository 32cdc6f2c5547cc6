"""Public gateway configurations are judged by every policy without a crash, whole and with pieces knocked out of them."""

import json
import random
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from celadon.models.declarations import facts_of
from celadon.models.gateways.catalogue import VENDORS, build_gateway
from celadon.models.gateways.model import GatewayModel
from celadon.models.gateways.recognising import recognise
from celadon.models.gateways.targets import TARGETS
from celadon.models.view import View
from celadon.sources.document import Document
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError
from celadon.terms.unknown import Unknown

SUFFIXES = (".yaml", ".yml", ".json")
ODD: tuple[Any, ...] = ('${{ env "X" }}', "${X}", None, 5, -1, 1.5, True, [], {}, "", ["a"], {"a": 1}, "*", [None], [[1]])


def documents(folder: Path, kind: str) -> list[Document]:
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES):
        try:
            found += [one for one in Reader(folder).read(file) if (known := recognise(one.tree)) and known.kind == kind]
        except CeladonError:
            continue
    return found


def touch(model: GatewayModel) -> int:
    """Read every fact that a policy can come to, and locate it."""
    pending: list[View] = [model.document_view, *(view for target in TARGETS for view in model.subjects(target))]
    seen: set[int] = set()
    while pending:
        view = pending.pop()
        if id(view) in seen:
            continue
        seen.add(id(view))
        model.anchor(view.place)
        for name in facts_of(type(view)):
            value = getattr(view, name)
            place = view.at(name).place
            assert place.document.exists(place.tokens), (view, name)
            if not isinstance(value, Unknown):
                pending += [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, View)]
    return len(seen)


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize("vendor", VENDORS)
def test_every_policy_judges_every_public_file(vendor: str, corpus: Path) -> None:
    command = [sys.executable, "-m", "celadon", "check", str(corpus / "gateways" / vendor), "--bundle", "gateway-security"]
    done = subprocess.run([*command, "--profile", "strict", "--format", "json"], capture_output=True, check=False, timeout=300, cwd=corpus)
    report = json.loads(done.stdout)
    assert report["counts"]["verdicts"]["error"] == 0
    assert [problem for problem in report["problems"] if problem["kind"] == "policy-error"] == []
    assert report["counts"]["documents"] > 30


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_piece_of_the_wrong_kind_is_no_crash(vendor: str, corpus: Path) -> None:
    rng = random.Random(11)  # noqa: S311 - a sample, not a secret
    samples = documents(corpus / "gateways" / vendor, vendor)
    for _ in range(1500):
        document = rng.choice(samples)
        whole = document.tree
        broken = deepcopy(whole)
        for _ in range(rng.choice((1, 1, 3))):
            _knock(broken, rng)
        document.tree = broken
        try:
            touch(build_gateway(vendor, document, Reader(corpus)))
        finally:
            document.tree = whole


def _knock(tree: Any, rng: random.Random) -> None:
    """Replace one piece, somewhere."""
    places = []
    pending = [tree]
    while pending:
        node = pending.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else []
        places += [(node, key) for key in keys]
        pending += [node[key] for key in keys]
    if places:
        node, key = rng.choice(places)
        node[key] = deepcopy(rng.choice(ODD))
