"""Find a Chromium on this machine, and export pages with it as PDF or PNG without network access."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from publish.adapters.system.child_program import ChildProgram, run_child, select_environment
from publish.core.exceptions import OutputError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.operating_system import ON_WINDOWS
from publish.core.problem import Problem

OPTED_OUT = "none"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
MAC_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_WINDOWS_PATHS = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
EXPORT_SECONDS = 60.0  # timeout; the longest real article takes less than a tenth of it
PICTURE_WIDTH = 375  # CSS pixels: the width of a common phone
MAX_PICTURE_HEIGHT = 30_000  # CSS pixels, half of the picture's own; the rest of a longer article is cut off

# What ends an article, its badge and a sentence, goes on the page of what stands above.
_PRINT_STYLE = """<style>@page{size:A4;margin:16mm 15mm}
@media print{body{max-width:none;padding:0}
h1,h2,h3,h4,h5,h6{break-after:avoid}
p,li,tr,figure,img,pre,blockquote{break-inside:avoid}
p{orphans:3;widows:3}
body>section>:nth-last-child(-n+3){break-before:avoid;break-inside:avoid}
}</style>"""

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Options that keep Chromium from network requests of its own."""
_ISOLATED = (
    "--headless=new",
    "--disable-extensions",
    "--hide-scrollbars",
    # No name look-up and no connection.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
)
# Scripts of the article do not run: its frame is sandboxed, and only this page measures it.
_RULER = """<!doctype html><meta charset=utf-8><title>waiting</title><body style="margin:0">
<iframe id=f sandbox=allow-same-origin style="border:0;width:%dpx;height:100px" srcdoc="%s"></iframe>
<script>document.getElementById("f").onload=(e)=>{document.title="height:"+e.target.contentDocument.documentElement.scrollHeight}</script>
"""
_HEIGHT = lazy_pattern(r"<title>height:(\d+)</title>")


def find_browser() -> str | None:
    """Return the path of a Chromium, or None if there is none or BROWSER is `none`."""
    wanted = os.environ.get("BROWSER", "")
    if wanted == OPTED_OUT:
        return None
    # Desktops and editors set BROWSER, too, to any browser.
    if any(name in Path(wanted).name.lower() for name in ("chrom", "edge")) and (path := shutil.which(wanted)):
        return path
    found = (shutil.which(command) for command in (*COMMANDS, *MAC_PATHS, *list_windows_paths(os.environ)))
    return next((path for path in found if path), None)


def list_windows_paths(environment: Mapping[str, str]) -> list[str]:
    """Return where the installers of Chromium, Chrome and Edge put them on Windows, for all users or for one."""
    folders = [environment[name] for name in _WINDOWS_FOLDERS if name in environment]
    return [str(Path(folder, path)) for path in _WINDOWS_PATHS for folder in folders]


def print_page(browser: str, html: str) -> bytes:
    """Return a page as PDF, in the size of A4.

    Raises:
        OutputError: The browser failed, or took too long.
    """
    with _page_file(html + _PRINT_STYLE) as (folder, page):
        result = folder / "page.pdf"
        _run(browser, folder, "--no-pdf-header-footer", f"--print-to-pdf={result}", page.as_uri())
        return _read(result)


def draw_page(browser: str, html: str) -> bytes:
    """Return a page as a PNG of a phone's width and the page's height, at two pixels per CSS pixel.

    Raises:
        OutputError: The browser failed, or took too long.
    """
    with _page_file(html) as (folder, page):
        ruler = folder / "ruler.html"
        quoted = html.replace("&", "&amp;").replace('"', "&quot;")
        ruler.write_text(_RULER % (PICTURE_WIDTH, quoted), encoding="utf-8")
        measured = _HEIGHT.search(_run(browser, folder, "--dump-dom", ruler.as_uri()))
        height = min(int(measured[1]) if measured else MAX_PICTURE_HEIGHT, MAX_PICTURE_HEIGHT)
        result = folder / "page.png"
        size = f"--window-size={PICTURE_WIDTH},{height}"
        _run(browser, folder, size, "--force-device-scale-factor=2", f"--screenshot={result}", page.as_uri())
        return _read(result)


@contextlib.contextmanager
def _page_file(html: str) -> Iterator[tuple[Path, Path]]:
    """Yield a temporary folder and the page's file in it."""
    with tempfile.TemporaryDirectory(prefix="publish-", ignore_cleanup_errors=True) as name:
        page = Path(name) / "page.html"
        page.write_text(html, encoding="utf-8")
        yield Path(name), page


def _run(browser: str, folder: Path, *words: str) -> str:
    """Return the browser's output, run with a new profile; kill it and its children after the timeout."""
    root = ["--no-sandbox"] if not ON_WINDOWS and os.geteuid() == 0 else []
    command = [browser, *QUIET, *_ISOLATED, *root, f"--user-data-dir={folder / 'profile'}", *words]
    environment = select_environment(("PATH", "HOME", "LANG", "FONTCONFIG_FILE"))
    try:
        done = run_child(ChildProgram(command, environment, folder), seconds=EXPORT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise OutputError(Problem("export-slow", {"limit": f"{EXPORT_SECONDS:g}"})) from error
    return done.output.decode("utf-8", "replace")


def _read(result: Path) -> bytes:
    try:
        return result.read_bytes()
    except FileNotFoundError as error:
        raise OutputError(Problem("export-failed")) from error
