"""Find a Chromium for the browser tests; run as a module, install one where that needs no question."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from publish.adapters.system.chromium import OPTED_OUT, QUIET, find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["find_browser", "install_browser", "main", "open_browser"]

WHAT_TO_DO = """\
没有找到 Chromium 或 Chrome。请安装其中之一，或者跳过浏览器测试：make test BROWSER=none
No Chromium or Chrome was found. Install one of them, or leave the browser tests out: make test BROWSER=none"""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start a Chromium that is quiet, off the network and willing to run as root; close it afterwards."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", *QUIET] if os.geteuid() == 0 else list(QUIET)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        yield browser
        browser.close()


def install_browser() -> None:
    """Install Debian's chromium, where apt-get is there and nobody has to be asked for a password."""
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and not (shutil.which("sudo") and subprocess.run([*root, "true"], capture_output=True).returncode == 0):
        return
    print("安装 chromium（浏览器测试需要）· Installing chromium for the browser tests", flush=True)
    apt_get = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt_get, "update"], check=False)
    subprocess.run([*apt_get, "install", "-y", "--no-install-recommends", "chromium"], check=False)


def main() -> int:
    """Make sure that a browser is there, or say what to do."""
    if os.environ.get("BROWSER") == OPTED_OUT:
        print("跳过浏览器测试 · The browser tests are left out")
        return 0
    if not find_browser():
        install_browser()
    if not find_browser():
        print(WHAT_TO_DO, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
