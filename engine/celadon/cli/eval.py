"""`celadon eval`: try an expression on a document's subjects or on plain data."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from celadon.cli import options
from celadon.cli.exits import NO_VERDICT, PASSED
from celadon.cli.speaking import complain, page_options, say

if TYPE_CHECKING:
    from celadon.cel.program import Program
    from celadon.usecases.eval import EvalOptions, Tried
    from celadon.usecases.evaluating.subjects import Bench


EXAMPLES = """\b
Examples:
  celadon eval '"pageSize".isCamelCase()'
  celadon eval 'items.all(i, i.price > 0.0)' --data order.json
  celadon eval 'operation.responses.size() > 1' api.yaml --target operation
  celadon eval 'variables.keys' api.yaml --policy team/ours
  celadon eval --interactive api.yaml --target schema
"""


@click.command("eval", epilog=EXAMPLES)
@click.argument("words", nargs=-1, metavar="EXPR [DOCUMENT]")
@click.option(
    "--data", metavar="FILE", default="", help="JSON or YAML, - for standard input: its members are variables, the whole is `data`."
)
@click.option("--target", metavar="NAME", default="", help="What of DOCUMENT to visit: operation, schema, route, ... Default: document.")
@click.option("--select", metavar="JSONPATH", default="", help="Visit the plain nodes that a JSONPath finds, each as `node`.")
@click.option("--policy", metavar="NAME", default="", help="With the parameters and variables of a policy, at what it visits.")
@options.bundles
@click.option("--interactive", "-i", is_flag=True, help="Read expressions until the end of input; :help tells what else can be typed.")
@click.option("--why", is_flag=True, help="Show every sub-expression with its value.")
@click.option("--all", "show_all", is_flag=True, help="Every subject, however many.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or everything for programs.")
@click.option("--date", "day", metavar="YYYY-MM-DD", default="", help="What `today` is. Default: today.")
@options.color
def command(
    words: tuple[str, ...],
    data: str,
    target: str,
    select: str,
    policy: str,
    bundles: tuple[str, ...],
    interactive: bool,
    why: bool,
    show_all: bool,
    form: str,
    day: str,
    color: str,
) -> int:
    """Evaluate a CEL expression: its value, its type, its cost, and for a chain that is false the term that made it so.

    DOCUMENT may be - for standard input.

    Exit code 2: not an expression, or one without a value at some subject.
    """
    from celadon.usecases.eval import EvalOptions, prepare  # noqa: PLC0415 - `--help` does not need it

    source, document = _words(words, is_interactive=interactive)
    read = sys.stdin.buffer.read
    if interactive and ("-" in (data, document) or form == "json"):
        raise click.UsageError("--interactive reads expressions from standard input and answers in lines")
    wanted = EvalOptions(
        start=Path.cwd(),
        today=_day(day),
        data=data,
        document=document,
        target=target,
        select=select,
        policy=policy,
        bundles=bundles,
        read_stdin=read,
    )
    if interactive:
        from celadon.cli.trying import converse  # noqa: PLC0415 - few are interactive

        return converse(prepare(wanted), page_options(color=color, show_all=show_all))
    if form == "json":
        return _answer_programs(source, wanted, with_steps=why)
    return _answer_people(source, wanted, with_steps=why, show_all=show_all, color=color)


def _words(words: tuple[str, ...], *, is_interactive: bool) -> tuple[str, str]:
    if is_interactive:
        if len(words) > 1:
            raise click.UsageError("--interactive takes a DOCUMENT at most: expressions are typed at the prompt")
        return "", words[0] if words else ""
    if not words:
        raise click.UsageError("there is no expression; try: celadon eval '1 + 1', or --interactive")
    if len(words) > 2:
        raise click.UsageError(f"an expression and a document are read, and there is '{words[2]}' too; put the expression in quotes")
    if len(words) == 2 and Path(words[0]).is_file() and not Path(words[1]).is_file():
        raise click.UsageError(f"the expression comes first: celadon eval EXPR {words[0]}")
    return words[0], words[1] if len(words) == 2 else ""


def _day(written: str) -> date:
    if not written:
        return date.today()  # noqa: DTZ011, TID251 - the face opens the clock
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise click.BadParameter(f"'{written}' is not a date such as 2026-11-23", param_hint="--date") from None


def _answer_people(source: str, wanted: "EvalOptions", *, with_steps: bool, show_all: bool, color: str) -> int:
    from celadon.cli.trying import answer_lines, head_lines, problems_of  # noqa: PLC0415 - `--help` does not need it
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - the same
    from celadon.usecases.eval import compile_on, prepare, try_on  # noqa: PLC0415 - the same

    bench = prepare(wanted)
    program = compile_on(bench, source)
    tried = list(try_on(bench, program))
    page = page_options(color=color, show_all=show_all)
    lines = answer_lines(bench, program.result_type.text, tried, page, with_steps=with_steps)
    say(paint((*head_lines(bench), *lines), color=page.color))
    problems = problems_of(tried)
    complain(problems)
    return NO_VERDICT if problems or not tried else PASSED


def _answer_programs(source: str, wanted: "EvalOptions", *, with_steps: bool) -> int:
    from celadon.usecases.eval import WrongExpression, compile_on, prepare, try_on  # noqa: PLC0415 - as above

    bench = prepare(wanted)
    try:
        program = compile_on(bench, source)
    except WrongExpression as error:
        wrong = [
            {
                "message": one.message,
                "hint": one.hint,
                **({"line": one.location.span.start.line, "column": one.location.span.start.column} if one.location else {}),
            }
            for one in error.problems
        ]
        say(json.dumps({"expression": source, "type": None, "errors": wrong, "results": []}, indent=2) + "\n", for_people=False)
        return NO_VERDICT
    tried = list(try_on(bench, program))
    say(json.dumps(_page(bench, program, tried, with_steps=with_steps), indent=2) + "\n", for_people=False)
    return NO_VERDICT if not tried or any(one.kind == "error" for one in tried) else PASSED


def _page(bench: "Bench", program: "Program", tried: "list[Tried]", *, with_steps: bool) -> dict[str, object]:
    return {
        "expression": program.source,
        "type": program.result_type.text,
        "target": bench.target or None,
        "errors": [],
        "results": [_result(one, with_steps=with_steps) for one in tried],
    }


def _result(tried: "Tried", *, with_steps: bool) -> dict[str, object]:
    location = tried.subject.location
    place = (
        None
        if location is None
        else {
            "file": location.file,
            "index": location.index,
            "pointer": location.pointer,
            "line": location.span.start.line,
            "column": location.span.start.column,
        }
    )
    steps = [{"expression": step.text, "value": step.value, "decisive": step.decisive} for step in tried.why()] if with_steps else None
    return {
        "subject": tried.subject.label or None,
        "location": place,
        "kind": tried.kind,
        "value": tried.value,
        "type": tried.type or None,
        "text": tried.text,
        "cost": tried.cost,
        **({"steps": steps} if steps is not None else {}),
    }
