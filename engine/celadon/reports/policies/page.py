"""One policy as a page of Markdown: what `celadon explain` says in a terminal, for a site or a wiki."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from celadon.reports.policies.markup import HEAD, cell, code, fenced, filled, inline, prose, value
from celadon.reports.text.wording import kind_title, kinds_phrase, target_noun
from celadon.terms.policy import Answer, Bundle, Example, Policy, SourceText
from celadon.terms.severity import Stage

ANSWERS = {
    Answer.REFUSED: "Refused",
    Answer.ACCEPTED: "Accepted",
    Answer.NOT_CONCERNED: "Not concerned",
    Answer.INCONCLUSIVE: "Inconclusive",
}
_CWE = "https://cwe.mitre.org/data/definitions/{}.html"
_OWASP = {
    "API1:2023": "0xa1-broken-object-level-authorization",
    "API2:2023": "0xa2-broken-authentication",
    "API3:2023": "0xa3-broken-object-property-level-authorization",
    "API4:2023": "0xa4-unrestricted-resource-consumption",
    "API5:2023": "0xa5-broken-function-level-authorization",
    "API6:2023": "0xa6-unrestricted-access-to-sensitive-business-flows",
    "API7:2023": "0xa7-server-side-request-forgery",
    "API8:2023": "0xa8-security-misconfiguration",
    "API9:2023": "0xa9-improper-inventory-management",
    "API10:2023": "0xaa-unsafe-consumption-of-apis",
}


def owasp_address(item: str) -> str:
    """Give the page of an item of the OWASP API Security Top 10 of 2023; empty for anything else."""
    return f"https://owasp.org/API-Security/editions/2023/en/{_OWASP[item]}/" if item in _OWASP else ""


def render(policy: Policy, bundle: Bundle, profiles: Sequence[str], *, pages: Collection[str]) -> str:
    """Write the page. `pages` are the full names of policies that have one beside it, so that links lead somewhere."""
    parts = [
        f"{HEAD}# {inline(policy.name)}\n\n{inline(policy.title)}\n",
        _facts(policy, bundle, profiles),
        f"## Why\n\n{prose(policy.why)}\n",
        f"## What it looks at\n\n{_looks_at(policy)}\n",
        _params(policy),
        _remediation(policy),
        *_examples(policy.examples),
        _references(policy),
        _related(policy, pages),
    ]
    return "\n".join(part for part in parts if part)


def _facts(policy: Policy, bundle: Bundle, profiles: Sequence[str]) -> str:
    life = f"{policy.stage.value} since {policy.since}" if policy.since else policy.stage.value
    if policy.stage is Stage.DEPRECATED and policy.replaced_by:
        life += f", replaced by {policy.replaced_by}"
    if policy.effective_on:
        life += f", a warning until {policy.effective_on}"
    rows = [
        ("Severity", policy.severity.value),
        ("Confidence", policy.confidence.value),
        ("Profiles", ", ".join(profiles) or "none: choose it with `--policy`"),
        ("Stage", life),
        ("Bundle", f"{bundle.name} {bundle.version}"),
        ("Tags", ", ".join(policy.tags)),
        ("Also known as", ", ".join(policy.aliases)),
    ]
    return "| | |\n|---|---|\n" + "".join(f"| {name} | {cell(text)} |\n" for name, text in rows if text)


def _looks_at(policy: Policy) -> str:
    targets = " and each ".join(target_noun(target) for target in policy.targets)
    return f"Each {targets} of {inline(kinds_phrase(policy.kinds))}.\n\n{fenced('text', ''.join(_rule(policy)))}".rstrip("\n")


def _rule(policy: Policy) -> Iterator[str]:
    if policy.select:
        yield _written("select", policy.select)
    if policy.variables:
        yield "variables:\n"
        yield from (_written(name, source, indent="  ") for name, source in policy.variables.items())
    if policy.when:
        yield _written("when", policy.when)
    for block in policy.findings:
        yield _written("must" if len(policy.findings) == 1 else f"must ({block.id})", block.must)


def _written(label: str, source: SourceText, *, indent: str = "") -> str:
    lines = [line.strip() for line in source.text.strip().splitlines()]
    if len(lines) == 1:
        return f"{indent}{label}: {lines[0]}\n"
    return f"{indent}{label}:\n" + "".join(f"{indent}  {line}\n" for line in lines)


def _params(policy: Policy) -> str:
    if not policy.params:
        return ""
    rows = "".join(
        f"| {code(param.name)} | {code(param.type)} | {code(value(param.default))} | {cell(param.description)} |\n"
        for param in policy.params
    )
    return f"## Parameters\n\n| name | type | default | |\n|---|---|---|---|\n{rows}"


def _remediation(policy: Policy) -> str:
    text = f"## What to do\n\n{prose(filled(policy.remediation.text.text, policy))}\n"
    for name, snippet in policy.remediation.snippets.items():
        kind, _, version = name.partition("-")
        text += f"\n{kind_title(kind)}{f' {version}' if version else ''}:\n\n{fenced('yaml', filled(snippet.text, policy))}"
    return text


def _examples(examples: Iterable[Example]) -> Iterator[str]:
    every = tuple(examples)
    for answer, title in ANSWERS.items():
        for example in every:
            if example.answer is answer:
                yield f"## {title}: {inline(example.title)}\n\n{_documents(example)}"


def _documents(example: Example) -> str:
    given = f"With {', '.join(code(f'{name}: {value(what)}') for name, what in example.params.items())}:\n\n" if example.params else ""
    several = len(example.files) > 1
    blocks = [(f"{code(name)}:\n\n" if several else "") + fenced("yaml", text) for name, text in example.files.items()]
    listed = "".join(f"- {code(find.pointer or 'the whole document')} is found\n" for find in example.finds)
    return given + "\n".join(blocks) + (f"\n{listed}" if listed else "")


def _references(policy: Policy) -> str:
    given = policy.references
    lines = [f"- OWASP {_linked(item, owasp_address(item))}\n" for item in given.owasp]
    lines += [f"- {_linked(item, _CWE.format(item.removeprefix('CWE-')))}\n" for item in given.cwe]
    lines += [f"- STRIDE: {inline(', '.join(given.stride))}\n"] if given.stride else []
    named = {owasp_address(item) for item in given.owasp}
    lines += [f"- <{address}>\n" for address in map(_address, given.links) if address not in named]
    return "## References\n\n" + "".join(lines) if lines else ""


def _related(policy: Policy, pages: Collection[str]) -> str:
    names = [name if "/" in name else f"{policy.bundle}/{name}" for name in policy.related]
    lines = "".join(f"- {_linked(name, f'../{name}.md' if name in pages else '')}\n" for name in names)
    return f"## Related\n\n{lines}" if lines else ""


def _linked(text: str, address: str) -> str:
    return f"[{inline(text)}]({address})" if address else inline(text)


def _address(link: str) -> str:
    """Keep an address from ending the link that it is written into."""
    return link.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
