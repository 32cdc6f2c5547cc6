"""`celadon explain`: one policy as a page in the terminal, or all of them as pages of Markdown."""

from pathlib import Path

import click

from celadon.cli import options
from celadon.cli.exits import FAILED, PASSED
from celadon.cli.speaking import page_options, say


@click.command("explain")
@click.argument("name", metavar="POLICY", required=False)
@click.option("--functions", is_flag=True, help="List the functions of CEL instead; with a name, that function or library in full.")
@options.bundles
@click.option(
    "--pages", type=click.Path(path_type=Path), metavar="FOLDER", help="Write a page for every policy and a table per bundle here."
)
@click.option("--check", is_flag=True, help="With --pages: write nothing, name the pages that are out of step, exit 1 if there are any.")
@options.color
def command(name: str | None, functions: bool, bundles: tuple[str, ...], pages: Path | None, check: bool, color: str) -> int:
    """Show a policy: why it is there, what to do, its rule, its parameters and its examples.

    POLICY is a full name, BUNDLE/ID, a short id or an alias.
    """
    if functions:
        return _functions(name or "", color)
    if (name is None) == (pages is None):
        raise click.UsageError("name one policy, or write all of them with --pages FOLDER; --functions lists the functions of CEL")
    if pages is not None:
        return _pages(pages, bundles, check=check)
    if check:
        raise click.UsageError("--check compares pages: give --pages FOLDER")
    return _page(name or "", bundles, color)


def _functions(name: str, color: str) -> int:
    from celadon.cli.listing import every_library, function_lines  # noqa: PLC0415 - policies are explained without
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - the same

    page = page_options(color=color)
    say(paint(function_lines(every_library(), name, width=page.width), color=page.color))
    return PASSED


def _page(policy: str, bundles: tuple[str, ...], color: str) -> int:
    from celadon.reports.policy_page import policy_page  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.explain import beyond_standard, explain  # noqa: PLC0415 - the same

    found = explain(policy, bundles=bundles, start=Path.cwd())
    page = page_options(color=color)
    beyond = beyond_standard(found.policy)
    say(policy_page(found.policy, found.bundle, found.profiles, width=page.width, color=page.color, beyond=beyond))
    return PASSED


def _pages(folder: Path, bundles: tuple[str, ...], *, check: bool) -> int:
    from celadon.reports.text.wording import counted  # noqa: PLC0415 - one policy does not need it
    from celadon.usecases.authoring.pages import compare_pages, write_pages  # noqa: PLC0415 - the same

    kept = (compare_pages if check else write_pages)(folder, bundles=bundles, start=Path.cwd())
    for words, names in (("out of step" if check else "written", kept.changed), ("no longer made" if check else "removed", kept.stale)):
        for name in names:
            say(f"{words}: {(folder / name).as_posix()}\n")
    found = len(kept.changed) + len(kept.stale)
    if check:
        say(f"{counted(found, 'page')} out of step: run the command without --check\n" if found else "every page is in step\n")
    else:
        say(f"{counted(found, 'page')} changed\n" if found else "every page was in step\n")
    return FAILED if check and found else PASSED
