"""House rules for policies, beyond what makes a file valid: a page that reads top-down, names that hold, references that lead somewhere.

Everything here is advice that a bundle's owner asked for; `loading` holds what no bundle may break.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from celadon.bundles.format import BLOCK_KEYS, KEYS
from celadon.frozen import dataclass, replace
from celadon.sources.document import Document
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import Problem
from celadon.terms.location import Token
from celadon.terms.policy import Answer, Bundle, Policy, SourceText
from celadon.terms.severity import Stage

LONGEST_TITLE = 100
LONGEST_MESSAGE = 240
LONGEST_PAGE = 90
"""Lines above `examples`; the aim is 60."""
LONGEST_EXAMPLE = 60
SHORTEST_WHY = 60
SHORTEST_REMEDIATION = 30

ADVICE = ("should", "must", "please", "consider", "need to", "needs to", "recommended", "make sure")
PLACEHOLDER = "TODO"
STRIDE = ("Spoofing", "Tampering", "Repudiation", "InformationDisclosure", "DenialOfService", "ElevationOfPrivilege")
STAGED = ("since", "stage", "confidence", "tags", "references", "examples")

_PATTERNS = {
    "owasp": (r"(API|A|ASVS|LLM)[0-9.]+:[0-9]{4}", "API4:2023"),
    "cwe": (r"CWE-[0-9]+", "CWE-770"),
    "links": (r"https://[^\s]+", "https://www.rfc-editor.org/rfc/rfc9110"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A policy with the document in which it is written, and the names that it may refer to."""

    policy: Policy
    document: Document
    known: Collection[str]
    """Full names of the policies of its bundle, and of others."""

    def complain(self, message: str, hint: str, *tokens: Token) -> Problem:
        """Complain at a key of the page."""
        place = tokens if self.document.exists(tokens) else ()
        location = self.document.locate(place)
        return Problem(kind="", message=message, hint=hint, location=location, policy=self.policy.name)

    @property
    def written(self) -> Mapping[str, object]:
        """The page as a mapping."""
        return self.document.tree if isinstance(self.document.tree, dict) else {}


