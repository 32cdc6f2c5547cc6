"""Write docs/reference/owasp-coverage.md: what the shipped policies check of a list of risks, what they hint at, what no document tells.

The questions are below, in our own words; which policies answer them is looked up in the bundles, so that the page claims what is shipped
and nothing else. `python docs/coverage.py` writes the page anew.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from celadon.bundles.loading import built_in_bundles, load_bundle
from celadon.reports.policies.page import owasp_address
from celadon.sources.files.writing import write_atomically
from celadon.terms.policy import Policy
from celadon.terms.severity import Confidence, Severity

PAGE = Path(__file__).parent / "reference" / "owasp-coverage.md"


@dataclass(frozen=True)
class Question:
    """One thing that somebody who works through the list asks of an API."""

    asks: str
    policies: tuple[str, ...] = ()
    """Full names or globs."""
    undecidable: str = ""
    """Why neither a document nor a gateway configuration answers it, or the part of it that they leave open."""


@dataclass(frozen=True)
class Chapter:
    """One item of a list."""

    title: str
    questions: tuple[Question, ...]
    item: str = ""
    """The item's name in `references.owasp`; every policy that refers to it is shown."""


def ask(text: str, *policies: str, but: str = "") -> Question:
    """Shorten the tables below."""
    return Question(text, policies, but)


CODE = "this is code and data, not contract"

