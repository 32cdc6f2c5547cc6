"""Kong files that are broken or huge: judged as far as possible, never a crash."""

import json
from typing import Any

import pytest

from celadon.models.gateways.kong.normalising import build_gateway
from celadon.models.gateways.model import GatewayModel
from celadon.models.gateways.targets import TARGETS
from celadon.sources.document import Document
from tests.conftest import ROOT
from tests.models.gateways.building import document_of
from tests.models.gateways.mutating import mutants
from tests.models.gateways.working import calls

SAMPLES = ROOT / "specs" / "gateways"


@pytest.mark.parametrize("value", [None, 3, "text", True, [], {}, [[]], [{}], [None], {"x": 1}, "${X}", "{vault://a/b}"], ids=repr)
def test_a_wrong_kind_anywhere_is_no_crash(value: Any) -> None:
    tree = document_of((SAMPLES / "payments-kong-bad.yaml").read_text(encoding="utf-8")).tree
    for mutant in mutants(tree, value):
        document = document_of(json.dumps(mutant))
        model = GatewayModel(build_gateway(document), document, "Kong")
        for target in TARGETS:
            for subject in model.subjects(target):
                assert subject.place.location().span.start.line >= 1


def large(count: int) -> Document:
    """Ten routes for each service, with plugins at every level."""
    services = [
        {
            "name": f"s{number}",
            "url": f"https://s{number}.test",
            "plugins": [{"name": "key-auth"}],
            "routes": [
                {"name": f"r{number}-{index}", "paths": [f"/s{number}/{index}"], "plugins": [{"name": "rate-limiting"}]}
                for index in range(10)
            ],
        }
        for number in range(count // 10)
    ]
    consumers = [{"username": f"c{number}", "plugins": [{"name": "rate-limiting"}]} for number in range(count // 10)]
    return document_of(json.dumps({"_format_version": "3.0", "services": services, "consumers": consumers, "plugins": [{"name": "cors"}]}))


def test_four_times_the_file_takes_about_four_times_the_work() -> None:
    small, big = large(100), large(400)
    assert calls(lambda: build_gateway(big)) < 5 * calls(lambda: build_gateway(small))
