"""One policy as a page, and many as a table: what `celadon explain` and `celadon policies` print."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from celadon.reports.policies.markup import filled
from celadon.reports.text.measuring import cells, flow, pad, wrap
from celadon.reports.text.painting import BLANK, Ink, Line, paint
from celadon.reports.text.wording import kinds_phrase, target_noun
from celadon.terms.policy import Answer, Bundle, Example, ParamValue, Policy
from celadon.terms.severity import Severity, Stage

_INKS: Mapping[Severity, Ink] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info", Severity.HINT: "hint"}
_ANSWERS = {
    Answer.REFUSED: "Refused",
    Answer.ACCEPTED: "Accepted",
    Answer.NOT_CONCERNED: "Not concerned",
    Answer.INCONCLUSIVE: "Inconclusive",
}


def policy_page(
    policy: Policy, bundle: Bundle, profiles: Sequence[str], *, width: int, color: bool, beyond: Sequence[str] | None = None
) -> str:
    """Write the page of one policy: requirement, why, remediation, rule, parameters, examples, references.

    `beyond`: what its expressions use beyond standard CEL; None where nobody looked.
    """
    return paint(_page(policy, bundle, profiles, min(width, 110), beyond), color=color)


def _page(policy: Policy, bundle: Bundle, profiles: Sequence[str], width: int, beyond: Sequence[str] | None) -> Iterator[Line]:
    yield (
        (policy.name, "strong"),
        ("   ", "plain"),
        (policy.severity.value, _INKS[policy.severity]),
        (f"   {bundle.name} {bundle.version}", "dim"),
    )
    yield ((policy.title, "plain"),)
    yield from _section("Why", wrap(policy.why, width - 2))
    yield from _section("What to do", flow(filled(policy.remediation.text.text, policy), width - 2))
    for name, snippet in policy.remediation.snippets.items():
        yield ((f"  {name}:", "dim"),)
        yield from _indented(filled(snippet.text, policy).rstrip().splitlines(), 4)
    yield from _section("Concerns", _concerns(policy, profiles))
    yield from _section("Rule", [*_rule(policy, width - 6), *_portability(beyond, width - 2)])
    yield from _section("Parameters", _params(policy, width))
    for answer, title in _ANSWERS.items():
        for example in policy.examples:
            if example.answer is answer:
                yield from _section(f"{title}: {example.title}", _example(example))
    yield from _section("References", _references(policy))


def _section(title: str, lines: Iterable[str]) -> Iterator[Line]:
    body = list(_indented(lines, 2))
    if body:
        yield BLANK
        yield ((title, "strong"),)
        yield from body


def _indented(lines: Iterable[str], by: int) -> Iterator[Line]:
    for line in lines:
        yield ((" " * by + line, "plain"),)


def _concerns(policy: Policy, profiles: Sequence[str]) -> Iterator[str]:
    yield f"each {' and each '.join(target_noun(target) for target in policy.targets)} of {kinds_phrase(policy.kinds)}"
    yield (
        f"in {'profile' if len(profiles) == 1 else 'profiles'} {', '.join(profiles)}"
        if profiles
        else "in no profile: choose it with --policy"
    )
    life = f"{policy.stage.value} since {policy.since}, confidence {policy.confidence.value}"
    if policy.stage is Stage.DEPRECATED and policy.replaced_by:
        life += f", replaced by {policy.replaced_by}"
    if policy.effective_on:
        life += f", a warning until {policy.effective_on}"
    yield life
    if policy.aliases:
        yield f"also known as {', '.join(policy.aliases)}"


def _portability(beyond: Sequence[str] | None, width: int) -> Iterator[str]:
    if beyond is not None:
        yield ""
        uses = f"beyond standard CEL: {', '.join(beyond)}" if beyond else "portable: standard CEL only"
        yield from wrap(uses, width)


def _rule(policy: Policy, width: int) -> Iterator[str]:
    if policy.select:
        yield from _labelled("select", policy.select.text, width)
    for name, source in policy.variables.items():
        yield from _labelled(name, source.text, width)
    if policy.when:
        yield from _labelled("when", policy.when.text, width)
    for block in policy.findings:
        label = "must" if len(policy.findings) == 1 else f"must ({block.id})"
        yield from _labelled(label, block.must.text, width)


def _labelled(label: str, text: str, width: int) -> Iterator[str]:
    yield f"{label}:"
    yield from (f"    {line}" for line in wrap(text, width))


def _params(policy: Policy, width: int) -> Iterator[str]:
    for param in policy.params:
        yield f"{param.name}: {param.type} = {_value(param.default)}"
        yield from (f"    {line}" for line in wrap(param.description, width - 6))


def _value(value: ParamValue) -> str:
    return json.dumps(value, ensure_ascii=False, default=dict)


def _example(example: Example) -> Iterator[str]:
    for name, value in example.params.items():
        yield f"with {name}: {_value(value)}"
    for name, text in example.files.items():
        if len(example.files) > 1:
            yield f"{name}:"
        yield from text.rstrip().splitlines()
    yield from (f"found: {find.pointer or 'the whole document'}" for find in example.finds)


def _references(policy: Policy) -> Iterator[str]:
    references = policy.references
    for title, names in (("OWASP", references.owasp), ("CWE", references.cwe), ("STRIDE", references.stride)):
        if names:
            yield f"{title} {', '.join(names)}"
    yield from references.links
    if policy.related:
        yield f"see also {', '.join(policy.related)}"
    yield policy.file


def policy_table(bundle: Bundle, rows: Sequence[tuple[Policy, Sequence[str]]], *, color: bool) -> str:
    """Write a bundle's policies, each with severity, the smallest profile that holds it, and its title."""
    return paint(_table(bundle, rows), color=color)


def _table(bundle: Bundle, rows: Sequence[tuple[Policy, Sequence[str]]]) -> Iterator[Line]:
    origin = "built in" if bundle.built_in else "yours"
    yield ((f"{bundle.name} {bundle.version}", "strong"), (f"   {origin}, {bundle.description}", "dim"))
    name = max((cells(policy.id) for policy, _ in rows), default=0)
    first = [next(iter(profiles), "-") for _, profiles in rows]
    profile = max((cells(text) for text in first), default=0)
    for (policy, _), smallest in zip(rows, first, strict=True):
        yield (
            (f"  {pad(policy.id, name)}  ", "plain"),
            (f"{policy.severity.value:<8}", _INKS[policy.severity]),
            (f"{pad(smallest, profile)}  ", "dim"),
            (policy.title, "plain"),
            ("" if policy.stage is Stage.STABLE else f"  ({policy.stage.value})", "dim"),
        )
    yield BLANK