def lint(
    bundle: Bundle, documents: Mapping[str, Document], *, others: Collection[str] = (), skip: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Check every policy of a bundle by the house rules; `documents` are its files by name. Sorted by file and rule.

    `others` are the policies of other bundles: a reference into one of those bundles must be one of them. The kind of a problem is the
    name of its rule; those of `skip` are not asked.
    """
    known = {*others, *(policy.name for policy in bundle.policies)}
    pages = [Page(policy, documents[f"{policy.id}.yaml"], known) for policy in bundle.policies]
    found = [(rule, problem) for page in pages for rule, ask in RULES.items() for problem in ask(page)]
    found += [("profiles", problem) for problem in _unselected(bundle, documents)]
    found += [("aliases", problem) for problem in _two_names(pages)]
    return tuple(replace(problem, kind=rule) for rule, problem in found if rule not in skip)


def _order(page: Page) -> Iterator[Problem]:
    yield from _ordered(page, list(page.written), KEYS, ())
    blocks = page.written.get("findings")
    for number, block in enumerate(blocks if isinstance(blocks, list) else ()):
        yield from _ordered(page, list(block), BLOCK_KEYS, ("findings", number))


def _ordered(page: Page, written: Sequence[str], order: Sequence[str], tokens: tuple[Token, ...]) -> Iterator[Problem]:
    wanted = [key for key in order if key in written]
    for here, there in zip(written, wanted, strict=False):
        if here != there:
            yield page.complain(f"'{there}' stands below '{here}'", f"write the keys in the order {', '.join(wanted)}", *tokens, there)
            return


def _whole(page: Page) -> Iterator[Problem]:
    for key in STAGED:
        if key not in page.written:
            yield page.complain(f"{page.policy.id} does not say its '{key}'", f"add '{key}:'")
    shown = {example.answer for example in page.policy.examples}
    for answer in (Answer.REFUSED, Answer.ACCEPTED, Answer.NOT_CONCERNED):
        if answer not in shown and "examples" in page.written:
            yield page.complain(f"no example is {answer.value.replace('_', ' ')}", f"add one under '{answer.value}:'", "examples")
    if page.policy.stage is Stage.DEPRECATED and page.policy.replaced_by is None:
        yield page.complain("a deprecated policy says what replaces it", "add 'replaced_by:'", "stage")


def _identity(page: Page) -> Iterator[Problem]:
    name = page.policy.id
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        yield page.complain(f"the id '{name}' is not kebab-case", "use lower-case words with '-' between them", "id")
    serial = re.search(r"-([0-9]+)$", name)
    if serial and not re.fullmatch(r"[1-5][0-9]{2}", serial[1]):
        yield page.complain(f"the id '{name}' ends in a serial number", "name the requirement", "id")


def _title(page: Page) -> Iterator[Problem]:
    title = page.policy.title
    if len(title) > LONGEST_TITLE:
        yield page.complain(f"the title has {len(title)} characters, at most {LONGEST_TITLE} fit a line", "say less", "title")
    if title.endswith("."):
        yield page.complain("the title ends with a full stop", "remove it", "title")
    if title.split(" ", 1)[0].islower():
        yield page.complain("the title begins with a small letter", "begin with a capital", "title")


def _texts(page: Page) -> Iterator[Problem]:
    why, remediation = page.policy.why, page.policy.remediation.text.text.strip()
    if len(why) < SHORTEST_WHY:
        yield page.complain(f"`why` has {len(why)} characters", "say who is harmed, and how", "why")
    if why and not why.endswith((".", "!", "?")):
        yield page.complain("`why` ends without a full stop", "write whole sentences", "why")
    if len(remediation) < SHORTEST_REMEDIATION:
        yield page.complain(f"the remediation has {len(remediation)} characters", "give steps that a stranger can follow", "remediation")
    for name in page.policy.remediation.snippets:
        kind = name.split("-")[0]
        if kind not in page.policy.kinds and "gateway" not in page.policy.kinds:
            message = f"the snippet '{name}' is for a kind that the policy does not speak of"
            yield page.complain(message, f"kinds: {', '.join(page.policy.kinds)}", "remediation", "snippets", name)


def _messages(page: Page) -> Iterator[Problem]:
    for number, block in enumerate(page.policy.findings):
        tokens: tuple[Token, ...] = ("findings", number, "message") if "findings" in page.written else ("message",)
        text = re.sub(r"\{\{.*?\}\}", "{}", block.message.text, flags=re.DOTALL).strip()
        advice = next((word for word in ADVICE if re.search(rf"\b{word}\b", text, re.IGNORECASE)), None)
        if advice:
            yield page.complain(f"the message advises ('{advice}')", "state the fact; the advice is the remediation", *tokens)
        if text.endswith("."):
            yield page.complain("the message ends with a full stop", "remove it", *tokens)
        if "\n" in text or len(text) > LONGEST_MESSAGE:
            yield page.complain(f"the message is longer than a line of {LONGEST_MESSAGE} characters", "state one fact", *tokens)


def _sizes(page: Page) -> Iterator[Problem]:
    if page.document.exists(("examples",)):
        lines = page.document.span(("examples",)).start.line - 1
        if lines > LONGEST_PAGE:
            hint = "aim at 60; the model or the functions may lack a word"
            yield page.complain(f"{lines} lines stand above the examples, at most {LONGEST_PAGE} are readable", hint, "examples")
    for example in page.policy.examples:
        lines = sum(len(text.splitlines()) for text in example.files.values())
        if lines > LONGEST_EXAMPLE:
            message = f"the example '{example.title}' has {lines} lines, at most {LONGEST_EXAMPLE} are read"
            yield page.complain(message, f"shorten it, or move it to {page.policy.id}.cases.yaml", "examples", example.answer.value)


def _references(page: Page) -> Iterator[Problem]:
    given = page.policy.references
    written = {"owasp": given.owasp, "cwe": given.cwe, "links": given.links}
    for key, (pattern, sample) in _PATTERNS.items():
        for number, value in enumerate(written[key]):
            if not re.fullmatch(pattern, value):
                yield page.complain(f"'{value}' is no {key} reference", f"write it as in '{sample}'", "references", key, number)
    for number, value in enumerate(given.stride):
        if value not in STRIDE:
            yield page.complain(f"'{value}' is not of STRIDE", did_you_mean(value, STRIDE), "references", "stride", number)
    bundles = {name.partition("/")[0] for name in page.known}
    for number, name in enumerate(page.policy.related):
        full = name if "/" in name else f"{page.policy.bundle}/{name}"
        if full == page.policy.name:
            yield page.complain("the policy is related to itself", "name others", "related", number)
        elif full.partition("/")[0] in bundles and full not in page.known:
            yield page.complain(f"the related policy '{name}' is not there", did_you_mean(full, page.known), "related", number)


def _used(page: Page) -> Iterator[Problem]:
    """Complain of parameters and variables that no expression names: dead ones mislead the reader."""
    policy = page.policy
    blocks = [text for block in policy.findings for text in (block.must, block.message, block.at)]
    others: list[SourceText | None] = [*policy.variables.values(), policy.when, policy.remediation.text]
    everything = "\n".join(text.text for text in (*blocks, *others, *policy.remediation.snippets.values()) if text is not None)
    for param in policy.params:
        if not re.search(rf"\bparams\s*\.\s*\??{param.name}\b", everything):
            yield page.complain(f"the parameter '{param.name}' is not used", "remove it, or use it", "params", param.name)
    for name in policy.variables:
        if not re.search(rf"\bvariables\s*\.\s*\??{name}\b", everything):
            yield page.complain(f"the variable '{name}' is not used", "remove it, or use it", "variables", name)


def _written(page: Page) -> Iterator[Problem]:
    """Complain of texts that still wait to be written, as `celadon new policy` leaves them."""
    policy = page.policy
    blocks = "message" if "message" in page.written else "findings"
    texts = {
        "title": policy.title,
        "why": policy.why,
        blocks: "\n".join(block.message.text for block in policy.findings),
        "remediation": policy.remediation.text.text,
        "examples": "\n".join(example.title for example in policy.examples),
    }
    for key, text in texts.items():
        if PLACEHOLDER in text:
            yield page.complain(f"`{key}` says {PLACEHOLDER}", "write it", key)


RULES: Mapping[str, Callable[[Page], Iterator[Problem]]] = MappingProxyType(
    {
        "key-order": _order,
        "whole-page": _whole,
        "names": _identity,
        "titles": _title,
        "texts": _texts,
        "messages": _messages,
        "sizes": _sizes,
        "references": _references,
        "used-names": _used,
        "written-texts": _written,
    }
)
"""Every rule that looks at one page, by the name under which it can be left out."""

RULE_NAMES = (*RULES, "profiles", "aliases")
"""Those of the bundle as a whole too."""


def _unselected(bundle: Bundle, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Complain of stable policies that no profile holds: nobody would ever run them without naming them."""
    held = {policy for profile in bundle.profiles.values() for policy in profile.policies}
    for policy in bundle.policies:
        if bundle.profiles and policy.stage is Stage.STABLE and policy.id not in held:
            page = Page(policy, documents[f"{policy.id}.yaml"], ())
            yield page.complain(f"no profile holds '{policy.id}'", "add it to a profile in bundle.yaml", "id")


def _two_names(pages: Iterable[Page]) -> Iterator[Problem]:
    """Complain of aliases that another policy has, as name or alias."""
    taken = {page.policy.name: page.policy.name for page in pages}
    for page in pages:
        for number, alias in enumerate(page.policy.aliases):
            full = alias if "/" in alias else f"{page.policy.bundle}/{alias}"
            if taken.setdefault(full, page.policy.name) != page.policy.name or full == page.policy.name:
                yield page.complain(f"the alias '{alias}' is a name of {taken[full]}", "an alias names one policy", "aliases", number)
