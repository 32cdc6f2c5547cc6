"""`pytest --celadon-bundle`: policies run where a team's other tests run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bundles.building import POLICY, changed, write_bundle

pytest_plugins = ["pytester"]
PLUGIN = ("-p", "celadon.pytest_plugin")


@pytest.fixture(autouse=True)
def _only_this_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)


def ran(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(*PLUGIN, "-p", "no:cacheprovider", *arguments)


def test_every_example_is_a_test_beside_the_others(pytester: pytest.Pytester) -> None:
    write_bundle(pytester.path)
    pytester.makepyfile("def test_ours(): pass")
    result = ran(pytester, "--celadon-bundle", "team", "-v")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        [
            "team/named.yaml::refused: None is written PASSED*",
            "team/named.yaml::accepted: One is written PASSED*",
            "team/named.yaml::not concerned: Another method PASSED*",
            "*::test_ours PASSED*",
        ]
    )


def test_a_difference_is_shown_and_no_traceback(pytester: pytest.Pytester) -> None:
    write_bundle(pytester.path, named=changed("operation.operation_id != null", "operation.deprecated"))
    result = ran(pytester, "--celadon-bundle", "team")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ accepted: One is written _*",
            "    ! the verdict is fail, pass is expected",
            "    + team/named.yaml:30 | paths: {/a: {get: {operationId: readA}}}",
            "      found and not expected: named: GET /a has no operationId",
            "FAILED team/named.yaml::accepted: One is written*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_the_ini_file_names_bundles_that_are_tested_where_pytest_comes_by(pytester: pytest.Pytester) -> None:
    write_bundle(pytester.path, named=POLICY, other=POLICY.replace("named", "other"))
    pytester.makeini("[pytest]\nceladon_bundles = team\n")
    pytester.makepyfile(test_ours="def test_ours(): pass")
    ran(pytester).assert_outcomes(passed=7)
    ran(pytester, "test_ours.py").assert_outcomes(passed=1)
    ran(pytester, "team/other.yaml").assert_outcomes(passed=3)
    ran(pytester, "team/other.yaml::refused: None is written").assert_outcomes(passed=1)


def test_a_part_of_a_bundle_can_be_chosen(pytester: pytest.Pytester) -> None:
    write_bundle(pytester.path, named=POLICY, other=POLICY.replace("named", "other"))
    ran(pytester, "--celadon-bundle", "team", "team/other.yaml").assert_outcomes(passed=3)
    ran(pytester, "--celadon-bundle", "team", "-k", "refused").assert_outcomes(passed=2, deselected=4)


def test_a_bundle_outside_of_the_arguments_is_tested_too(pytester: pytest.Pytester) -> None:
    write_bundle(pytester.path / "elsewhere")
    pytester.mkdir("tests")
    (pytester.path / "tests" / "test_ours.py").write_text("def test_ours(): pass\n")
    ran(pytester, "tests", "--celadon-bundle", "elsewhere/team").assert_outcomes(passed=4)


def test_what_keeps_a_policy_from_being_run_is_an_error_of_its_file(pytester: pytest.Pytester) -> None:
    write_bundle(pytester.path, named=changed("operation.label", "operation.lable"), other=POLICY.replace("named", "other"))
    result = ran(pytester, "--celadon-bundle", "team")
    result.assert_outcomes(passed=0, errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting team/named.yaml*", "*did you mean 'label'?*"])
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_a_bundle_that_cannot_be_loaded_is_an_error_and_not_green(pytester: pytest.Pytester) -> None:
    write_bundle(pytester.path, "name: team\n", named=changed("title:", "titel:"))
    result = ran(pytester, "--celadon-bundle", "team")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*ERROR collecting team/bundle.yaml*", "*lacks the key 'version'*"])
    result.stdout.fnmatch_lines(["*ERROR collecting team/named.yaml*", "*unknown key 'titel'*"])


def test_a_policy_without_an_accepted_example_fails(pytester: pytest.Pytester) -> None:
    start, end = POLICY.split("  accepted:\n")
    write_bundle(pytester.path, named=start + end[end.index("  not_concerned:") :])
    result = ran(pytester, "--celadon-bundle", "team")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*team/named shows no document that is accepted*", "*add one under 'examples: accepted:'*"])


def test_coverage_is_a_test_where_a_threshold_is_given(pytester: pytest.Pytester) -> None:
    write_bundle(pytester.path, named=changed("must: operation", "must: params.methods.size() > 9 || operation"))
    ran(pytester, "--celadon-bundle", "team", "--celadon-min-coverage", "80").assert_outcomes(passed=4)
    result = ran(pytester, "--celadon-bundle", "team", "--celadon-min-coverage", "90")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["87.5 % of the branches are tried, 90 % are asked for", "team/named.yaml:14: no case makes *> 9` true"])


def test_a_folder_that_is_no_bundle_is_a_usage_error(pytester: pytest.Pytester) -> None:
    result = ran(pytester, "--celadon-bundle", "nowhere")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*nowhere: no bundle.yaml is there; name the folder of a bundle"])


def test_a_bundle_that_pytest_passes_over_is_not_green(pytester: pytest.Pytester) -> None:
    write_bundle(pytester.path / "build")
    pytester.makepyfile("def test_ours(): pass")
    result = ran(pytester, ".", "--celadon-bundle", "build/team")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*pytest does not come by */build/team: *"])


def test_a_pytest_without_bundles_pays_nothing_for_the_plugin(tmp_path: Path) -> None:
    code = "import sys, celadon.pytest_plugin; print(sorted(name for name in sys.modules if name.startswith('celadon')))"
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "['celadon', 'celadon.pytest_plugin']\n"