TOP_TEN = (
    Chapter(
        "Broken Object Level Authorization",
        (
            ask("May this caller have this very object?", but=f"who owns an object stands in the database; {CODE}"),
            ask("Does an operation on one object say who may call it, and what strangers get?", "api-security/bola-object-authz-contract"),
            ask("Can ids of objects be guessed?", "api-security/bola-no-sequential-ids", but="a UUID can be predictable too"),
            ask("Are objects reached through many others?", "rest-design/path-depth"),
        ),
        "API1:2023",
    ),
    Chapter(
        "Broken Authentication",
        (
            ask(
                "Does every operation, and every route, ask for credentials?",
                "api-security/auth-every-operation",
                "gateway-security/auth-every-route",
                "gateway-security/openapi-security-match",
                "gateway-security/auth-no-anonymous-fallback",
                but="whether the service behind the gateway asks again",
            ),
            ask("Does every requirement name a scheme that exists?", "api-security/auth-scheme-defined"),
            ask(
                "Do credentials stay out of URLs?",
                "api-security/auth-no-apikey-in-query",
                "api-security/auth-no-credential-in-path",
                "gateway-security/auth-no-key-in-query",
            ),
            ask(
                "Are weak and retired ways to log in left out?",
                "api-security/auth-no-basic",
                "api-security/auth-no-implicit-flow",
                "api-security/auth-no-password-flow",
                "gateway-security/auth-no-basic",
                "gateway-security/oidc-flows",
                "api-security/auth-pkce",
                "gateway-security/mtls-optional",
                "payments/strong-auth",
            ),
            ask(
                "Are tokens verified in full?",
                "gateway-security/jwt-verification",
                "gateway-security/jwks-https",
                but="what the service does with a token that passed",
            ),
            ask(
                "Are tokens short-lived, and can they be taken back?",
                "api-security/auth-short-lived-tokens",
                "api-security/auth-revocation-endpoint",
                "gateway-security/jwt-max-lifetime",
                but="how long tokens live in fact",
            ),
            ask("Are logins limited harder than the rest?", "gateway-security/rl-auth-endpoints", but="lockout after wrong passwords"),
            ask(
                "Are passwords bounded, and sensitive changes confirmed anew?",
                "owasp-api-top10/api2-password-policy",
                "owasp-api-top10/api2-reauth-sensitive",
                but="how passwords are stored and compared",
            ),
            ask(
                "Are credentials hidden from the upstream, and cookies hardened?",
                "gateway-security/auth-hide-credentials",
                "api-security/auth-cookie-hardening",
            ),
            ask("Do receivers of webhooks know the sender?", "api-security/wh-receiver-signature"),
        ),
        "API2:2023",
    ),
    Chapter(
        "Broken Object Property Level Authorization",
        (
            ask(
                "Is the shape of requests and responses stated?",
                "api-security/in-body-schema",
                "api-security/exp-response-schema",
                "gateway-security/schema-validation",
            ),
            ask(
                "Are properties that nobody expects refused?",
                "api-security/in-no-unknown-fields",
                "api-security/exp-no-additional-properties",
            ),
            ask(
                "Can callers write what only the server decides?",
                "api-security/in-no-privileged-fields",
                "api-security/in-separate-write-model",
                but=f"which of the accepted properties are stored; {CODE}",
            ),
            ask(
                "Do answers hold secrets or personal data?",
                "api-security/exp-no-sensitive-fields",
                "api-security/exp-writeonly-secrets",
                "payments/no-card-data",
                but="values; only names and types are seen",
            ),
            ask("Does each caller see only the properties that are theirs?", but=f"roles and filters of answers; {CODE}"),
        ),
        "API3:2023",
    ),
    Chapter(
        "Unrestricted Resource Consumption",
        (
            ask(
                "Are requests limited, per client, and is the limit in effect?",
                "gateway-security/rl-every-route",
                "gateway-security/rl-per-client",
                "gateway-security/rl-ceiling",
                "gateway-security/rl-window",
                "gateway-security/rl-distributed",
                "gateway-security/rl-fail-closed",
                "gateway-security/ip-xff-trust",
                but="whether a number fits the capacity",
            ),
            ask(
                "Does the contract say what happens above the limit?",
                "api-security/rl-429",
                "api-security/rl-429-retry-after",
                "api-security/rl-headers",
                "gateway-security/rl-status-429",
                "gateway-security/rl-headers",
            ),
            ask(
                "Are strings, numbers, arrays and objects bounded?",
                "api-security/in-string-maxlength",
                "api-security/in-number-bounds",
                "api-security/in-array-maxitems",
                "api-security/in-object-maxproperties",
            ),
            ask(
                "Are bodies, headers and uploads capped?",
                "gateway-security/limit-body-size",
                "gateway-security/limit-header-size",
                "api-security/in-file-upload-size",
            ),
            ask("Are lists read in capped pages?", "pagination/list-paginated", "pagination/size-cap", "pagination/offset-bounded"),
            ask("Do requests end in time?", "owasp-api-top10/api4-timeouts"),
            ask("What does one request cost, in memory, queries and money?", but="only a measurement tells"),
        ),
        "API4:2023",
    ),
    Chapter(
        "Broken Function Level Authorization",
        (
            ask("Does an operation name the scopes it needs?", "api-security/auth-scopes"),
            ask("Do administrative operations ask for more than the others?", "owasp-api-top10/api5-admin-distinct-security"),
            ask("Are administrative routes kept to known networks?", "gateway-security/ip-restrict-admin"),
            ask("Is the scope or role compared before the work is done?", but=CODE),
            ask("Is a server meant for the inside out of reach from the outside?", but="where a server can be reached is in the network"),
        ),
        "API5:2023",
    ),
    Chapter(
        "Unrestricted Access to Sensitive Business Flows",
        (
            ask("Can an order or a payment be repeated by accident?", "payments/idempotency-key"),
            ask(
                "Is a flow that robots abuse held against them?",
                but="captchas, device checks and quotas per person are no part of a contract; a firewall stands outside of the file",
            ),
        ),
        "API6:2023",
    ),
    Chapter(
        "Server Side Request Forgery",
        (
            ask("Which parameters and properties are URLs that the server may fetch?", "owasp-api-top10/api7-url-parameter"),
            ask("Are callback addresses bound to https?", "api-security/wh-https-callback"),
            ask("Can a redirect be sent anywhere?", "owasp-api-top10/api7-no-open-redirect"),
            ask("Is what the server fetches held to a list of hosts?", but=f"{CODE}, and the rules of the network"),
        ),
        "API7:2023",
    ),
    Chapter(
        "Security Misconfiguration",
        (
            ask(
                "Is everything encrypted, by versions and ciphers of today?",
                "api-security/tr-https-servers",
                "api-security/auth-oauth-urls-https",
                "gateway-security/tls-https-only",
                "gateway-security/tls-min-version",
                "gateway-security/tls-ciphers",
                "gateway-security/hdr-hsts",
            ),
            ask(
                "Which foreign origins may read answers?",
                "api-security/cors-no-wildcard-doc",
                "gateway-security/cors-*",
                but="the CORS rules of the service itself",
            ),
            ask(
                "Are protective headers sent, and telling ones not?",
                "gateway-security/hdr-*",
                "api-security/hdr-*",
                but="headers that the service or a balancer adds",
            ),
            ask("Do errors keep their insides to themselves?", "api-security/err-no-stack-trace", but="what the service writes into them"),
            ask(
                "Are debug endpoints and dangerous methods out of the contract?",
                "owasp-api-top10/api8-verbose-debug-endpoints",
                "owasp-api-top10/api5-no-unsafe-methods",
                "gateway-security/methods-restricted",
                "api-security/in-no-get-body",
                "rest-design/path-unambiguous",
            ),
            ask(
                "Are secrets out of files and logs?",
                "api-security/sec-no-secret-in-document",
                "gateway-security/no-plaintext-credentials",
                "gateway-security/log-no-secrets",
            ),
            ask("Is the gateway's own administration closed?", "gateway-security/admin-not-exposed", "gateway-security/ip-allow-any"),
            ask(
                "Is what looks like protection in effect?",
                "gateway-security/dead-config",
                "gateway-security/path-regex-safe",
                "gateway-security/snippets",
            ),
            ask(
                "Are requests logged and traceable?",
                "gateway-security/log-access",
                "gateway-security/log-correlation-id",
                but="whether anybody reads the log",
            ),
            ask("Are systems patched?", but="versions of what runs are not in these files"),
        ),
        "API8:2023",
    ),
    Chapter(
        "Improper Inventory Management",
        (
            ask("Does the gateway let through what no document describes?", "owasp-api-top10/api9-gateway-drift"),
            ask("Are versions told apart?", "rest-design/version-present"),
            ask(
                "Are servers real, and is each one's environment said?",
                "api-security/tr-server-trustworthy",
                "owasp-api-top10/api9-environment-declared",
            ),
            ask("Does what is deprecated have an end?", "owasp-api-top10/api9-deprecated-has-sunset"),
            ask("Is there an API that nobody wrote down and no gateway fronts?", but="what is in no file is in no file"),
        ),
        "API9:2023",
    ),
    Chapter(
        "Unsafe Consumption of APIs",
        (
            ask(
                "Is the way to the upstream encrypted and verified?",
                "owasp-api-top10/api10-upstream-tls",
                "gateway-security/upstream-verify",
            ),
            ask(
                "Are incoming events signed, and is their shape stated?",
                "api-security/wh-signature-header",
                "api-security/wh-payload-schema",
            ),
            ask("Are answers of third parties checked before they are used?", but=CODE),
        ),
        "API10:2023",
    ),
)

