"""A folder becomes a bundle, or one list of everything that is wrong with it."""

import pytest

from celadon.bundles.loading import bundle_folder, content_digest, load_bundle
from celadon.bundles.shipped import built_in_bundles, built_in_folder
from celadon.terms.errors import InvalidBundle, InvalidUsage, UnreadableInput
from celadon.terms.severity import Severity
from tests.bundles.building import MANIFEST, POLICY, changed, write_bundle

PROFILES = """
profiles:
  starter: {policies: [named]}
  recommended:
    extends: starter
    policies: ["oth*"]
    severities: {named: error}
    params: {named: {methods: [get]}}
  strict: {extends: recommended, policies: ["*"], params: {other: {methods: []}}}
"""
OTHER = POLICY.replace("named", "other")


def _complaints(folder):
    with pytest.raises(InvalidBundle) as caught:
        load_bundle(folder, shown="team")
    return [problem.message for problem in caught.value.problems]


def test_a_bundle_is_its_manifest_and_its_policies_sorted(tmp_path):
    bundle = load_bundle(
        write_bundle(tmp_path, MANIFEST + "homepage: https://example.com\n", named=POLICY, another=POLICY.replace("named", "another"))
    )
    assert (bundle.name, bundle.version, bundle.license, bundle.homepage) == ("team", "1.0.0", "Apache-2.0", "https://example.com")
    assert [policy.name for policy in bundle.policies] == ["team/another", "team/named"]
    assert (bundle.built_in, dict(bundle.profiles)) == (False, {})


def test_profiles_are_worked_out(tmp_path):
    deprecated = POLICY.replace("named", "others").replace("stage: stable", "stage: deprecated")
    profiles = load_bundle(write_bundle(tmp_path, MANIFEST + PROFILES, named=POLICY, other=OTHER, others=deprecated)).profiles
    assert profiles["starter"].policies == {"named": None}
    assert profiles["recommended"].policies == {"named": Severity.ERROR, "other": None}
    assert profiles["recommended"].params == {"named": {"methods": ("get",)}}
    assert profiles["strict"].policies == {"named": Severity.ERROR, "other": None}
    assert profiles["strict"].params == {"named": {"methods": ("get",)}, "other": {"methods": ()}}


PROFILE_MISTAKES = {
    "an unknown policy": ("{starter: {policies: [nmaed]}}", ["no policy is named 'nmaed'"]),
    "a glob of nothing": ("{starter: {policies: ['x-*']}}", ["no policy matches 'x-*'"]),
    "an unknown base": ("{starter: {extends: stater, policies: []}}", ["no profile is named 'stater'"]),
    "a circle": ("{a: {extends: b, policies: []}, b: {extends: a, policies: []}}", ["the profile 'a' extends itself"]),
    "a severity of nobody": ("{a: {policies: [], severities: {nmaed: info}}}", ["no policy is named 'nmaed'"]),
    "a severity of the unselected": (
        "{a: {policies: [], severities: {named: info}}}",
        ["'named' is set, but the profile 'a' does not select it"],
    ),
    "an unknown severity": (
        "{a: {policies: [named], severities: {named: fatal}}}",
        ["`named` is 'fatal', one of hint, info, warning, error is expected"],
    ),
    "an unknown parameter": ("{a: {policies: [named], params: {named: {method: []}}}}", ["'named' has no parameter 'method'"]),
    "a parameter of another type": (
        "{a: {policies: [named], params: {named: {methods: get}}}}",
        ["the parameter 'methods': 'get' is not a list(string)"],
    ),
    "an unknown key": ("{a: {policies: [named], polices: []}}", ["unknown key 'polices'"]),
}


@pytest.mark.parametrize(("profiles", "complaints"), PROFILE_MISTAKES.values(), ids=PROFILE_MISTAKES.keys())
def test_each_mistake_of_a_profile_is_told(tmp_path, profiles, complaints):
    assert _complaints(write_bundle(tmp_path, MANIFEST + f"profiles: {profiles}\n")) == complaints


MANIFEST_MISTAKES = {
    "another name": (changed("name: team", "name: taem", MANIFEST), ["the bundle is named 'taem', its folder 'team'"]),
    "no version": (changed("version: 1.0.0\n", "", MANIFEST), ["the file lacks the key 'version'"]),
    "half a version": (changed("1.0.0", "1.0", MANIFEST), ["`version` is the number 1.0, text is expected"]),
    "an odd version": (changed("1.0.0", "'1.0'", MANIFEST), ["the version '1.0' is not three numbers with dots"]),
    "an odd engine": (changed('"*"', "'>=one'", MANIFEST), ["'>=one' is not a version bound such as '>=2.0', '<4', '^1.4' or '3.1'"]),
    "an engine to come": (changed('"*"', "'>=99'", MANIFEST), ["the bundle 'team' needs Celadon >=99, this is 0.1.0"]),
    "unknown keys": (MANIFEST + "licence: MIT\nhome: x\n", ["unknown key 'licence'", "unknown key 'home'"]),
}


