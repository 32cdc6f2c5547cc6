"""The main job from options to report: what is trusted, what is not, and that nothing is green by accident."""

from datetime import date
from textwrap import dedent

import pytest

from celadon.terms.severity import Severity
from celadon.usecases.check import check
from celadon.usecases.checking.options import CheckOptions
from tests.bundles.building import POLICY, changed, write_bundle

API = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {}, put: {}}}\n"


def _run(folder, *paths, **options):
    given = {"bundles": ("team",), **options}
    return check(CheckOptions(paths=paths, start=folder, today=date(2026, 11, 23), **given))


@pytest.fixture
def project(tmp_path):
    write_bundle(tmp_path)
    (tmp_path / "api.yaml").write_text(API, encoding="utf-8")
    return tmp_path


def test_a_run_is_complete(project):
    report = _run(project, "api.yaml", fail_on=Severity.WARNING)
    assert (report.verdict, report.exit_code, report.date) == ("fail", 1, "2026-11-23")
    assert [(bundle.name, bundle.digest[:10]) for bundle in report.bundles] == [("team", "c1:sha256:")]
    assert [policy.name for policy in report.policies] == ["team/named"]
    assert [(document.id, [file.path for file in document.files]) for document in report.documents] == [("api.yaml", ["api.yaml"])]
    assert report.documents[0].views[0].subjects == {"operation": 2}
    assert [(found.policy, found.location.pointer, found.message) for found in report.findings] == [
        ("team/named", "/paths/~1a/get", "GET /a has no operationId")
    ]
    assert [(verdict.subjects, verdict.failed) for verdict in report.verdicts] == [(1, 1)]
    assert (report.counts.documents, report.counts.policies, report.counts.findings["warning"]) == (1, 1, 1)
    assert report.gate.decided_by == ("1 open finding of severity warning",)


def test_a_warning_passes_the_default_gate(project):
    report = _run(project, "api.yaml")
    assert (report.verdict, report.exit_code) == ("pass", 0)


def test_exit_zero_turns_one_into_zero_and_never_two(project):
    assert _run(project, "api.yaml", fail_on=Severity.WARNING, exit_zero=True).exit_code == 0
    assert _run(project, "gone.yaml", exit_zero=True).exit_code == 2


def test_one_bad_file_does_not_keep_the_others_from_being_judged(project):
    (project / "broken.yaml").write_text("openapi: [\n", encoding="utf-8")
    report = _run(project, "broken.yaml", "api.yaml", "gone.yaml")
    assert (report.verdict, report.exit_code) == ("error", 2)
    assert sorted(problem.kind for problem in report.problems) == ["missing-file", "syntax-error"]
    assert [document.id for document in report.documents] == ["api.yaml"]
    assert len(report.findings) == 1


def test_a_policy_that_cannot_be_evaluated_makes_the_run_an_error(project):
    write_bundle(project, named=changed("operation.operation_id != null", "operation.tags[0] == ''"))
    report = _run(project, "api.yaml")
    assert (report.verdict, report.exit_code, [problem.kind for problem in report.problems]) == ("error", 2, ["policy-error"])
    assert report.counts.verdicts["error"] == 1


NOTHING = {
    "no document": (["empty"], {}, "unmatched-path"),
    "no policy": (["api.yaml"], {"skip": ("named",)}, "no-policy"),
    "no policy that speaks of it": (["kong.yaml"], {}, "no-policy"),
}


@pytest.mark.parametrize(("paths", "options", "kind"), NOTHING.values(), ids=NOTHING.keys())
def test_a_run_that_judged_nothing_is_an_error(project, paths, options, kind):
    (project / "empty").mkdir()
    (project / "kong.yaml").write_text('_format_version: "3.0"\nservices: []\n', encoding="utf-8")
    report = _run(project, *paths, **options)
    assert (report.verdict, report.exit_code, [problem.kind for problem in report.problems]) == ("error", 2, [kind])


def test_what_cannot_be_told_is_counted_and_passes_unless_the_gate_says_otherwise(project):
    (project / "api.yaml").write_text("openapi: 3.1.0\npaths: {/a: {$ref: gone.yaml}}\n", encoding="utf-8")
    report = _run(project, "api.yaml")
    assert (report.verdict, report.counts.verdicts["inconclusive"]) == ("pass", 1)
    (project / "celadon.yaml").write_text("gates: {strict: {inconclusive: fail}}\n", encoding="utf-8")
    assert _run(project, "api.yaml", gate="strict").exit_code == 1


def test_settings_waivers_and_baseline_are_the_projects(project):
    (project / "celadon.yaml").write_text(
        dedent("""\
            bundles: [team]
            documents: [api.yaml]
            policies: {team/named: {severity: error, params: {+methods: [put]}}}
        """),
        encoding="utf-8",
    )
    (project / "celadon-waivers.yaml").write_text(
        dedent("""\
            waivers:
              - policy: team/named
                where: GET /a
                reason: generated clients do not use it
                owner: team-a@example.com
                expires: 2027-01-31
        """),
        encoding="utf-8",
    )
    report = _run(project, bundles=())
    assert [(found.location.pointer, found.disposition.value) for found in report.findings] == [
        ("/paths/~1a/get", "waived"),
        ("/paths/~1a/put", "open"),
    ]
    assert (report.exit_code, report.counts.waived, report.verdicts[0].waived) == (1, 1, 1)
    assert _run(project, bundles=(), use_waivers=False).counts.waived == 0


def test_a_stale_waiver_warns_and_is_an_error_where_asked(project):
    (project / "celadon-waivers.yaml").write_text(
        "waivers: [{policy: team/named, where: GET /gone, reason: no longer there, owner: a, expires: 2027-01-31}]\n", encoding="utf-8"
    )
    assert [problem.kind for problem in _run(project, "api.yaml").warnings] == ["unmatched-waiver"]
    strict = _run(project, "api.yaml", strict_waivers=True)
    assert ([problem.kind for problem in strict.problems], strict.exit_code) == (["unmatched-waiver"], 2)


def test_a_repeated_key_is_a_problem_of_the_run(project):
    (project / "api.yaml").write_text(API + "paths: {}\n", encoding="utf-8")
    assert [problem.kind for problem in _run(project, "api.yaml").problems] == ["duplicate-key"]


def test_two_bundles_of_one_name_are_refused(project, tmp_path_factory):
    from celadon.terms.errors import InvalidUsage

    twin = write_bundle(tmp_path_factory.mktemp("twin"), named=POLICY)
    with pytest.raises(InvalidUsage, match="two bundles are named 'team'"):
        _run(project, "api.yaml", bundles=("team", str(twin)))
