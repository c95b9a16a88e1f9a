"""`publish preview`: a page that follows an issue while it is written."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from publish.adapters.storage.private_files import find_state_folder
from publish.adapters.system.host import LOOPBACK, open_socket
from publish.cli.build_context import BuildContext, load_build_context
from publish.cli.delivery_context import report_problems
from publish.cli.exit_codes import EXIT_DONE, EXIT_TERMINATED
from publish.cli.parser import Arguments
from publish.core.exceptions import IssueError, OutputError
from publish.core.problem import Problem
from publish.i18n.messages import Translator

_TOKEN_BYTES = 24


def serve_preview(arguments: Arguments, translator: Translator) -> int:
    """Serve until somebody stops it, and return the exit code; the address goes to stdout, on a line of its own."""
    context = load_build_context(arguments, translator)
    path = _find_first(arguments, context)
    import asyncio  # all of these are slow to load, and no other command needs them
    import secrets

    from publish.adapters.system.chromium import draw_page, find_browser, print_page
    from publish.cli.preview_process import ProcessBuildWorker
    from publish.preview.app import PreviewApp
    from publish.preview.live_builds import LiveBuilds
    from publish.preview.server import serve

    opened = open_socket(arguments.port)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    workbench = ProcessBuildWorker(arguments)
    browser = find_browser()

    async def export(kind: str, html: str) -> bytes:
        return await asyncio.to_thread(print_page if kind == "pdf" else draw_page, browser or "", html)

    def watch() -> AsyncIterator[None]:
        return _watch(path, context)

    cockpit = PreviewApp(LiveBuilds(workbench), token, path.stem, watch, export if browser else None)
    # Whoever ends us so ends the other process, too.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_TERMINATED))
    try:
        with _show(f"http://{LOOPBACK}:{opened.getsockname()[1]}/?token={token}", arguments, translator):
            serve(cockpit, opened)
    finally:
        workbench.close()
        signal.signal(signal.SIGTERM, before)
    return EXIT_DONE


def _find_first(arguments: Arguments, context: BuildContext) -> Path:
    """Return the file of the issue that is shown first: the one asked for, else the newest.

    Raises:
        IssueError: There is none.
    """
    if arguments.issue == "-":
        raise IssueError(Problem("preview-stdin"))
    return context.folder.find(arguments.issue) if arguments.issue else context.folder.find_all()[-1]


def _show(url: str, arguments: Arguments, translator: Translator) -> contextlib.AbstractContextManager[None]:
    """Say where the page is, and open it where that is wanted."""
    _announce(url, arguments, translator)
    return _opened(url, translator) if arguments.open else contextlib.nullcontext()


def _announce(url: str, arguments: Arguments, translator: Translator) -> None:
    print(json.dumps({"url": url}) if arguments.json else url, flush=True)
    if not arguments.quiet:
        print(translator.translate("preview-ready"), file=sys.stderr)


@contextlib.contextmanager
def _opened(url: str, translator: Translator) -> Iterator[None]:
    """Open the page in a browser, which learns the token from a file; where none can be kept, nothing is opened."""
    import webbrowser

    from publish.adapters.storage.private_files import keep_redirect_page

    path = find_state_folder(os.environ) / "preview" / f"{os.getpid()}.html"
    with contextlib.ExitStack() as stack:
        try:
            entry = stack.enter_context(keep_redirect_page(url, path))
        except OutputError as error:
            report_problems(error.problems, translator)
        else:
            webbrowser.open(entry)
        yield


def _watch(path: Path, context: BuildContext) -> AsyncIterator[None]:
    from publish.adapters.system.file_watcher import watch_files  # loads a compiled library

    repository = context.repository
    folders = [_find_real(repository / name) for name in (context.settings.issues, "themes", "assets")]
    # Where the issues lie on top, all that is installed, built and kept by git lies below.
    deep = [folder for folder in folders if folder != repository]
    return watch_files(deep, [repository, _find_real(path).parent])


def _find_real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # `Path.resolve` fails where links lead in a circle
