"""`celadon waivers`: exceptions that have an owner and an end."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Unpack

import click

from celadon.cli import options
from celadon.cli.exits import FAILED, NO_VERDICT, PASSED
from celadon.cli.judging import Looked, looked_at
from celadon.cli.speaking import chatter, complain, page_options, say
from celadon.frozen import replace

if TYPE_CHECKING:
    from celadon.exemptions.waivers import Waiver
    from celadon.reports.text.painting import Line
    from celadon.terms.finding import Finding
    from celadon.usecases.checking.options import CheckOptions

SOON = 14
"""Days before its end from which a waiver is shown in warning colours."""
USUAL = 90
"""Days that a waiver lasts where nobody says and nothing caps it."""
STATUSES = ("accepted-risk", "false-positive", "fix-planned", "not-applicable")
_CHOICES = 30
"""Findings that are offered at once."""
_MARK = 15
"""Characters of a fingerprint that tell it from all others."""


@click.group("waivers")
def command() -> None:
    """Work on exceptions: who owns them, when they end, what they cover."""


@command.command("list")
@options.looking
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or everything for programs.")
@options.color
def list_(form: str, color: str, **asked: Unpack[Looked]) -> int:
    """List the waivers, those that end first at the top. Nothing is judged."""
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.waivers import list_waivers  # noqa: PLC0415 - the same

    wanted = looked_at(asked)
    waivers = list_waivers(wanted)
    if form == "json":
        say(json.dumps([_row(waiver, wanted.today) for waiver in waivers], indent=2, ensure_ascii=False) + "\n", for_people=False)
    else:
        lines = _table([(waiver, None) for waiver in waivers], wanted.today)
        say(paint(lines, color=page_options(color=color).color) or "there are no waivers\n")
    return PASSED


@command.command("check")
@options.looking
@options.gate
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or everything for programs.")
@options.color
def check(gate: str, form: str, color: str, **asked: Unpack[Looked]) -> int:
    """Judge documents, and say of each waiver what it covers and until when.

    Exit codes: 0 each one covers something, 1 some are expired or match nothing, 2 some are wrong or the documents cannot be judged.
    """
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.waivers import look_at_waivers  # noqa: PLC0415 - the same

    wanted = replace(looked_at(asked), gate=gate)
    seen = look_at_waivers(wanted)
    if form == "json":
        rows = [{**_row(waiver, wanted.today), "findings": number} for waiver, number in seen.waivers]
        say(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", for_people=False)
    else:
        say(paint(_table(seen.waivers, wanted.today), color=page_options(color=color).color))
    complain((*seen.problems, *seen.unmatched))
    expired = sum(waiver.is_expired(wanted.today) for waiver, _ in seen.waivers)
    if form == "text" and not seen.problems:
        rest = f", {expired} expired, {len(seen.unmatched)} without a finding" if expired or seen.unmatched else ""
        say(f"{len(seen.waivers)} waiver{'' if len(seen.waivers) == 1 else 's'}{rest}\n")
    return NO_VERDICT if seen.problems else FAILED if expired or seen.unmatched else PASSED


@command.command("add")
@options.looking
@options.gate
@click.option("--fingerprint", default="", metavar="F1", help="The finding: the first characters of its fingerprint, from --format json.")
@click.option("--at", "place", default="", metavar="PLACE", help="The finding: its file, FILE:LINE, pointer or operation.")
@click.option("--operation", default="", metavar="'POST /x'", help="Of a shared component, the one use that is waived. Default: all.")
@click.option("--reason", default="", help="Why the risk is acceptable.")
@click.option("--owner", default="", help="Who answers for it.")
@click.option("--expires", default="", metavar="YYYY-MM-DD", help="The last day on which it holds.")
@click.option("--ticket", default="", help="Where the work is tracked.")
@click.option("--status", type=click.Choice(STATUSES), default=STATUSES[0], show_default=True, help="What kind of exception it is.")
def add(
    gate: str,
    fingerprint: str,
    place: str,
    operation: str,
    reason: str,
    owner: str,
    expires: str,
    ticket: str,
    status: str,
    **asked: Unpack[Looked],
) -> int:
    """Judge documents, and waive one of the open findings: policy, place and fingerprint are filled in.

    On a terminal, what no option says is asked for. Elsewhere --reason, --owner and --expires are needed, and the other options must
    leave one finding. What people wrote in the file stays as it is.
    """
    from celadon.exemptions.waivers import Status  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.waivers import Wanted, add_waiver, candidates, open_findings  # noqa: PLC0415 - the same

    missing = [flag for flag, value in (("--reason", reason), ("--owner", owner), ("--expires", expires)) if not value]
    if missing and not _is_watched():
        raise click.UsageError(f"without a terminal {', '.join(missing)} must be given")
    options_ = replace(looked_at(asked), gate=gate)
    policy = asked["policies"][0] if len(asked["policies"]) == 1 and not set("*?[") & set(asked["policies"][0]) else ""
    found = candidates(open_findings(options_).findings, fingerprint=fingerprint, policy=policy, place=place)
    finding = found[0] if len(found) == 1 else _choose(found)
    if missing:
        reason, owner, expires = _ask(options_, finding, reason, owner, expires)
    wanted = Wanted(reason=reason, owner=owner, expires=_day(expires), operation=operation, ticket=ticket, status=Status(status))
    path, waiver = add_waiver(options_, finding, wanted)
    use = f", for {waiver.operation} alone" if waiver.operation else ""
    say(f"waived {waiver.policy} at {_place(finding)}{use} until {waiver.expires.isoformat()}, owner {waiver.owner}\nwritten {path.name}\n")
    return PASSED


def _is_watched() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _choose(findings: "Sequence[Finding]") -> "Finding":
    """Show what is open, the worst first, and let people choose; without a terminal that ends in a usage error."""
    from celadon.reports.sanitising import clean, defuse  # noqa: PLC0415 - `--help` does not need it

    if not findings:
        raise click.UsageError("no open finding is as described; 'celadon check' lists them, waived and baselined ones aside")
    offered = sorted(findings, key=lambda finding: finding.severity, reverse=True)[:_CHOICES]
    for number, finding in enumerate(offered, 1):
        mark = f"{number:>3}" if _is_watched() else finding.fingerprint[:_MARK]
        chatter(defuse(clean(f"{mark}  {finding.severity.value:<8} {finding.policy}   {_place(finding)}")))
        chatter(defuse(clean(f"{'':{len(mark)}}           {finding.message}")))
    if len(findings) > len(offered):
        chatter(f"     ... {len(findings) - len(offered):,} more; name a document, --policy or --at")
    if not _is_watched():
        raise click.UsageError(f"{len(findings)} open findings are as described; choose one with --fingerprint")
    chosen: int = click.prompt("Which one", type=click.IntRange(1, len(offered)), err=True)
    return offered[chosen - 1]


def _ask(options_: "CheckOptions", finding: "Finding", reason: str, owner: str, expires: str) -> tuple[str, str, str]:
    """Ask for what no option said; owner and end have an answer to begin with."""
    from celadon.usecases.waivers import last_day, list_waivers  # noqa: PLC0415 - terminals only

    before = [waiver.owner for waiver in list_waivers(options_)]
    cap = last_day(options_, finding)
    end = options_.today + timedelta(days=min(USUAL, cap) if cap is not None else USUAL)
    reason = reason or click.prompt("Reason: why is the risk acceptable", err=True)
    owner = owner or click.prompt("Owner", default=before[-1] if before else None, err=True)
    most = f", {cap} days at most" if cap is not None else ""
    expires = expires or click.prompt(f"Last day on which it holds{most}", default=end.isoformat(), err=True)
    return reason, owner, expires


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise click.BadParameter(f"'{written}' is not a date such as 2027-03-31", param_hint="--expires") from None


def _place(finding: "Finding") -> str:
    start = finding.location.span.start
    return f"{finding.location.file}:{start.line}:{start.column}"


def _table(rows: "Sequence[tuple[Waiver, int | None]]", today: date) -> "Iterator[Line]":
    widths = [max((len(text) for text in column), default=0) for column in zip(*(_cells(waiver) for waiver, _ in rows), strict=True)]
    for waiver, number in rows:
        left = (waiver.expires - today).days
        word = "expired" if left < 0 else "today" if left == 0 else f"{left:,} days"
        policy, where, owner = _cells(waiver)
        covers = "" if number is None else f"   covers {number} finding{'' if number == 1 else 's'}"
        yield (
            (waiver.expires.isoformat(), "error" if left < 0 else "warning" if left <= SOON else "plain"),
            (f"  {word:<10} ", "error" if left < 0 else "dim"),
            (f"{policy:<{widths[0]}}", "strong"),
            (f"   {where:<{widths[1]}}", "place"),
            (f"   {owner:<{widths[2]}}   {waiver.status.value}{covers}", "dim"),
        )
        ticket = f" ({waiver.ticket})" if waiver.ticket else ""
        start = waiver.location.span.start
        yield ((f"                        {waiver.reason}{ticket}", "plain"), (f"   {waiver.location.file}:{start.line}", "dim"))


def _cells(waiver: "Waiver") -> tuple[str, str, str]:
    return waiver.policy, waiver.place, waiver.owner


def _row(waiver: "Waiver", today: date) -> dict[str, object]:
    start = waiver.location.span.start
    return {
        "policy": waiver.policy,
        "where": {
            key: value
            for key in ("document", "pointer", "operation", "fingerprint")
            if (value := getattr(waiver, key)) and (key, value) != ("document", "**")
        },
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
        "expired": waiver.is_expired(today),
        "ticket": waiver.ticket,
        "status": waiver.status.value,
        "inline": waiver.inline is not None,
        "file": waiver.location.file,
        "line": start.line,
    }
