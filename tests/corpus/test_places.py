"""On public documents: every sampled finding stands where an independent reader finds the node of its pointer."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

DOCUMENTS = (
    "petstore-swagger-io/openapi.yaml",
    "twilio/twilio_taskrouter_v1.yaml",
    "twilio/twilio_taskrouter_v1.json",
    "box/openapi.json",
    "slack/slack_web_openapi_v2.json",
    "adyen/CheckoutService-v71.yaml",
    "adyen/CheckoutService-v71.json",
    "redocly-cafe",
    "redocly-starter-multifile",
)
SAMPLE = 400


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_finding_stands_at_the_node_of_its_pointer(name: str, corpus: Path) -> None:
    place = corpus / "openapi" / name
    command = [sys.executable, "-m", "celadon", "check", str(place), "--format", "json", "--profile", "strict", "--skip-unknown"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120, cwd=corpus)
    report = json.loads(done.stdout)
    findings = report["findings"]
    assert findings, done.stderr.decode()
    sample = random.Random(7).sample(findings, min(SAMPLE, len(findings)))  # noqa: S311 - a sample, not a secret
    trees: dict[str, yaml.Node] = {}
    for finding in sample:
        location = finding["location"]
        tree = trees.get(location["file"])
        if tree is None:
            text = (corpus / location["file"]).read_text(encoding="utf-8-sig")
            tree = trees[location["file"]] = yaml.compose(text.replace("\t", " "), Loader=yaml.CSafeLoader)
        expected = _start(tree, location["pointer"])
        assert (location["start"]["line"], location["start"]["column"]) == expected, finding
        assert (location["end"]["line"], location["end"]["column"]) > expected, finding


def _start(node: yaml.Node, pointer: str) -> tuple[int, int]:
    """Follow a pointer through PyYAML's own nodes; a member starts at its key."""
    mark = node.start_mark
    for part in pointer.split("/")[1:]:
        token = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, yaml.MappingNode):
            key, node = next((key, value) for key, value in node.value if key.value == token)
            mark = key.start_mark
        else:
            node = node.value[int(token)]
            mark = node.start_mark
    return mark.line + 1, mark.column + 1
