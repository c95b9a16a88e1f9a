"""`publish preview`: a page that follows an issue while it is written."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

from publish.adapters.storage.user_folders import find_state_folder
from publish.adapters.system.host import LOOPBACK, open_socket
from publish.cli.build_context import BuildContext, load_build_context, relative_path
from publish.cli.parser import EXIT_DONE, EXIT_TERMINATED, Arguments
from publish.cli.terminal_output import print_message, report_problems
from publish.core.exceptions import IssueError, OutputError
from publish.core.problem import Problem
from publish.i18n.translator import Translator

_TOKEN_BYTES = 24


def serve_preview(arguments: Arguments, translator: Translator) -> int:
    """Serve until the user stops it, and return the exit code; the address goes to stdout, on a line of its own."""
    context = load_build_context(arguments, translator)
    path = _find_first(arguments, context)
    import secrets  # all of these are slow to load, and no other command needs them

    from publish.cli.preview_process import ProcessBuildWorker
    from publish.preview.app import PreviewApp, serve
    from publish.preview.live_builds import LiveBuilds

    listening = open_socket(arguments.port)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    worker = ProcessBuildWorker(arguments)
    app = PreviewApp(
        LiveBuilds(worker),
        token,
        context.folder.identify(relative_path(path, context)).name,
        partial(_watch, path, context),
        _find_export(),
    )
    # SIGTERM must end the worker process, too.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_TERMINATED))
    url = f"http://{LOOPBACK}:{listening.getsockname()[1]}/?token={token}"
    try:
        print(json.dumps({"url": url}) if arguments.json else url, flush=True)
        if not arguments.quiet:
            print_message("preview-ready", translator)
        with _open_page(url, translator) if arguments.open else contextlib.nullcontext():
            serve(app, listening)
    finally:
        worker.close()
        signal.signal(signal.SIGTERM, before)
    return EXIT_DONE


def _find_first(arguments: Arguments, context: BuildContext) -> Path:
    """Return the file of the issue to show first: the requested one, else the newest; raise IssueError if none."""
    if arguments.issue == "-":
        raise IssueError(Problem("preview-stdin"))
    return context.folder.find(arguments.issue) if arguments.issue else context.folder.find_all()[-1]


def _find_export() -> Callable[[str, str], Awaitable[bytes]] | None:
    """Return a function that exports a page as PDF or picture; None without a browser."""
    import asyncio

    from publish.adapters.system.chromium import draw_page, find_browser, print_page

    browser = find_browser()

    async def export(kind: str, html: str) -> bytes:
        return await asyncio.to_thread(print_page if kind == "pdf" else draw_page, browser or "", html)

    return export if browser else None


@contextlib.contextmanager
def _open_page(url: str, translator: Translator) -> Iterator[None]:
    """Open the page in a browser, which reads the token from a file; if that cannot be written, open nothing."""
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
    folders = [_resolve(repository / name) for name in (context.folder.folder, "themes", "assets")]
    # Issues at the root: below it lie installed programs, builds and git's own files.
    deep = [folder for folder in folders if folder != repository]
    return watch_files(deep, [repository, _resolve(path).parent])


def _resolve(path: Path) -> Path:
    return Path(os.path.realpath(path))  # `Path.resolve` fails on a circle of links
