"""A second opinion for people: each disagreement with its cause, and how much could be compared at all."""

from collections.abc import Iterator, Sequence

from celadon.reports.text.measuring import shorten
from celadon.reports.text.painting import Line
from celadon.reports.text.wording import counted
from celadon.terms.tested import Disagreement, Opinion

_MOST = 5
"""Reasons that are named."""
_INDENT = " " * 16


def disagreement_lines(opinion: Opinion | None, *, verbose: bool, width: int) -> Iterator[Line]:
    """Show what nobody can explain; the rest, where it is asked for."""
    for one in opinion.disagreements if opinion is not None else ():
        if verbose or not one.cause:
            yield from _disagreement(one, width)


def _disagreement(one: Disagreement, width: int) -> Iterator[Line]:
    start = one.location.span.start
    yield ((f"      {one.location.file}:{start.line}:{start.column}", "place"), (f"   in: {one.example}", "dim"))
    yield ((f"        {shorten(one.expression, width - 8)}", "plain"),)
    yield ((f"        Celadon:    {shorten(one.ours, width - 20)}", "plain"),)
    yield ((f"        cel-python: {shorten(one.theirs, width - 20)}", "plain"),)
    times = f" ({counted(one.times, 'time')})"
    yield ((f"        {one.cause or 'no known cause: one of the two is wrong'}{times}", "dim" if one.cause else "error"),)


def opinion_lines(opinions: Sequence[Opinion]) -> Iterator[Line]:
    """Sum up: what was compared, what was not and why, and each cause of disagreement."""
    if not opinions:
        return
    expressions, portable = sum(one.expressions for one in opinions), sum(one.portable for one in opinions)
    yield (("second opinion  ", "strong"), (f"portable CEL: {portable:,} of {counted(expressions, 'expression')}", "plain"))
    why = _reasons(opinions)
    if why:
        more = f" and {len(why) - _MOST} more" if len(why) > _MOST else ""
        yield ((f"{_INDENT}the others use {', '.join(f'{name} {count:,}' for name, count in why[:_MOST])}{more}", "dim"),)
    compared, left_out = sum(one.compared for one in opinions), sum(one.left_out for one in opinions)
    disagreements = [disagreement for one in opinions for disagreement in one.disagreements]
    agreed = compared - sum(one.times for one in disagreements)
    unknown = f"; {left_out:,} more meet unknown facts" if left_out else ""
    yield ((f"{_INDENT}{counted(compared, 'evaluation')} compared with cel-python, {agreed:,} agree{unknown}", "plain"),)
    causes: dict[str, int] = {}
    for one in disagreements:
        causes[one.cause] = causes.get(one.cause, 0) + one.times
    for cause, times in sorted(causes.items(), key=lambda item: (item[0] != "", -item[1], item[0])):
        yield ((f"{_INDENT}{times:,} disagree: {cause or 'NO KNOWN CAUSE'}", "dim" if cause else "error"),)


def _reasons(opinions: Sequence[Opinion]) -> list[tuple[str, int]]:
    """Count what keeps expressions from being portable, the most frequent first."""
    counts: dict[str, int] = {}
    for one in (name for opinion in opinions for found in opinion.beyond for name in found):
        counts[one] = counts.get(one, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
