"""What is read without click is what click would have read."""

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from celadon.cli.check import command
from celadon.cli.plain import understood

WORDS = ["api.yaml", "-", "--", "a=b", "=", "", "-x", "-q", "-qq", "--quiet=1", "text", "json", "error", "never", "full", "0", "1", "07", "12", "٣", "1_0", " 2",
         "--nonsense", "--prof", "--watch", "--pair", "--output", "json=out.json", "--config", "--date", "2026-11-26", "--help"]  # fmt: skip
OPTIONS = [name for option in command.params for name in option.opts if name.startswith("-")]
ARGUMENTS = st.lists(
    st.one_of(
        st.sampled_from(WORDS), st.sampled_from(OPTIONS), st.builds("{}={}".format, st.sampled_from(OPTIONS), st.sampled_from(WORDS))
    ),
    max_size=6,
)


def by_click(arguments):
    """Give the parameters, or None where click complains or answers by itself."""
    try:
        with command.make_context("check", list(arguments)) as context:
            return context.params
    except (click.ClickException, click.exceptions.Exit):
        return None


@settings(max_examples=1500, deadline=None)
@given(ARGUMENTS)
def test_whatever_is_understood_is_understood_as_click_does(arguments) -> None:
    plain = understood(arguments, {})
    if plain is not None:
        assert plain == by_click(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["api.yaml"],
        ["a.yaml", "-", "b=c.yaml"],
        ["--profile", "strict", "api.yaml", "--profile=starter"],
        ["--jobs", "2", "-q", "--all", "--why", "--exit-zero", "--skip-unknown", "--no-waivers", "--no-baseline", "--strict-waivers"],
        ["--format", "sarif", "--color=never", "--fail-on", "hint", "--validate", "full", "--gate", "main"],
        ["--policy", "a/*", "--policy=b/*", "--skip", "c", "--bundle", "team", "--exclude", "x/**"],
        ["--against", "main", "--config-from", "worktree", "--stdin-filepath", "api.yaml", "-"],
    ],
)
def test_the_options_of_most_runs_need_no_click(arguments) -> None:
    assert understood(arguments, {"CELADON_DEBUG": "1", "PATH": "/bin"}) == by_click(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"], ["--prof", "strict"], ["--profile"], ["--profile", "--all"], ["--profile="], ["--format", "yaml"], ["--jobs", "0"],
        ["--jobs", "two"], ["--jobs", "٣"], ["--all=1"], ["-qq"], ["--"], ["--help"], ["-h"], ["--watch"], ["--output", "json=a"], [""],
        ["--date", "2026-11-26"], ["--pair", "a=b"], ["--config", "x.yaml"],
    ],
)  # fmt: skip
def test_what_needs_a_judge_is_left_to_click(arguments) -> None:
    assert understood(arguments, {}) is None


@pytest.mark.parametrize("name", ["CELADON_PROFILE", "CELADON_DATE", "_CELADON_COMPLETE"])
def test_options_of_the_environment_are_left_to_click(name) -> None:
    assert understood(["api.yaml"], {name: "x"}) is None
