"""The files that people write: what an editor checks by schema and what the reader takes are one thing."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import celadon
from celadon import settings
from celadon.bundles import examples, manifest, params
from celadon.bundles import format as policies
from celadon.bundles.loading import read_bundle
from celadon.exemptions import baseline, waivers
from celadon.sources.reading import Reader
from celadon.terms.errors import CeladonError

SCHEMAS = Path(celadon.__file__).parent / "schemas"
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("settings", "policy", "bundle", "waivers", "baseline")


def schema(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def accepts(name: str, value: object) -> bool:
    return jsonschema.Draft7Validator(schema(name)).is_valid(value)


EXAMPLE_PLACES = {
    f"examples.{answer}[]{below}": keys
    for answer in examples.ANSWERS
    for below, keys in (("", examples.KEYS), (".pair", examples.PAIR_KEYS), (".finds[]", examples.FIND_KEYS))
}

KNOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "settings": {
        "": settings.KEYS,
        "bundles[]": settings.BUNDLE_KEYS,
        "policies.*": settings.POLICY_KEYS,
        "scopes[]": settings.SCOPE_KEYS,
        "scopes[].policies.*": settings.POLICY_KEYS,
        "pairs[]": settings.PAIR_KEYS,
        "gates.*": settings.GATE_KEYS,
    },
    "policy": {
        "": policies.KEYS,
        "params.*": params.KEYS,
        "findings[]": policies.BLOCK_KEYS,
        "remediation": policies.REMEDIATION_KEYS,
        "references": policies.REFERENCE_KEYS,
        "examples": examples.ANSWERS,
        **EXAMPLE_PLACES,
    },
    "bundle": {"": manifest.KEYS, "profiles.*": manifest.PROFILE_KEYS},
    "waivers": {"": ("waivers",), "waivers[]": waivers.KEYS, "waivers[].where": waivers.PLACE_KEYS},
    "baseline": {"": baseline.KEYS, "findings[]": baseline.ENTRY_KEYS},
}
"""What the readers know, by the place at which they look for it."""


def objects(name: str) -> dict[str, dict[str, Any]]:
    """Find every object with named keys in a schema, by the place at which it stands in a file."""
    whole = schema(name)
    return {place: node for node, place in _walk(whole, whole, "")}


def _walk(node: object, whole: dict[str, Any], place: str) -> Iterator[tuple[dict[str, Any], str]]:
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        yield from _walk(whole["definitions"][node["$ref"].removeprefix("#/definitions/")], whole, place)
    for alternative in (*node.get("anyOf", ()), *node.get("allOf", ())):
        yield from _walk(alternative, whole, place)
    if "properties" in node:
        yield node, place
        for key, child in node["properties"].items():
            yield from _walk(child, whole, f"{place}.{key}".lstrip("."))
    yield from _walk(node.get("additionalProperties"), whole, f"{place}.*".lstrip("."))
    yield from _walk(node.get("items"), whole, f"{place}[]")


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_of_the_draft_that_editors_read(name: str) -> None:
    found = schema(name)
    assert found["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(found)


@pytest.mark.parametrize("name", NAMES)
def test_schema_and_reader_know_the_same_keys(name: str) -> None:
    assert {place: set(node["properties"]) for place, node in objects(name).items()} == {
        place: set(keys) for place, keys in KNOWN[name].items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_described(name: str) -> None:
    silent = [
        f"{place}.{key}"
        for place, node in objects(name).items()
        for key, child in node["properties"].items()
        if not child.get("description")
    ]
    assert silent == []
    assert schema(name)["description"]


# Whole files, and what is wrong with them.

POLICY = {
    "id": "ours",
    "title": "Every operation is ours",
    "since": "1.0.0",
    "stage": "deprecated",
    "replaced_by": "theirs",
    "severity": "error",
    "confidence": "low",
    "security_severity": 7.5,
    "tags": ["security"],
    "kinds": {"openapi": ">=2.0"},
    "aliases": ["mine"],
    "applies_to": "added",
    "effective_on": "2027-03-31",
    "waivable": True,
    "max_waiver_days": 90,
    "locked": False,
    "why": "Because.",
    "target": "node",
    "select": "$.paths.*",
    "params": {"paths": {"type": "list(string)", "default": [], "description": "Which."}},
    "variables": {"it": "node"},
    "when": "true == true",
    "findings": [{"id": "gone", "must": "1 == 1", "at": "node", "message": "It is gone"}],
    "remediation": {"text": "Mend it.", "snippets": {"openapi": "paths: {}"}},
    "references": {"owasp": ["API6:2023"], "cwe": ["CWE-770"], "stride": ["spoofing"], "links": ["https://example.com"]},
    "related": ["theirs"],
    "examples": {
        "refused": [
            {
                "title": "Theirs",
                "files": {"a.json": "{}", "b.yaml": "{}"},
                "entry": "a.json",
                "params": {"paths": ["/a"]},
                "today": "2027-01-01",
                "pair": {"openapi": "a.json", "gateway": "b.yaml"},
                "finds": [{"file": "a.json", "pointer": "", "count": 2, "id": "ours"}],
            }
        ],
        "accepted": [{"title": "Ours", "document": "{}"}],
    },
}
WHOLE: dict[str, dict[str, Any]] = {
    "settings": {
        "bundles": ["api-security", {"use": "./policies/team", "version": "^1.4", "params": {"ours": {"paths": ["/status"]}}}],
        "profile": "strict",
        "documents": ["apis/**/*.yaml"],
        "exclude": "**/fixtures/**",
        "policies": {"api-security/rl-429": {"enabled": False, "severity": "info", "params": {"+paths": ["/x"]}, "reason": "in the mesh"}},
        "scopes": [{"paths": ["apis/internal/**"], "policies": {"api-security/rl-429": {"severity": "hint", "reason": "inside"}}}],
        "pairs": [{"openapi": "apis/orders.yaml", "gateway": "gateway/kong.yaml"}],
        "gates": {
            "release": {
                "fail_on": "never",
                "new_only": True,
                "inconclusive": "fail",
                "max_warnings": 0,
                "max_waivers": 3,
                "max_waiver_days": 90,
                "required_bundles": ["payments"],
            }
        },
        "waivers": "w.yaml",
        "baseline": "b.json",
        "inline_waivers": True,
    },
    "policy": POLICY,
    "bundle": {
        "name": "team",
        "version": "1.0.0",
        "description": "Ours",
        "license": "Apache-2.0",
        "engine": ">=0.1",
        "maintainers": ["Team"],
        "homepage": "https://example.com",
        "profiles": {
            "starter": {"policies": ["ours"]},
            "strict": {"extends": "starter", "policies": ["*"], "severities": {"ours": "info"}, "params": {"ours": {"paths": ["/x"]}}},
        },
    },
    "waivers": {
        "waivers": [
            {
                "policy": "payments/idempotency-key",
                "where": {"document": "apis/*.yaml", "pointer": "/paths/**", "operation": "POST /orders", "fingerprint": "f1:" + "a" * 64},
                "reason": "the ledger deduplicates",
                "owner": "team-pay",
                "expires": "2027-01-31",
                "ticket": "PAY-1",
                "status": "fix-planned",
            },
            {"policy": "payments/a", "where": "POST /orders", "reason": "moves to us next month", "owner": "me", "expires": "2027-01-31"},
        ]
    },
    "baseline": {
        "schema": "celadon.baseline/v1",
        "findings": [
            {"fingerprint": "f1:" + "a" * 64, "count": 2, "policy": "p/a", "document": "a.yaml", "file": "b.yaml", "place": "/x"},
            {"fingerprint": "f1:" + "b" * 64, "count": 1, "policy": "p/a", "file": "b.yaml", "place": ""},
        ],
    },
}
"""A file of each kind in which every key stands."""

DATA = {"settings": ("params",), "policy": ("params", "default"), "bundle": ("params",)}
"""Keys below which stands what a policy declares."""


def read(name: str, value: object, folder: Path) -> bool:
    """Tell whether the reader takes a file."""
    text = yaml.safe_dump(value, sort_keys=False)
    try:
        match name:
            case "settings":
                (folder / "celadon.yaml").write_text(text, encoding="utf-8")
                settings.load(folder / "celadon.yaml")
            case "bundle":
                team = folder / "team"
                team.mkdir(exist_ok=True)
                (team / "bundle.yaml").write_text(text, encoding="utf-8")
                simple = {key: POLICY[key] for key in ("title", "severity", "kinds", "why", "params", "remediation")}
                policy = simple | {"id": "ours", "target": "operation", "must": "1 == 1", "message": "It is gone"}
                (team / "ours.yaml").write_text(yaml.safe_dump(policy, sort_keys=False), encoding="utf-8")
                read_bundle(team)
            case _:
                document = Reader(folder).read_text(text.encode(), name=f"{name}.yaml")[0]
                if name == "policy":
                    return policies.read_policy(document, bundle="team", name="ours")[1] == []
                (waivers.parse_waivers if name == "waivers" else baseline.parse_baseline)(document)
    except CeladonError:
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_a_file_in_which_every_key_stands_is_right_for_both(name: str, tmp_path: Path) -> None:
    assert sorted(jsonschema.Draft7Validator(schema(name)).iter_errors(WHOLE[name]), key=str) == []
    assert read(name, WHOLE[name], tmp_path)
    shown = {re.sub(r"\[\d+\]", "[]", place) for place, _, _ in _keys(WHOLE[name], "", name)}
    wanted = {
        place
        for place in KNOWN[name]
        if not place.startswith(("examples.not_concerned", "examples.inconclusive", "examples.accepted[].", "scopes[].policies"))
    }
    assert {place for place in wanted if place and "*" not in place} <= shown | {""}


Mutant = tuple[str, Callable[[Any], None]]


def _keys(value: object, place: str, name: str) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """Walk every mapping: where it stands, the way to it, and each of its keys."""
    yield from _steps(value, (), place, name)


def _steps(value: object, way: tuple[str | int, ...], place: str, name: str) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield place, way, key
            if key not in DATA.get(name, ()):
                yield from _steps(child, (*way, key), f"{place}.{key}".lstrip("."), name)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _steps(child, (*way, index), f"{place}[{index}]", name)


FREE = {"policies", "gates", "profiles", "kinds", "snippets", "files", "severities", "variables"}
"""Mappings whose keys are names that people choose."""


def mutants(name: str) -> Iterator[Any]:
    for _, way, key in _keys(WHOLE[name], "", name):
        is_free = bool(way) and way[-1] in FREE and isinstance(_at(WHOLE[name], way), dict)
        if not is_free:
            misspelt = deepcopy(WHOLE[name])
            there = _at(misspelt, way)
            there[key + "x"] = there.pop(key)
            yield pytest.param(misspelt, id=f"{'.'.join(map(str, way))}.{key}x")
        if key not in DATA.get(name, ()):
            wrong = deepcopy(WHOLE[name])
            there = _at(wrong, way)
            there[key] = [[]] if isinstance(there[key], dict) else {"x": [1]}
            yield pytest.param(wrong, id=f"{'.'.join(map(str, way))}.{key} of the wrong kind")


def _at(value: Any, way: tuple[str | int, ...]) -> Any:
    for step in way:
        value = value[step]
    return value


@pytest.mark.parametrize(
    ("name", "wrong"), [pytest.param(name, *case.values, id=f"{name}: {case.id}") for name in NAMES for case in mutants(name)]
)
def test_what_is_misspelt_or_of_the_wrong_kind_is_refused_by_both(name: str, wrong: object, tmp_path: Path) -> None:
    assert not accepts(name, wrong)
    assert not read(name, wrong, tmp_path)


WRONG: dict[str, tuple[str, Mapping[str, Any]]] = {
    "a profile that is empty": ("settings", {"profile": ""}),
    "a threshold that does not exist": ("settings", {"gates": {"a": {"fail_on": "fatal"}}}),
    "a limit below zero": ("settings", {"gates": {"a": {"max_warnings": -1}}}),
    "a policy switched off without a reason": ("settings", {"policies": {"a/b": {"enabled": False}}}),
    "no bundle": ("settings", {"bundles": []}),
    "a severity that does not exist": ("settings", {"policies": {"a/b": {"severity": "fatal"}}}),
    "a waiver for a pattern": ("waivers", {"waivers": [{**WHOLE["waivers"]["waivers"][1], "policy": "payments/*"}]}),
    "a waiver without an owner": ("waivers", {"waivers": [{key: value for key, value in WHOLE["waivers"]["waivers"][1].items() if key != "owner"}]}),
    "a reason of a word": ("waivers", {"waivers": [{**WHOLE["waivers"]["waivers"][1], "reason": "legacy"}]}),
    "an expiry that is no date": ("waivers", {"waivers": [{**WHOLE["waivers"]["waivers"][1], "expires": "next spring"}]}),
    "a place that names nothing": ("waivers", {"waivers": [{**WHOLE["waivers"]["waivers"][1], "where": {}}]}),
    "a status that does not exist": ("waivers", {"waivers": [{**WHOLE["waivers"]["waivers"][1], "status": "whatever"}]}),
    "a baseline of another version": ("baseline", {"schema": "celadon.baseline/v2", "findings": []}),
    "a count of zero": ("baseline", {"schema": "celadon.baseline/v1", "findings": [{**WHOLE["baseline"]["findings"][1], "count": 0}]}),
    "a fingerprint of another version": ("baseline", {"schema": "celadon.baseline/v1", "findings": [{**WHOLE["baseline"]["findings"][1], "fingerprint": "f2:aa"}]}),
    "two ways to fail": ("policy", {**POLICY, "must": "1 == 1", "message": "It is"}),
    "no way to fail": ("policy", {key: value for key, value in POLICY.items() if key != "findings"}),
    "a score of eleven": ("policy", {**POLICY, "security_severity": 11}),
    "no kind": ("policy", {**POLICY, "kinds": {}}),
    "an example with two documents": ("policy", {**POLICY, "examples": {"accepted": [{"title": "Two", "document": "{}", "files": {"a": "{}"}}]}}),
    "an example without a document": ("policy", {**POLICY, "examples": {"accepted": [{"title": "None"}]}}),
    "a version of two numbers": ("bundle", {**WHOLE["bundle"], "version": "1.0"}),
    "a profile of nothing": ("bundle", {**WHOLE["bundle"], "profiles": {"starter": {}}}),
}  # fmt: skip


@pytest.mark.parametrize(("name", "wrong"), WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_refused_by_both(name: str, wrong: object, tmp_path: Path) -> None:
    assert not accepts(name, wrong)
    assert not read(name, wrong, tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_a_required_key_is_missed_by_both(name: str, tmp_path: Path) -> None:
    for key in schema(name).get("required", ()):
        less = {other: value for other, value in WHOLE[name].items() if other != key}
        assert not accepts(name, less), key
        assert not read(name, less, tmp_path), key


SHIPPED = [path for path in sorted((ROOT / "policies").glob("*/*.yaml")) if not path.name.endswith(".cases.yaml")]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_we_ship_is_right_by_schema(path: Path) -> None:
    name = "bundle" if path.name == "bundle.yaml" else "policy"
    tree = Reader(path.parent).read(path)[0].tree
    assert [error.message for error in jsonschema.Draft7Validator(schema(name)).iter_errors(tree)] == []


SHOWN = re.compile(r"<!-- schema: (?P<name>[a-z]+) -->\n```(?:yaml|json)\n(?P<text>.*?)```", re.DOTALL)
DOCUMENTED = [
    pytest.param(found["name"], found["text"], id=f"{page.name}: {found['name']} {number}")
    for page in sorted((ROOT / "docs").rglob("*.md"))
    for number, found in enumerate(SHOWN.finditer(page.read_text(encoding="utf-8")), 1)
]


@pytest.mark.parametrize(("name", "text"), DOCUMENTED)
def test_what_the_pages_show_is_right_for_both(name: str, text: str, tmp_path: Path) -> None:
    tree = Reader(tmp_path).read_text(text.encode(), name="shown.yaml")[0].tree
    assert [error.message for error in jsonschema.Draft7Validator(schema(name)).iter_errors(tree)] == []
    if name != "bundle":  # its profiles name policies that stand beside it
        assert read(name, tree, tmp_path)
