from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.sandbox.articles import add_cover, add_draft, write_article
from tests.sandbox.server import RunningSandbox

Send = Callable[[RunningSandbox, str, str], int]


class Border(NamedTuple):
    limit: str
    last_accepted: str
    first_refused: str


BORDERS = [
    Border("measured", "文" * 229_333, "文" * 229_333 + "a"),  # 687,999 and 688,000 bytes
    Border("measured", "a" * 687_999, "a" * 688_000),
    Border("documented", "文" * 19_999, "文" * 20_000),
    Border("documented", "a" * 19_999, "a" * 20_000),
]


def add(sandbox: RunningSandbox, token: str, content: str) -> int:
    """Return the code that `draft/add` answers; 0 if it accepts the content."""
    body = {"articles": [write_article(add_cover(sandbox, token), content=content)]}
    return int(sandbox.ask("draft/add", token, body).get("errcode", 0))


def update(sandbox: RunningSandbox, token: str, content: str) -> int:
    """Return the code that `draft/update` answers."""
    article = write_article(add_cover(sandbox, token), content=content)
    body = {"media_id": add_draft(sandbox, token), "index": 0, "articles": article}
    return int(sandbox.ask("draft/update", token, body)["errcode"])


@pytest.mark.parametrize("send", [add, update])
@pytest.mark.parametrize("border", BORDERS, ids=lambda border: f"{border.limit}-{border.first_refused[0]}")
def test_content_gives_45002_from_the_chosen_limit_on(
    sandbox: RunningSandbox, token: str, send: Send, border: Border
) -> None:
    sandbox.control.post("settings", content_limit=border.limit)

    assert [send(sandbox, token, content) for content in (border.last_accepted, border.first_refused)] == [0, 45002]


@pytest.mark.parametrize("send", [add, update])
def test_content_over_the_documented_limit_is_accepted_by_default(
    sandbox: RunningSandbox, token: str, send: Send
) -> None:
    assert send(sandbox, token, "文" * 20_000) == 0


def test_markup_counts_for_the_measured_limit(sandbox: RunningSandbox, token: str) -> None:
    assert [add(sandbox, token, f"<p>{'a' * letters}</p>") for letters in (687_992, 687_993)] == [0, 45002]
