"""What `celadon eval` shows of an expression, and the conversation of `--interactive`."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

from celadon.cli.exits import PASSED
from celadon.cli.listing import function_lines
from celadon.cli.speaking import complain, say
from celadon.frozen import replace
from celadon.reports.interface import RenderOptions
from celadon.reports.text.measuring import cells, pad, shorten
from celadon.reports.text.painting import Ink, Line, paint
from celadon.reports.text.wording import counted, target_noun
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import CeladonError, Problem
from celadon.usecases.eval import Tried, compile_on, try_on
from celadon.usecases.evaluating.subjects import Bench, Subject

SHOWN = 20
"""Subjects that are shown without `--all`."""
INKS: dict[str, Ink] = {"true": "good", "false": "error"}
_COUNTED = {"value": "with a value", "unknown": "unknown", "error": "without a value"}
PROMPT = "cel> "
HELP = """\
EXPRESSION          evaluate it
:names              the variables and their types
:fields NAME        the fields of a variable or of a type
:functions [NAME]   the functions, or one of them with its example
:subjects           the subjects of the document
:use N              look at one subject; :use all looks at all of them again
:why                explain the last expression
:quit               leave (or end the input)"""


def problems_of(tried: Iterable[Tried]) -> list[Problem]:
    """Give each error once, however many subjects it hit."""
    return [problem for problem in dict.fromkeys(one.problem for one in tried) if problem is not None]


def head_lines(bench: Bench) -> Iterator[Line]:
    """Say what the document is."""
    if bench.document:
        yield ((bench.document, "strong"), (f"   {bench.title}", "dim"))


def answer_lines(bench: Bench, type_: str, tried: Sequence[Tried], page: RenderOptions, *, with_steps: bool) -> Iterator[Line]:
    """Say what the expression gives at each subject."""
    if not bench.document:
        one = tried[0]
        yield ((one.text if page.show_all else shorten(one.text, 10 * page.width), _ink(one)),)
        yield from _why_lines(one, page, "  ", with_steps=with_steps)
        yield ((f"  {_typed(type_, tried)}, costs {counted(one.cost, 'step')}", "dim"),)
        return
    shown = tried if page.show_all else tried[:SHOWN]
    places = [_place(one.subject, bench) for one in shown]
    width = max(map(cells, places), default=0)
    for one, place in zip(shown, places, strict=True):
        text = one.text if page.show_all else shorten(one.text, max(page.width - width - 4, 30))
        yield ((f"  {pad(place, width)}  ", "place"), (text, _ink(one)))
        yield from _why_lines(one, page, " " * 6, with_steps=with_steps)
    if len(shown) < len(tried):
        yield ((f"  ... {len(tried) - len(shown):,} more with --all", "dim"),)
    yield _sum(bench, type_, tried)


def _place(subject: Subject, bench: Bench) -> str:
    """Write line, column and name; the file only where it is not the one that the head names."""
    location = subject.location
    if location is None:
        return subject.label
    file = "" if location.file == bench.document else f"{location.file}:"
    start = f"{file}{location.span.start.line}:{location.span.start.column}"
    return f"{start:<8}  {subject.label or location.pointer or 'the whole document'}"


def _ink(tried: Tried) -> Ink:
    return INKS.get(tried.text, "plain") if tried.kind == "value" else "warning"


def _why_lines(tried: Tried, page: RenderOptions, indent: str, *, with_steps: bool) -> Iterator[Line]:
    """Show every step; unasked, only what made it false."""
    if not with_steps and (tried.kind != "value" or tried.value is not False):
        return
    steps = tried.why()
    for step in steps[:-1]:
        if with_steps or step.matters:
            text = shorten(f"{step.text} = {step.value}", page.width - len(indent) - 2)
            yield ((f"{indent}{'* ' if step.decisive else '  '}", "warning"), (text, "plain" if step.decisive else "dim"))


def _typed(type_: str, tried: Iterable[Tried]) -> str:
    """Name the type; where only the run can tell, those that were seen."""
    seen = sorted({one.type for one in tried if one.type})
    return f"dyn, here {', '.join(seen)}" if type_ == "dyn" and seen else type_


def _sum(bench: Bench, type_: str, tried: Sequence[Tried]) -> Line:
    noun = target_noun(bench.target)
    if not tried:
        return ((f"0 {noun}s: nothing was evaluated", "warning"),)
    counts = Counter(one.text if one.kind == "value" and isinstance(one.value, bool) else _COUNTED[one.kind] for one in tried)
    parts = ", ".join(f"{count:,} {word}" for word, count in sorted(counts.items(), reverse=True))
    costs = [one.cost for one in tried]
    cost = counted(max(costs), "step") if min(costs) == max(costs) else f"{min(costs):,} to {max(costs):,} steps"
    return ((f"{counted(len(tried), noun)}: {parts}", "strong"), (f"   {_typed(type_, tried)}, costs {cost}", "dim"))


def converse(bench: Bench, page: RenderOptions) -> int:
    """Answer line after line."""
    say(paint([*head_lines(bench), ((":help tells what you can type", "dim"),)], color=page.color))
    conversation = _Conversation(bench, page)
    for line in _typed_lines():
        if line in (":quit", ":q", ":exit"):
            break
        try:
            say(paint(conversation.answer(line), color=page.color))
        except CeladonError as error:
            complain(error.problems)
    return PASSED


def _typed_lines() -> Iterator[str]:
    """Read until the end of input; at a terminal with a prompt and the keys that people expect."""
    if not sys.stdin.isatty():
        yield from (stripped for line in sys.stdin if (stripped := line.strip()))
        return
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - gives `input` its arrow keys, where the platform has it
    while True:
        try:
            line = input(PROMPT).strip()  # door: the face's own stream
        except EOFError:
            say("\n")
            return
        except KeyboardInterrupt:
            say("\n")
            continue
        if line:
            yield line


class _Conversation:
    """Remembers which subjects are looked at, and the last expression."""

    def __init__(self, bench: Bench, page: RenderOptions) -> None:
        self.whole = bench
        self.bench = bench
        self.page = page
        self.last = ""
        self.commands: dict[str, Callable[[str], Iterable[Line]]] = {
            ":help": self.help,
            ":names": self.names,
            ":fields": self.fields,
            ":functions": self.functions,
            ":subjects": self.subjects,
            ":use": self.use,
            ":why": self.why,
        }

    def answer(self, line: str) -> Iterable[Line]:
        """Answer a command or an expression; raises CeladonError for what is wrong with it."""
        if not line.startswith(":"):
            self.last = line
            return self.evaluated(line, with_steps=False)
        word, _, rest = line.partition(" ")
        known = self.commands.get(word)
        if known is None:
            return [((f"there is no {word}; {did_you_mean(word, self.commands)}", "warning"),)]
        return known(rest.strip())

    def evaluated(self, source: str, *, with_steps: bool) -> list[Line]:
        program = compile_on(self.bench, source)
        tried = list(try_on(self.bench, program))
        lines = list(answer_lines(self.bench, program.result_type.text, tried, self.page, with_steps=with_steps))
        complain(problems_of(tried))
        return lines

    def help(self, _: str) -> Iterable[Line]:
        return [((line, "plain"),) for line in HELP.splitlines()]

    def names(self, _: str) -> Iterable[Line]:
        types = self.bench.environment.variables
        width = max(map(len, types), default=0)
        return [((f"{name:<{width}}  ", "strong"), (type_.text, "dim")) for name, type_ in sorted(types.items())] or [(("none", "dim"),)]

    def fields(self, name: str) -> Iterable[Line]:
        environment = self.bench.environment
        variable = environment.variables.get(name)
        objects = environment.objects.by_name
        declared = objects.get(variable.name if variable is not None and variable.kind == "object" else name)
        if declared is None:
            hint = did_you_mean(name, [*objects, *environment.variables])
            return [((f"'{name}' has no fields that are declared; {hint}", "warning"),)]
        width = max(map(len, declared.fields), default=0)
        return [
            ((f"{field:<{width}}  ", "strong"), (f"{one.type.text:<24}  ", "dim"), (shorten(one.doc, 80), "plain"))
            for field, one in declared.fields.items()
        ]

    def functions(self, name: str) -> Iterable[Line]:
        return function_lines(self.bench.environment.libraries, name, width=self.page.width)

    def subjects(self, _: str) -> Iterable[Line]:
        every = self.whole.subjects
        shown = every if self.page.show_all else every[: 2 * SHOWN]
        lines: list[Line] = [((f"{number:>5}  ", "dim"), (_place(subject, self.whole), "plain")) for number, subject in enumerate(shown, 1)]
        return lines if len(shown) == len(every) else [*lines, ((f"       ... {len(every) - len(shown):,} more with --all", "dim"),)]

    def use(self, what: str) -> Iterable[Line]:
        every = self.whole.subjects
        if what == "all":
            self.bench = self.whole
            return [((f"all {len(every):,} subjects", "dim"),)]
        if not (what.isascii() and what.isdigit() and 1 <= int(what) <= len(every)):
            return [((f"':use {what}' names no subject; write a number from 1 to {len(every):,}, or all", "warning"),)]
        self.bench = replace(self.whole, subjects=(every[int(what) - 1],))
        return [((_place(every[int(what) - 1], self.whole), "place"),)]

    def why(self, _: str) -> Iterable[Line]:
        if not self.last:
            return [(("type an expression first", "warning"),)]
        return self.evaluated(self.last, with_steps=True)
