"""A hash of what an author wrote and chose, by which a draft is known to be out of date.

HTML is no part of it: a newer version of this program may write the same issue differently, and no draft or publication
is touched for that. Nor are the shipped themes' rules, which come with the program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from publish.core.back_issue import find_named_issues
from publish.core.settings import Settings
from publish.core.theme import SHIPPED_THEMES, Theme
from publish.pipeline.issue_layout import Layout
from publish.pipeline.styled_page import BuildInputs

_FORMAT = "1"  # of the hash; a change makes every open draft look changed
# Ways of sending, of reaching the web and of checking; they leave the words and looks of an article alone.
_NOT_SHOWN = (".fit", ".proxy", ".proxy_resolves", ".ledger", ".check")


def hash_inputs(text: str, path: PurePosixPath, inputs: BuildInputs, layout: Layout) -> str:
    """Return a hash of an issue with the settings, theme, pictures and neighbours that its article shows.

    A picture of the web counts by its address.
    """
    page, published = layout.page, inputs.services.issues.load_published()
    values = [
        _FORMAT,
        inputs.name_issue(path),
        text,
        dict(_list_changed("", inputs.settings.for_articles, Settings())),
        _describe_theme(page.theme),
        sorted((source, picture.origin) for source, picture in page.shown.items() if picture.origin),
        layout.cover.picture.origin,
        [[str(issue.date or issue.number), issue.title, issue.url] for issue in page.back_issues],
        sorted((name, published[name]) for name in find_named_issues(published, text.encode("utf-8", "replace"))),
    ]
    return hashlib.sha256(json.dumps(values, default=str).encode("utf-8", "surrogatepass")).hexdigest()


def _list_changed(name: str, given: Any, default: Any) -> Iterator[tuple[str, object]]:
    """Yield name and value of each setting that is not the default."""
    if hasattr(given, "_asdict"):
        for key, value in given._asdict().items():
            if f"{name}.{key}" not in _NOT_SHOWN:
                yield from _list_changed(f"{name}.{key}", value, getattr(default, key))
    elif given != default:
        yield name, given


def _describe_theme(theme: Theme) -> list[str]:
    return [theme.name, "" if theme.name in SHIPPED_THEMES else theme.key]