CHECKLIST = (
    Chapter(
        "Authentication",
        (
            ask(
                "Who may call at all, and how they show it",
                "api-security/auth-*",
                "gateway-security/auth-*",
                "gateway-security/openapi-security-match",
            ),
            ask("Tokens and logins at the gateway", "gateway-security/jw*", "gateway-security/oidc-*", "gateway-security/mtls-*"),
            ask("Storage of passwords, lockout, recovery", but=CODE),
        ),
    ),
    Chapter(
        "Secrets",
        (
            ask(
                "Secrets written into files or logs",
                "api-security/sec-*",
                "gateway-security/no-plaintext-credentials",
                "gateway-security/log-no-secrets",
            ),
            ask("Rotation and storage", but="a vault's business"),
        ),
    ),
    Chapter("Rate limits", (ask("Limits, and what callers learn of them", "api-security/rl-*", "gateway-security/rl-*"),)),
    Chapter(
        "Input",
        (
            ask(
                "Shape, bounds and types of what comes in",
                "api-security/in-*",
                "gateway-security/schema-validation",
                but="whether the service refuses what breaks the schema",
            ),
            ask("Sizes and methods at the gateway", "gateway-security/limit-*", "gateway-security/methods-restricted"),
            ask("Escaping against injection", but=CODE),
        ),
    ),
    Chapter("Webhooks", (ask("Sending and receiving events", "api-security/wh-*"), ask("Comparison of signatures", but=CODE))),
    Chapter("CORS", (ask("Foreign origins", "api-security/cors-*", "gateway-security/cors-*"),)),
    Chapter(
        "Headers",
        (
            ask(
                "Headers of answers",
                "api-security/hdr-*",
                "gateway-security/hdr-*",
                but="whether a document lists a protective header says nothing about the wire; the gateway's file does, where it sends it",
            ),
        ),
    ),
    Chapter(
        "Object level authorization",
        (
            ask("What the contract shows of it", "api-security/bola-*"),
            ask("Comparison of owner and caller", but=f"a marker that a document sets for itself would only be an excuse; {CODE}"),
        ),
    ),
    Chapter("Exposure", (ask("What answers may hold", "api-security/exp-*", but="values"),)),
    Chapter("Errors", (ask("Statuses and texts of failures", "api-security/err-*", but="texts that are made when they happen"),)),
    Chapter(
        "Transport",
        (
            ask("Encryption towards clients", "api-security/tr-*", "gateway-security/tls-*"),
            ask("Encryption towards upstreams", "gateway-security/upstream-verify", "owasp-api-top10/api10-upstream-tls"),
        ),
    ),
    Chapter(
        "Operation",
        (
            ask("Logs and traces", "api-security/ops-*", "gateway-security/log-access", "gateway-security/log-correlation-id"),
            ask("Networks and administration", "gateway-security/ip-*", "gateway-security/admin-not-exposed"),
            ask(
                "Configuration that does what it says",
                "gateway-security/dead-config",
                "gateway-security/path-regex-safe",
                "gateway-security/snippets",
            ),
            ask("A firewall in front", but="it stands outside of the gateway's file, and what is in there says nothing about its rules"),
            ask("Monitoring, alarms, backups, patches", but="not in these files"),
        ),
    ),
)
SECTIONED = ("api-security", "gateway-security")
"""The bundles that the checklist is made of: each of their policies stands in a section."""

