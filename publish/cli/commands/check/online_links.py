"""`publish check --links`: the addresses of issues, asked whether they still live."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.storage.issue_folder import decode_issue
from publish.adapters.system.host import SystemClock
from publish.cli.build_context import BuildContext, find_issue, load_data
from publish.cli.progress import Progress
from publish.core.exceptions import PublishError
from publish.core.settings import Settings
from publish.lint.rules.dead_links import list_addresses
from publish.steps.parse import parse_issue

if TYPE_CHECKING:
    from publish.adapters.web.download import HttpFetcher
    from publish.adapters.web.link_checker import LinkCheckReport


def check_links_online(wanted: Iterable[str | Path], context: BuildContext, *, shown: bool) -> LinkCheckReport:
    """Return what the addresses of issues answer; what cannot be read is told where it is checked."""
    urls = list(dict.fromkeys(url for issue in wanted for url in _list_addresses(issue, context)))
    from publish.adapters.web.link_checker import LinkChecker  # loads the way to the web

    asker = LinkChecker(open_http_fetcher(context.settings), Cache(find_cache_folder(os.environ)), SystemClock())
    with Progress(len(urls), shown=shown) as progress:
        return asker.check_all(urls, progress.advance)


def open_http_fetcher(settings: Settings) -> HttpFetcher:
    """Return the guarded way to the web, which reads the heads of pages alone."""
    from publish.adapters.web.link_checker import LIMITS
    from publish.adapters.web.session import GuardedSession

    return GuardedSession(proxy=settings.proxy, limits=LIMITS)


def _list_addresses(issue: str | Path, context: BuildContext) -> Iterator[str]:
    try:
        path = issue if isinstance(issue, Path) else find_issue(issue, context)
        text = decode_issue(load_data(path, context), str(issue))
        yield from list_addresses(parse_issue(text, path.stem if path else ""), text)
    except PublishError:
        return