@pytest.mark.parametrize(("manifest", "complaints"), MANIFEST_MISTAKES.values(), ids=MANIFEST_MISTAKES.keys())
def test_each_mistake_of_a_manifest_is_told(tmp_path, manifest, complaints):
    assert _complaints(write_bundle(tmp_path, manifest)) == complaints


def test_mistakes_of_all_files_are_told_at_once(tmp_path):
    folder = write_bundle(
        tmp_path,
        changed("name: team", "nmae: team", MANIFEST),
        named=changed("severity: warning", "severity: warn"),
        other=POLICY,
        broken="a: [\n",
    )
    told = _complaints(folder)
    assert len(told) == 5
    assert "unknown key 'nmae'" in told
    assert "the file lacks the key 'name'" in told
    assert "the id is 'named', the file is named 'other'" in told


def test_what_would_silently_not_be_a_policy_is_told(tmp_path):
    folder = write_bundle(tmp_path)
    (folder / "second.yml").write_text(POLICY, encoding="utf-8")
    (folder / "gone.cases.yaml").write_text("refused: []\n", encoding="utf-8")
    assert _complaints(folder) == ["team/gone.cases.yaml has no policy gone.yaml", "team/second.yml would not be read"]


def test_a_folder_without_a_manifest_is_told_beside_its_policies(tmp_path):
    folder = write_bundle(tmp_path, named=changed("severity: warning", "severity: warn"))
    (folder / "bundle.yaml").unlink()
    assert _complaints(folder) == [
        "the folder team has no bundle.yaml",
        "`severity` is 'warn', one of hint, info, warning, error is expected",
    ]


def test_a_stream_of_policies_is_refused(tmp_path):
    assert _complaints(write_bundle(tmp_path, named=POLICY + "---\n" + POLICY)) == ["one file is one policy, this has several"]


def test_a_link_out_of_the_bundle_is_refused(tmp_path):
    folder = write_bundle(tmp_path)
    (tmp_path / "outside.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "linked.yaml").symlink_to(tmp_path / "outside.yaml")
    with pytest.raises(UnreadableInput, match="is not a plain file"):
        load_bundle(folder)


def test_the_digest_is_of_the_content_and_nothing_else(tmp_path):
    first = load_bundle(write_bundle(tmp_path / "one"))
    second = load_bundle(write_bundle(tmp_path / "two"))
    assert first.digest == second.digest
    assert load_bundle(write_bundle(tmp_path / "three", MANIFEST + "#\n")).digest != first.digest


def test_the_digest_is_what_the_format_says():
    # sha256 of "a\0" + sha256("x") + "\n", worked out with sha256sum
    assert content_digest({"a": b"x"}) == "c1:sha256:b71899f0e13a58405ecef8ed7b7e0930a32f40e799828f8716ea8ace8e8ca782"


def test_a_bundle_is_found_by_name_or_by_path(tmp_path):
    folder = write_bundle(tmp_path)
    assert bundle_folder("team", root=tmp_path) == folder
    name, shipped = next(iter(built_in_bundles().items()))
    assert bundle_folder(name, root=tmp_path) == shipped
    (tmp_path / "empty").mkdir()
    for asked, message in (("empty", "the folder 'empty' has no bundle.yaml"), ("payment", "no bundle is named 'payment'")):
        with pytest.raises(InvalidUsage) as caught:
            bundle_folder(asked, root=tmp_path)
        assert caught.value.problems[0].message == message
    assert caught.value.problems[0].hint.startswith("did you mean 'payments'?")


def test_a_folder_named_like_a_built_in_bundle_is_not_passed_over(tmp_path):
    write_bundle(tmp_path)
    (tmp_path / "team").rename(tmp_path / "payments")
    with pytest.raises(InvalidUsage) as raised:
        bundle_folder("payments", root=tmp_path)
    assert [(problem.message, problem.hint) for problem in raised.value.problems] == [
        ("'payments' is a built-in bundle and a folder here", "name the folder './payments', or rename it")
    ]
    assert bundle_folder("./payments", root=tmp_path) == tmp_path / "payments"
    assert bundle_folder("payments", root=built_in_folder()) == built_in_folder() / "payments"
