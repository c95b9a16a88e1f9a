"""The wheel in an environment of its own, with the base alone, in a folder of somebody else's, without git."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from publish.adapters.system.extras import EXTRAS
from tests.pictures import draw

ROOT = Path(__file__).parent.parent
WHEELS = ROOT / ".venv" / "wheels"
COMMANDS = ("publish", "wechat-newsletter")
LARGEST_BASE = 90_000_000
"""Bytes of all files that a base install brings, the program's own included; byte code comes with use."""
SECONDS = 120
MEDIA_ID_CHARS = 64
NOTES = "---\nmath: true\n---\n# 笔记\n\n**重点**。`:tada:` 是 :tada:，由 $\\frac{a}{b}$ 得。\n\n![照片](photo.heic)\n"


class Installation:
    """A virtual environment with the wheel in it, and the folder in which its commands run."""

    def __init__(self, environment: Path, place: Path) -> None:
        self._programs = environment / "bin"
        self.folder, self.home, self.path = (place / name for name in ("newsletter", "home", "no-programs"))
        for folder in (self.folder, self.home, self.path):
            folder.mkdir()
        self._variables = {"PATH": str(self.path), "HOME": str(self.home), "LANG": "C.UTF-8"}

    def run(self, *words: str, command: str = "publish", **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [self._programs / command, *words, "--lang", "en"],
            cwd=self.folder,
            env={**self._variables, **variables},
            timeout=SECONDS,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def serve(self, *words: str) -> Iterator[str]:
        """Run a command that serves a page, and yield the page's address, which it prints."""
        command = [str(self._programs / "publish"), *words, "--port", "0", "--lang", "en"]
        with subprocess.Popen(
            command, cwd=self.folder, env=self._variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            try:
                assert process.stdout is not None
                yield process.stdout.readline().strip()
            finally:
                process.terminate()


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a virtual environment with the wheel and what it requires, in the versions of the lock."""
    assert WHEELS.is_dir(), "make check fetches the wheels"
    folder = tmp_path_factory.mktemp("installed") / "environment"
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "venv", "--python", sys.executable, str(folder)], check=True, timeout=SECONDS)
    install = [*uv, "pip", "install", "--python", str(folder), "--no-index", "--find-links", str(WHEELS), str(wheel)]
    subprocess.run(install, check=True, timeout=SECONDS)
    return folder


@pytest.fixture
def installation(environment: Path, tmp_path: Path) -> Installation:
    return Installation(environment, tmp_path)


@pytest.fixture
def newsletter(installation: Installation) -> Installation:
    """Return an installation in the folder of a newsletter that `publish init` has begun."""
    begun = installation.run("init", "--yes")
    assert (begun.returncode, (installation.folder / "publish.toml").exists()) == (0, True), begun.stderr
    return installation


def find_site_packages(environment: Path) -> Path:
    [folder] = environment.glob("lib/*/site-packages")
    return folder


def test_base_install_is_small(environment: Path) -> None:
    sizes = [path.stat().st_size for path in find_site_packages(environment).rglob("*") if path.is_file()]

    assert 0 < sum(sizes) <= LARGEST_BASE


def test_base_install_leaves_the_extras_out(environment: Path) -> None:
    folder = find_site_packages(environment)

    assert [module for module in EXTRAS.values() if (folder / module).exists()] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_installed_command_builds_a_file(installation: Installation, command: str) -> None:
    (installation.folder / "notes.md").write_text("# 笔记\n\n**重点**。:tada:\n", encoding="utf-8")

    built = installation.run("build", "notes.md", command=command)

    assert built.returncode == 0, built.stderr
    article = (installation.folder / "build" / "notes" / "article.html").read_text(encoding="utf-8")
    assert ("重点" in article, "🎉" in article) == (True, True)


def test_base_install_names_each_extra_that_an_issue_needs(installation: Installation) -> None:
    (installation.folder / "notes.md").write_text(NOTES, encoding="utf-8")
    (installation.folder / "photo.heic").write_bytes(draw("HEIF"))

    built = installation.run("build", "notes.md")

    asked = set(re.findall(r'pip install "wechat-newsletter\[(\w+)\]"', built.stderr))
    machine = {"fonts"}  # asked for where the machine has no font with Chinese
    assert (built.returncode, asked - machine, "Traceback" in built.stderr) == (0, {"math", "heic"}, False)


def test_base_install_names_the_extras_of_ledger_and_notifications(newsletter: Installation) -> None:
    newsletter.run("ledger", "init", "--account", "sandbox")
    server = newsletter.run("status", "--account", "sandbox", PUBLISH_LEDGER="postgresql://u@localhost/d")
    addresses = newsletter.home / ".config" / "publish" / "notify"
    addresses.parent.mkdir(parents=True, exist_ok=True)
    addresses.write_text("https://example.org/hook\n", encoding="utf-8")
    addresses.chmod(0o600)
    notified = newsletter.run("schedule", "install", "--account", "sandbox")

    assert (server.returncode, 'pip install "wechat-newsletter[postgres]"' in server.stderr) == (3, True)
    assert (notified.returncode, 'pip install "wechat-newsletter[notify]"' in notified.stderr) == (3, True)


def test_doctor_of_a_base_install_lists_the_extras(installation: Installation) -> None:
    doctor = installation.run("doctor")

    assert 'pip install "wechat-newsletter[postgres,heic,notify,math' in doctor.stdout


def test_installed_program_prints_the_skill(installation: Installation) -> None:
    printed = installation.run("skill", "--json")

    result = json.loads(printed.stdout)["result"]
    assert {file["path"] for file in result["files"]} >= {"SKILL.md", "references/sending.zh.md"}
    assert Path(result["folder"], "SKILL.md").is_file()


def test_installed_preview_serves_an_issue(newsletter: Installation) -> None:
    with newsletter.serve("preview", "--no-open") as address:
        page = requests.get(address, timeout=SECONDS)  # noqa: TID251  # no adapter's session

    assert (page.status_code, "<title>" in page.text) == (200, True)


def test_installed_draft_reaches_the_sandbox(newsletter: Installation) -> None:
    [issue] = (newsletter.folder / "issues").glob("*.md")
    with newsletter.serve("sandbox") as url:
        platform = {"WECHAT_API": f"{url}/cgi-bin"}
        made = newsletter.run("ledger", "init", "--account", "sandbox", **platform)
        drafted = newsletter.run("draft", issue.stem, "--account", "sandbox", **platform)
        page = requests.get(url, timeout=SECONDS)  # noqa: TID251  # no adapter's session
        status = newsletter.run("status", "--account", "sandbox", **platform)

    assert (made.returncode, drafted.returncode) == (0, 0), made.stderr + drafted.stderr
    title = issue.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    assert len(drafted.stdout.split()[-1]) == MEDIA_ID_CHARS
    assert title in page.text
    assert re.search(rf"{issue.stem} +in the draft box", status.stdout)


def test_installed_program_finds_no_git(newsletter: Installation) -> None:
    assert shutil.which("git", path=str(newsletter.path)) is None
    assert not (newsletter.folder / ".git").exists()
