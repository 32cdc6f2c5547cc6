"""The report of a run that came to nothing, so that each format says why and nobody takes an old file for a new answer."""

from celadon import __version__
from celadon.terms.errors import CeladonError
from celadon.terms.report import Counts, GateResult, Report
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.planning import every_mistake


def refused(error: CeladonError, options: CheckOptions) -> Report:
    """Report what is wrong with the usage, the settings or the bundles; nothing was judged."""
    return Report(
        tool_version=__version__,
        date=options.today.isoformat(),
        verdict="error",
        exit_code=2,
        gate=GateResult(name=options.gate, fail_on=options.fail_on),
        bundles=(),
        policies=(),
        documents=(),
        verdicts=(),
        findings=(),
        problems=every_mistake(error, options),
        warnings=(),
        disabled=(),
        skipped=(),
        counts=Counts(
            documents=0,
            policies=0,
            verdicts=dict.fromkeys((judgement.value for judgement in Judgement), 0),
            findings=dict.fromkeys((severity.value for severity in Severity), 0),
            waived=0,
            baselined=0,
        ),
    )
