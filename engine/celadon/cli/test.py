"""`celadon test`: run the examples and cases of policies, for ours and for anybody's own bundles."""

import json
from pathlib import Path

import click

from celadon.cli.exits import FAILED, PASSED
from celadon.cli.speaking import complain, say
from celadon.usecases.test import PolicyTested, TestOptions, run_tests


@click.command("test")
@click.argument("names", nargs=-1, metavar="[BUNDLE|FILE|POLICY]...")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True, help="How to report.")
@click.option("--quiet", is_flag=True, help="Failures only.")
def command(names: tuple[str, ...], form: str, quiet: bool) -> int:
    """Run the examples and cases of policies.

    Each document goes through the real pipeline; exactly the marked lines must be found. Without a name all built-in bundles are tested.
    """
    tested = []
    for one in run_tests(TestOptions(names=names, start=Path.cwd())):
        tested.append(one)
        if form == "text":
            _show(one, quiet=quiet)
    failed = sum(not one.is_passed for one in tested)
    cases = sum(len(one.results) for one in tested)
    if form == "json":
        say(json.dumps([_as_json(one) for one in tested], indent=1) + "\n", for_people=False)
    elif form == "junit":
        say(_junit(tested), for_people=False)
    else:
        say(f"{len(tested)} policies, {cases} cases: {f'{failed} policies failed' if failed else 'all hold'}\n", for_people=True)
    return FAILED if failed else PASSED


def _show(one: PolicyTested, *, quiet: bool) -> None:
    if one.problems:
        complain(one.problems)
    broken = [result for result in one.results if not result.is_passed]
    if not (one.problems or broken):
        if not quiet:
            say(f"ok      {one.policy.name}  {len(one.results)} cases\n", for_people=True)
        return
    lines = [f"FAILED  {one.policy.name}  {len(broken)} of {len(one.results)} cases"]
    for result in broken:
        lines.append(f"  {result.case.example.answer.value}: {result.case.example.title}")
        lines += [f"    {difference}" for difference in result.differences]
    say("\n".join(lines) + "\n", for_people=True)


def _as_json(one: PolicyTested) -> dict[str, object]:
    return {
        "policy": one.policy.name,
        "passed": one.is_passed,
        "problems": [problem.message for problem in one.problems],
        "cases": [
            {"answer": result.case.example.answer.value, "title": result.case.example.title, "differences": list(result.differences)}
            for result in one.results
        ],
    }


def _junit(tested: list[PolicyTested]) -> str:
    from celadon.reports.xml.writing import element, render  # noqa: PLC0415 - other formats need no XML

    root = element(None, "testsuites", name="celadon test")
    for one in tested:
        suite = element(root, "testsuite", name=one.policy.name, tests=len(one.results) + len(one.problems))
        for result in one.results:
            case = element(
                suite, "testcase", name=f"{result.case.example.answer.value}: {result.case.example.title}", classname=one.policy.name
            )
            if not result.is_passed:
                element(case, "failure", "\n".join(result.differences), message=result.differences[0])
        for problem in one.problems:
            element(
                element(suite, "testcase", name=problem.kind, classname=one.policy.name), "error", problem.hint, message=problem.message
            )
    return render(root)
