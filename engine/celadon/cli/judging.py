"""From the options that every judging command has to a report; `check`, `attest` and `scorecard` differ in what they write."""

import sys
from datetime import date
from pathlib import Path
from typing import TypedDict

from celadon.cli.waiting import Waiting
from celadon.frozen import replace
from celadon.terms.errors import CeladonError
from celadon.terms.report import Report
from celadon.terms.severity import Severity
from celadon.usecases.check import check
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.refusing import refused


class Looked(TypedDict):
    """What a command is given that looks for findings: one key per option of `options.looking`."""

    paths: tuple[str, ...]
    bundles: tuple[str, ...]
    policies: tuple[str, ...]
    skip: tuple[str, ...]
    profile: str | None
    exclude: tuple[str, ...]
    stdin_filepath: str | None
    skip_unknown: bool
    validation: str
    jobs: int | None
    pairs: tuple[str, ...]
    config: Path | None
    date: str | None


class Asked(Looked):
    """What a command is given that decides: one key per option of `options.asking`."""

    gate: str
    fail_on: str | None
    against: str | None
    config_from: str | None
    no_waivers: bool
    no_baseline: bool
    strict_waivers: bool
    exit_zero: bool


def looked_at(asked: Looked) -> CheckOptions:
    """Turn options into what is looked at; raises click.BadParameter for values that are none."""
    return CheckOptions(
        paths=asked["paths"],
        start=Path.cwd(),
        today=_day(asked["date"]),
        read_stdin=sys.stdin.buffer.read,
        stdin_name=asked["stdin_filepath"] or "",
        config=asked["config"],
        bundles=asked["bundles"],
        policies=asked["policies"],
        skip=asked["skip"],
        profile=asked["profile"],
        pairs=tuple(_pair(pair) for pair in asked["pairs"]),
        exclude=asked["exclude"],
        skip_unknown=asked["skip_unknown"],
        validation=asked["validation"],
        jobs=asked["jobs"],
    )


def wanted(asked: Asked) -> CheckOptions:
    """Turn options into what a check is asked; raises as `looked_at` does."""
    return replace(
        looked_at(asked),
        gate=asked["gate"],
        fail_on=Severity(asked["fail_on"]) if asked["fail_on"] else None,
        against=asked["against"],
        config_from=asked["config_from"],
        use_waivers=not asked["no_waivers"],
        use_baseline=not asked["no_baseline"],
        strict_waivers=asked["strict_waivers"],
        exit_zero=asked["exit_zero"],
    )


def judge(asks: CheckOptions, *, quiet: bool = False) -> Report:
    """Run the check with a sign of life; a run that came to nothing is a report that says so."""
    with Waiting("judging", quiet=quiet):
        try:
            return check(asks)
        except CeladonError as error:
            return refused(error, asks)


def _day(written: str | None) -> date:
    if written is None:
        return date.today()  # noqa: DTZ011, TID251 - the face opens the clock; waivers end on a day of the reader's own calendar
    try:
        return date.fromisoformat(written)
    except ValueError:
        import click  # noqa: PLC0415 - for mistakes only

        raise click.BadParameter(f"'{written}' is not a date such as 2026-11-23", param_hint="--date") from None


def _pair(written: str) -> tuple[str, str]:
    document, sign, gateway = written.partition("=")
    if not (document and sign and gateway):
        import click  # noqa: PLC0415 - for mistakes only

        raise click.BadParameter(f"'{written}' is not SPEC=GATEWAY", param_hint="--pair")
    return document, gateway
