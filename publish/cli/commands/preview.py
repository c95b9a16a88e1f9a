"""`publish preview`: a page that follows an issue while it is written."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.storage.preview_token import load_or_make_token
from publish.adapters.storage.user_folders import find_state_folder
from publish.adapters.system.host import LOOPBACK, open_socket
from publish.cli.build_context import BuildContext, load_build_context, relative_path
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.parser import Arguments
from publish.cli.reply import EXIT_TERMINATED, Ending, make_reply
from publish.cli.watched_folders import watch_newsletter
from publish.core.exceptions import IssueError, OutputError
from publish.core.problem import Problem

if TYPE_CHECKING:
    from publish.contract.writing_results import PreviewResult

_TOKEN_BYTES = 24


def serve_preview(arguments: Arguments, console: Console) -> Outcome[PreviewResult]:
    """Serve until the user stops it; the address is printed first, on a line of its own."""
    context = load_build_context(arguments, console.translator)
    path = _find_first(arguments, context)
    import secrets  # all of these are slow to load, and no other command needs them

    from publish.cli.preview.build_worker import ProcessBuildWorker
    from publish.cli.preview.ledger_watch import watch_deliveries
    from publish.preview.live_builds import LiveBuilds
    from publish.preview.preview_server import serve
    from publish.preview.preview_state import PreviewApp

    listening = open_socket(arguments.port)
    token = load_or_make_token(context.repository, lambda: secrets.token_urlsafe(_TOKEN_BYTES))
    worker = ProcessBuildWorker(arguments)
    app = PreviewApp(
        LiveBuilds(worker),
        token,
        context.folder.identify(relative_path(path, context)).name if path else "",
        partial(watch_newsletter, context, *([path] if path else [])),
        partial(watch_deliveries, context),
        _find_export(),
    )
    # SIGTERM must end the worker process, too.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_TERMINATED))
    url = f"http://{LOOPBACK}:{listening.getsockname()[1]}/?token={token}"
    result: PreviewResult = {"url": url}
    try:
        _announce(result, console)
        with _open_page(url, console) if arguments.open else contextlib.nullcontext():
            serve(app, listening)
    finally:
        worker.close()
        signal.signal(signal.SIGTERM, before)
    return Outcome(result)


def _announce(result: PreviewResult, console: Console) -> None:
    """Print the address, or reply with it: the page can be opened."""
    if console.as_json:
        console.print_reply(make_reply(Ending("preview", result, EXIT_DONE), console))
    console.print(result["url"])
    console.tell("preview-ready")


def _find_first(arguments: Arguments, context: BuildContext) -> Path | None:
    """Return the file of the issue to show first: the requested one, else the newest; None in an empty folder.

    Raises IssueError if the requested one is missing.
    """
    if arguments.issue == "-":
        raise IssueError(Problem("preview-stdin"))
    return context.folder.find(arguments.issue) if arguments.issue else next(reversed(context.folder.list_all()), None)


def _find_export() -> Callable[[str, str], Awaitable[bytes]] | None:
    """Return a function that exports a page as PDF or picture; None without a browser."""
    import asyncio

    from publish.adapters.system.chromium import draw_page, find_browser, print_page

    browser = find_browser()

    async def export(kind: str, html: str) -> bytes:
        return await asyncio.to_thread(print_page if kind == "pdf" else draw_page, browser or "", html)

    return export if browser else None


@contextlib.contextmanager
def _open_page(url: str, console: Console) -> Iterator[None]:
    """Open the page in a browser, which reads the token from a file; if that cannot be written, open nothing."""
    import webbrowser

    from publish.adapters.storage.private_files import keep_redirect_page

    path = find_state_folder(os.environ) / "preview" / f"{os.getpid()}.html"
    with contextlib.ExitStack() as stack:
        try:
            entry = stack.enter_context(keep_redirect_page(url, path))
        except OutputError as error:
            console.report(error.problems)
        else:
            webbrowser.open(entry)
        yield
