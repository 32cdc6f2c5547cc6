"""Finding documents: one sorted list, nothing named in vain without a word, nothing outside of the project by a link."""

from pathlib import Path

import pytest

from celadon.sources.files.discovery import Discovery, discover


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (
        "apis/orders.yaml", "apis/b/users.YML", "apis/a.json", "apis/readme.md", "apis/.hidden.yaml", "apis/fixtures/bad.yaml",
        ".git/config.yaml", "node_modules/x/openapi.yaml", ".venv/lib/a.yaml", "gateway/kong.yaml",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a: 1\n")
    return tmp_path


def find(project: Path, *paths: str, exclude: tuple[str, ...] = (), start: Path | None = None) -> Discovery:
    return discover(paths, root=project, start=start or project, exclude=exclude)


def names(found: Discovery) -> list[str]:
    return [file.name for file in found.files]


def kinds(found: Discovery) -> list[str]:
    return [problem.kind for problem in found.problems]


def test_a_folder_gives_its_yaml_and_json_files_sorted_without_hidden_and_foreign_ones(project: Path) -> None:
    assert names(find(project, ".")) == [
        "apis/a.json",
        "apis/b/users.YML",
        "apis/fixtures/bad.yaml",
        "apis/orders.yaml",
        "gateway/kong.yaml",
    ]


def test_a_hidden_or_oddly_named_file_is_found_when_it_is_named(project: Path) -> None:
    found = find(project, "apis/.hidden.yaml", "apis/readme.md")
    assert names(found) == ["apis/.hidden.yaml", "apis/readme.md"]
    assert all(file.is_named for file in found.files)


def test_a_folder_that_is_never_searched_is_searched_when_it_is_named(project: Path) -> None:
    assert names(find(project, "node_modules")) == ["node_modules/x/openapi.yaml"]


def test_a_file_that_two_paths_name_is_found_once_and_counts_as_named(project: Path) -> None:
    found = find(project, "apis", "./apis/../apis/orders.yaml", "apis/orders.yaml")
    assert names(found).count("apis/orders.yaml") == 1
    assert [file.name for file in found.files if file.is_named] == ["apis/orders.yaml"]


@pytest.mark.parametrize("paths", [("apis", "gateway"), ("gateway", "apis"), ("apis/**/*", "gateway/*.yaml", "apis")])
def test_the_order_of_the_paths_does_not_matter(project: Path, paths: tuple[str, ...]) -> None:
    assert names(find(project, *paths, exclude=("*.md",))) == names(find(project, "apis", "gateway"))


def test_a_glob_spans_folders_but_not_hidden_or_foreign_ones(project: Path) -> None:
    assert names(find(project, "**/*.yaml")) == ["apis/fixtures/bad.yaml", "apis/orders.yaml", "gateway/kong.yaml"]


def test_a_glob_finds_foreign_files_where_their_folder_is_written(project: Path) -> None:
    assert names(find(project, "node_modules/**/*.yaml")) == ["node_modules/x/openapi.yaml"]


def test_a_project_below_a_folder_of_a_foreign_name_is_searched(tmp_path: Path) -> None:
    root = tmp_path / "node_modules" / "project"
    (root / "apis").mkdir(parents=True)
    (root / "apis" / "a.yaml").write_text("a: 1")
    assert names(find(root, "**/*.yaml")) == ["apis/a.yaml"]


def test_paths_are_relative_to_where_the_user_stands_and_names_to_the_root(project: Path) -> None:
    assert names(find(project, "a.json", start=project / "apis")) == ["apis/a.json"]


def test_a_file_outside_of_the_root_keeps_the_name_that_the_user_wrote(project: Path) -> None:
    outside = discover([str(project / "gateway" / "kong.yaml")], root=project / "apis", start=project)
    assert names(outside) == [(project / "gateway" / "kong.yaml").as_posix()]


def test_everything_that_is_named_in_vain_is_told_at_once(project: Path) -> None:
    (project / "empty").mkdir()
    found = find(project, "nowhere.yaml", "empty", "apis/*.xml", "gateway")
    assert kinds(found) == ["missing-file", "unmatched-path", "unmatched-path"]
    assert all(problem.hint for problem in found.problems)
    assert names(found) == ["gateway/kong.yaml"]


def test_ignore_files_work_like_gitignore_nearest_first(project: Path) -> None:
    (project / ".celadonignore").write_text("# ours\nfixtures/\n*.json\n!apis/a.json\n")
    (project / "apis" / "b" / ".celadonignore").write_text("*.YML\n")
    found = find(project, "apis")
    assert names(found) == ["apis/a.json", "apis/orders.yaml"]
    assert found.ignored == ("apis/b/users.YML", "apis/fixtures/bad.yaml")
    assert found.problems == ()


def test_a_nearer_ignore_file_takes_back_what_one_above_ignores(project: Path) -> None:
    (project / ".celadonignore").write_text("*.yaml\n")
    (project / "gateway" / ".celadonignore").write_text("!kong.yaml\n")
    assert names(find(project, "gateway", "apis")) == ["apis/a.json", "apis/b/users.YML", "gateway/kong.yaml"]


def test_a_named_file_is_looked_at_though_it_is_ignored_but_not_though_it_is_excluded(project: Path) -> None:
    (project / ".celadonignore").write_text("orders.yaml\n")
    assert names(find(project, "apis/orders.yaml")) == ["apis/orders.yaml"]
    excluded = find(project, "apis/orders.yaml", exclude=("**/orders.yaml",))
    assert names(excluded) == []
    assert excluded.ignored == ("apis/orders.yaml",)


def test_lines_that_are_no_patterns_are_told_with_their_number(project: Path) -> None:
    (project / ".celadonignore").write_text("fixtures/\n!\n")
    [problem] = find(project, "apis").problems
    assert problem.kind == "invalid-pattern"
    assert "line 2 of .celadonignore" in problem.message
    [excluded] = find(project, "gateway/kong.yaml", exclude=("!",)).problems
    assert "--exclude" in excluded.message


def test_a_link_that_leads_out_of_the_project_is_refused_and_one_within_is_followed_once(project: Path, tmp_path_factory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text("token: hunter2\n")
    (project / "gateway" / "out.yaml").symlink_to(secret)
    (project / "gateway" / "within.yaml").symlink_to(project / "apis" / "orders.yaml")
    found = find(project, "gateway", "gateway/out.yaml", "apis/orders.yaml")
    assert names(found) == ["apis/orders.yaml", "gateway/kong.yaml"]
    [problem] = found.problems
    assert "gateway/out.yaml is a link that leads out of the project" in problem.message


def test_a_folder_with_more_files_than_a_run_may_read_is_a_problem(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("celadon.sources.files.discovery.Limits", lambda: type("Few", (), {"files": 2}))
    found = find(project, "apis")
    assert kinds(found) == ["limit-exceeded"]


def test_a_pipe_is_not_a_document(project: Path) -> None:
    import os

    os.mkfifo(project / "pipe")
    assert kinds(find(project, "pipe")) == ["unmatched-path"]
