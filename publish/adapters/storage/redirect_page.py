"""A file that leads a browser to an address with a token: everybody on the machine can read a program's arguments."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from publish.adapters.storage.private_files import save_private

_PAGE = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={url}">
<title>publish</title>
<a href="{url}">publish preview</a>
"""


@contextlib.contextmanager
def keep_redirect_page(url: str, path: Path) -> Iterator[str]:
    """Keep an owner-only file that leads to an address, and give the file's own; it goes with the block.

    Raises:
        OutputError: It cannot be written.
    """
    save_private(path, _PAGE.format(url=escape(url)).encode())
    try:
        yield path.absolute().as_uri()
    finally:
        path.unlink(missing_ok=True)
