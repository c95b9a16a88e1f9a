"""The step of the GitHub Action, as a runner calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.sandbox.server import run_in_thread

FOLDER = Path(__file__).parent.parent / "action"
SCRIPT = FOLDER / "run_action.py"
ISSUE = (
    "# 周报 (2020-06-17)\n\n> 导读：本期1条。\n\n## 新闻\n\n- [一则消息 | 某站](https://example.org/a)\n摘要：甲。\n"
)


class Told(NamedTuple):
    """What a step says, and its outputs."""

    code: int
    out: str
    outputs: dict[str, list[str]]


@pytest.fixture
def newsletter(tmp_path: Path) -> Path:
    folder = tmp_path / "newsletter"
    folder.mkdir()
    (folder / "publish.toml").write_text('theme = "neural"\n[newsletter]\nid = "weekly"\nissues = "issues"\n')
    (folder / "issues").mkdir()
    (folder / "issues" / "2020-06-17.md").write_text(ISSUE, encoding="utf-8")
    return folder


def run(folder: Path, **given: str) -> Told:
    """Run the step in a folder with its inputs."""
    written = folder.parent / "output"
    written.touch()
    environment = {**os.environ, "GITHUB_OUTPUT": str(written), "GITHUB_ACTIONS": "true", "LANG": "en", **given}
    done = subprocess.run(
        [sys.executable, SCRIPT], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert "Traceback" not in done.stderr
    return Told(done.returncode, done.stdout, read_outputs(written.read_text(encoding="utf-8")))


def read_outputs(text: str) -> dict[str, list[str]]:
    """Return the outputs of a step, as a runner reads them from its file."""
    outputs: dict[str, list[str]] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, _, end = line.partition("<<")
        outputs[name] = list(iter(lambda: next(lines), end))
    return outputs


@pytest.mark.parametrize("issue", ["2020-06-17", "issues/2020-06-17.md", ""])
def test_build_lists_the_files(newsletter: Path, issue: str) -> None:
    told = run(newsletter, ACTION="build", ISSUE=issue)

    assert told.code == 0, told.out
    assert {"build/2020-06-17/preview.html", "build/2020-06-17/article.html"} <= set(told.outputs["files"])
    assert [path for path in told.outputs["files"] if not (newsletter / path).is_file()] == []


def test_check_annotates_the_line_of_a_problem(newsletter: Path) -> None:
    (newsletter / "issues" / "2020-06-17.md").write_text(ISSUE.replace("本期1条", "本期7条"), encoding="utf-8")

    told = run(newsletter, ACTION="check", ISSUE="2020-06-17")

    assert "file=issues/2020-06-17.md,line=3" in told.out
    assert told.outputs == {}


def test_build_fails_and_annotates_what_stops_it(newsletter: Path) -> None:
    (newsletter / "issues" / "2020-06-17.md").write_text("---\ntheme: nosuch\n---\n" + ISSUE, encoding="utf-8")

    told = run(newsletter, ACTION="build", ISSUE="2020-06-17")

    assert told.code == 3
    assert "::error" in told.out


def test_annotation_of_an_issue_begins_no_other_command(newsletter: Path) -> None:
    """A runner decodes %0A in a message: text of an issue must not become a line of its own there."""
    quoted = '---\ntheme: "a%0A::set-output"\n---\n'
    (newsletter / "issues" / "2020-06-17.md").write_text(quoted + ISSUE, encoding="utf-8")

    told = run(newsletter, ACTION="build", ISSUE="2020-06-17")

    assert [line for line in told.out.splitlines() if line.startswith("::error::") and "%250A::set-output" in line]
    assert "%0A::" not in told.out


@pytest.mark.parametrize("runner", ["github-hosted", ""])
def test_draft_is_refused_on_a_runner_of_others(newsletter: Path, runner: str) -> None:
    told = run(newsletter, ACTION="draft", ISSUE="2020-06-17", RUNNER_ENVIRONMENT=runner)

    assert (told.code, "::error::drafts are pushed from a runner of your own" in told.out) == (2, True)


@pytest.mark.parametrize(("action", "issue"), [("release", "2020-06-17"), ("", "2020-06-17"), ("draft", "")])
def test_action_refuses_what_it_cannot_do(newsletter: Path, action: str, issue: str) -> None:
    told = run(newsletter, ACTION=action, ISSUE=issue, RUNNER_ENVIRONMENT="self-hosted")

    assert (told.code, told.out.startswith("::error::")) == (2, True)


def test_draft_hands_on_its_media_id(newsletter: Path) -> None:
    given = {"ACTION": "draft", "ISSUE": "2020-06-17", "ACCOUNT": "sandbox", "RUNNER_ENVIRONMENT": "self-hosted"}
    with run_in_thread() as sandbox:
        told = run(newsletter, **given, WECHAT_API=sandbox.api)

    assert told.code == 0, told.out
    [media_id] = told.outputs["media-id"]
    assert media_id in told.out


@pytest.mark.parametrize("named", ["--all", "$(touch ran)", "; touch ran"])
def test_issue_is_never_an_option_nor_run(newsletter: Path, named: str) -> None:
    told = run(newsletter, ACTION="build", ISSUE=named)

    assert told.code == 3
    assert not (newsletter / "ran").exists()


def test_action_declares_what_its_step_reads_and_writes() -> None:
    action = yaml.safe_load((FOLDER / "action.yml").read_text(encoding="utf-8"))
    [step] = [step for step in action["runs"]["steps"] if step.get("id") == "run"]

    assert set(step["env"]) == {"ACTION", "ISSUE", "ACCOUNT"}
    assert set(action["outputs"]) == {"files", "media-id"}
    assert {"issue", "account", "action"} <= set(action["inputs"])
