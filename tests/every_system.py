"""Try the commands on this system, whichever it is: `python -m tests.every_system [--schedule]`.

Needs what `publish` needs and nothing of the tests' own tools, since those ask for POSIX. Builds, checks and pushes an
issue to a sandbox of its own; with --schedule it also installs, shows and removes a schedule of this very user.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAME = "2020-06-17"
ACCOUNT = ("--account", "sandbox")
SECONDS = 180
SETTINGS = """\
[newsletter]
id = "every-system"
issues = 'issues'
[follow]
picture = 'images\\logo.png'
"""
ISSUE = f"""\
# 简报 ({NAME})

> 导读：本期1条。

## 新闻

- [一则消息 | 某站](https://mp.weixin.qq.com/s/abc)
摘要：要点在此，见 $x^2$。

![图](..\\images\\logo.png)

![画](..\\images\\drawing.svg)
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="50" height="50"/></svg>'


class CommandError(Exception):
    """A command ended with another exit code than it should have."""


def write_newsletter(folder: Path) -> None:
    """Write a newsletter as an editor on Windows does: with CRLF, and backslashes in paths."""
    for name in ("issues", "images"):
        (folder / name).mkdir()
    shutil.copy(ROOT / "assets" / "logo.png", folder / "images")
    (folder / "images" / "drawing.svg").write_text(SVG, encoding="utf-8")
    (folder / "publish.toml").write_text(SETTINGS, encoding="utf-8", newline="\r\n")
    (folder / "issues" / f"{NAME}.md").write_text(ISSUE, encoding="utf-8", newline="\r\n")


def run(folder: Path, environment: Mapping[str, str], *words: str) -> str:
    """Return the output of a command; raise CommandError unless it ends well."""
    done = subprocess.run(  # noqa: S603  # this very Python
        [sys.executable, "-m", "publish", *words, "--lang", "en"],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    output = (done.stdout + done.stderr).decode("utf-8", "replace")
    print(f"publish {' '.join(words)}: {done.returncode}\n{output}")
    if done.returncode or "Traceback" in output:
        raise CommandError(f"publish {' '.join(words)} ended with {done.returncode}")
    return output


@contextmanager
def start_sandbox(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the address of a sandbox."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "publish", "sandbox", "--port", str(port), "--quiet"]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        wait_for(port, time.monotonic() + SECONDS)
        yield f"http://127.0.0.1:{port}/cgi-bin"
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, deadline: float) -> None:
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CommandError("the sandbox does not answer")


def try_commands(folder: Path, *, schedule: bool) -> None:
    """Run every command that this module is about in a new newsletter."""
    write_newsletter(folder)
    passed = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_ACTIONS")}
    homes = {f"XDG_{name}_HOME": str(folder / "home" / name.lower()) for name in ("STATE", "CACHE", "CONFIG")}
    environment = {**passed, **homes, "PYTHONPATH": str(ROOT)}
    run(folder, environment, "build", str(Path("issues", f"{NAME}.md")))
    if len([*(folder / "build" / NAME / "pictures").iterdir()]) < 2:  # both pictures of the issue
        raise CommandError("a picture is missing")
    run(folder, environment, "check", NAME)
    with start_sandbox(folder, environment) as address:
        environment["WECHAT_API"] = address
        run(folder, environment, "ledger", "init", *ACCOUNT)
        run(folder, environment, "run", *ACCOUNT)
        run(folder, environment, "draft", NAME, *ACCOUNT)
        if "draft" not in run(folder, environment, "status", *ACCOUNT):
            raise CommandError("the draft is not in the ledger")
        run(folder, environment, "schedule", "show", *ACCOUNT)
        if schedule:
            installed = run(folder, environment, "schedule", "install", *ACCOUNT, "--quiet").strip()
            if installed not in run(folder, environment, "schedule", "show", *ACCOUNT):
                raise CommandError("the schedule is not shown")
            run(folder, environment, "schedule", "remove", *ACCOUNT)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="publish-", ignore_cleanup_errors=True) as name:
        try_commands(Path(name).resolve(), schedule="--schedule" in sys.argv[1:])
