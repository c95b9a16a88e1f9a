"""The files that bring the program elsewhere, linted: Dockerfile, workflows, action and hooks."""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from publish.cli import COMMANDS

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EXAMPLES = sorted((ROOT / "action").glob("example-*.yml"))
ACTION = ROOT / "action" / "action.yml"
DOCKERFILE = ROOT / "Dockerfile"
PINNED = re.compile(r"(?:\./|[\w./-]+@[0-9a-f]{40} # v\d|ysh329/awesome-embedded-ai/action@v\d)")


def lint(program: str, *words: str | Path) -> str:
    """Return what a linter finds; empty for nothing."""
    command = [str(Path(sys.executable).with_name(program)), *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def list_instructions(name: str) -> list[str]:
    """Return what follows an instruction of the Dockerfile, continued lines joined."""
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    return re.findall(rf"^{name} +(.*)$", text, re.MULTILINE)


def test_dockerfile_has_no_finding() -> None:
    assert lint("hadolint", DOCKERFILE) == ""


def test_dockerfile_runs_as_nobody_special_and_keeps_the_ledger_on_a_volume() -> None:
    [user], [volume] = list_instructions("USER"), list_instructions("VOLUME")

    assert user.split(":")[0] not in ("0", "root")
    assert f"XDG_STATE_HOME={volume.strip('[]').strip(chr(34))}" in " ".join(list_instructions("ENV"))


def test_dockerfile_brings_a_chinese_font_and_installs_from_the_locks_alone() -> None:
    installed = [line for line in list_instructions("RUN") if "pip install" in line]

    assert any("locks/fonts.txt" in line for line in installed)
    assert [line for line in installed if "--require-hashes" not in line and "--no-deps" not in line] == []


def test_dockerfile_copies_what_exists_and_is_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = [line.removeprefix("!") for line in ignored if line.startswith("!")]
    copied = [word for line in list_instructions("COPY") if "--from" not in line for word in line.split()[:-1]]

    assert "*" in ignored
    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert [path for path in copied if not any(fnmatch(path.split("/")[0], name) for name in allowed)] == []


@pytest.mark.parametrize("path", [*WORKFLOWS, *EXAMPLES], ids=lambda path: path.name)
def test_workflow_follows_its_schema(path: Path) -> None:
    assert lint("check-jsonschema", "--builtin-schema", "vendor.github-workflows", path) == ""


def test_action_follows_its_schema() -> None:
    assert lint("check-jsonschema", "--builtin-schema", "vendor.github-actions", ACTION) == ""


@pytest.mark.parametrize("path", [*WORKFLOWS, *EXAMPLES, ACTION], ids=lambda path: path.name)
def test_workflow_has_no_known_hole(path: Path) -> None:
    assert lint("zizmor", "--offline", "--no-progress", "--color=never", path) == ""


def test_release_publishes_without_a_token_what_was_attested() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]

    assert jobs["publish"]["needs"] == ["build", "attest"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert "secrets." not in text
    used = re.findall(r"uses: (.*)", text)
    assert [line for line in used if not PINNED.match(line)] == []


def test_hook_runs_a_command_that_exists() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

    program, command = hook["entry"].split()
    assert (hook["id"], program, command in COMMANDS) == ("publish-check", "publish", True)
    assert {"id", "name", "entry", "language"} <= hook.keys()