INTRODUCTION = """\
# What is checked of the OWASP API Security Top 10, and of the API security checklist

<!-- Written by docs/coverage.py from the policies that are shipped. -->

A green run does not mean that an API is safe. This page says what Celadon looks at, what it can only hint at, and what neither an API
document nor a gateway configuration tells.

- **checked**: a policy of severity error or warning decides it from the file, with high or medium confidence.
- **hint**: a policy points at a place where somebody should look: severity info or hint, or low confidence.
- **not decidable**: the files do not tell; ask the code, the network or a person. The last column names what stays open.
- **not checked**: it could be decided, and no policy does it yet.

Checked means that the *contract* or the *gateway* says the right thing. That the running service keeps to it is not seen.
"""


def page(policies: Iterable[Policy]) -> str:
    """Write the page for these policies."""
    known = {policy.name: policy for policy in sorted(policies, key=lambda policy: policy.name)}
    parts = [INTRODUCTION, "## OWASP API Security Top 10, 2023\n", *_summary(known)]
    parts += [_chapter(chapter, known) for chapter in TOP_TEN]
    parts.append("## The API security checklist\n\nThe sections of the bundles `api-security` and `gateway-security`.\n")
    placed = {name for chapter in CHECKLIST for question in chapter.questions for name in _answering(question, known)}
    parts += [_chapter(chapter, known) for chapter in CHECKLIST]
    rest = [policy for name, policy in known.items() if policy.bundle in SECTIONED and name not in placed]
    parts += [f"Further: {_links(rest)}.\n"] if rest else []
    return "\n".join(parts)


def _summary(known: dict[str, Policy]) -> Iterator[str]:
    rows = []
    for chapter in TOP_TEN:
        states = [_state(question, known, chapter.item) for question in chapter.questions]
        counts = " | ".join(str(states.count(state) or "") for state in ("checked", "hint", "not decidable", "not checked"))
        rows.append(f"| [{chapter.item}](#{_anchor(chapter)}) {chapter.title} | {counts} |\n")
    yield "Questions by what is done about them:\n"
    yield f"| | checked | hint | not decidable | not checked |\n|---|---|---|---|---|\n{''.join(rows)}"


def _chapter(chapter: Chapter, known: dict[str, Policy]) -> str:
    rows = "".join(_row(question, known, chapter.item) for question in chapter.questions)
    head = f"### {chapter.item} {chapter.title}" if chapter.item else f"### {chapter.title}"
    text = f"{head}\n\n| question | | policies | what stays open |\n|---|---|---|---|\n{rows}"
    if not chapter.item:
        return text
    shown = {name for question in chapter.questions for name in _answering(question, known, chapter.item)}
    others = [policy for name, policy in known.items() if chapter.item in policy.references.owasp and name not in shown]
    text += f"\nAlso near it: {_links(others)}.\n" if others else ""
    return f"{text}\n<{owasp_address(chapter.item)}>\n"


def _row(question: Question, known: dict[str, Policy], item: str) -> str:
    answering = [known[name] for name in _answering(question, known, item)]
    return f"| {question.asks} | {_state(question, known, item)} | {_links(answering)} | {question.undecidable} |\n"


def _answering(question: Question, known: dict[str, Policy], item: str = "") -> list[str]:
    """Name the policies that answer a question, in the order of the table.

    Those that are not written yet are left out, and so are those that do not themselves refer to the item.
    """
    names = [name for pattern in question.policies for name in known if fnmatchcase(name, pattern)]
    return [name for name in dict.fromkeys(names) if not item or item in known[name].references.owasp]


def _state(question: Question, known: dict[str, Policy], item: str = "") -> str:
    answering = [known[name] for name in _answering(question, known, item)]
    if any(policy.severity >= Severity.WARNING and policy.confidence >= Confidence.MEDIUM for policy in answering):
        return "checked"
    if answering:
        return "hint"
    return "not decidable" if question.undecidable and not question.policies else "not checked"


def _links(policies: Iterable[Policy]) -> str:
    return ", ".join(f"[{policy.name}](../policies/{policy.name}.md) ({policy.severity.value})" for policy in policies)


def _anchor(chapter: Chapter) -> str:
    words = "".join(sign for sign in f"{chapter.item} {chapter.title}".lower() if sign.isalnum() or sign in " -")
    return words.replace(" ", "-")


def shipped() -> list[Policy]:
    """Load every policy of the built-in bundles."""
    return [policy for folder in built_in_bundles().values() for policy in load_bundle(folder).policies]


if __name__ == "__main__":
    write_atomically(PAGE, page(shipped()))
    sys.stdout.write(f"written: {PAGE}\n")
