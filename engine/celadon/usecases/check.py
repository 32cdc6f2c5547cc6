"""The main job, top to bottom: load, index, select, plan, evaluate, dispose. Everything else is detail of one step."""

from celadon import __version__
from celadon.exemptions.applying import dispose
from celadon.exemptions.gating import count, decide
from celadon.frozen import replace
from celadon.sources.parsing.collecting import Collecting
from celadon.terms.report import Report
from celadon.usecases.checking.comparing import Comparison
from celadon.usecases.checking.excusing import exemptions_of
from celadon.usecases.checking.loading import load_inputs
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.planning import Planner
from celadon.usecases.checking.summing import Summary


def check(options: CheckOptions) -> Report:
    """Judge documents. Raises a CeladonError for usage, settings and bundles only: what is wrong with a document is in the report."""
    inputs = load_inputs(options)
    planner = Planner(options, inputs.settings, inputs.origin)
    excused = exemptions_of(options, inputs, planner.selection, planner.gate)
    summary, comparison = Summary(inputs), Comparison(inputs, planner)
    with Collecting() as collecting:
        for loaded in inputs.documents():
            summary.settle()
            for model, judged in comparison.judge(loaded):
                summary.add(loaded, model, judged)
                excused.read(model)
            collecting.left(loaded.size)
    comparison.look_back()
    exemptions = replace(excused.exemptions, before=comparison.before)
    disposed = dispose(summary.findings, summary.verdicts, exemptions, files=summary.files_by_document)
    stale = () if options.strict_waivers else disposed.stale
    late = summary.problems(disposed, is_strict=options.strict_waivers, is_planned=not planner.problems)
    problems = (*inputs.problems, *planner.problems, *excused.problems, *late)
    documents, policies = summary.documents, planner.policies
    counts = count(disposed.verdicts, disposed.findings, documents=len(documents), policies=len(policies))
    decision = decide(planner.gate, counts, bundles=planner.bundle_names, is_trustworthy=not problems)
    return Report(
        tool_version=__version__,
        date=options.today.isoformat(),
        verdict=decision.verdict,
        exit_code=0 if options.exit_zero and decision.exit_code == 1 else decision.exit_code,
        gate=decision.gate,
        bundles=planner.bundles_seen,
        policies=policies,
        documents=documents,
        verdicts=disposed.verdicts,
        findings=disposed.findings,
        problems=problems,
        warnings=(*inputs.warnings, *planner.warnings(), *comparison.warnings, *excused.warnings, *stale),
        disabled=planner.selection.disabled,
        skipped=tuple(item for item in inputs.skipped if item.path not in summary.files),  # a part of a document was looked at
        counts=counts,
        notes=(*inputs.origin.notes, *excused.notes),
        governed_by=tuple(inputs.governing),
        configuration=inputs.origin.seen,
        against=comparison.seen(disposed.findings, disposed.mended),
    )
