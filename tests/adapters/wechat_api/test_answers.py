"""Answers that no platform should give, and what they are taken for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from publish.adapters.storage.secret import Secret
from publish.adapters.wechat_api.account_queries import find_outgoing_address
from publish.adapters.wechat_api.client import WeChatClient, open_client
from publish.adapters.wechat_api.credentials import Credentials
from publish.core.exceptions import NotSentError
from tests.adapters.wechat_api.harness import POLICY
from tests.loopback import Server, Visit, reply
from tests.sandbox.server import VERIFIED, know_secret


@contextmanager
def answering(folder: Path, **answer: object) -> Iterator[WeChatClient]:
    """Open a client of a platform that gives a token and then one and the same answer."""

    def act(visit: Visit) -> None:
        visit.read_request()
        token = {"access_token": "a", "expires_in": 7200}
        visit.send(reply(json.dumps(token if "/stable_token" in visit.request else answer).encode()))

    with Server(act) as server:
        account = Credentials("main", VERIFIED, Secret(know_secret(VERIFIED)), f"http://127.0.0.1:{server.port}", "")
        yield open_client(account, POLICY, folder)


@pytest.mark.parametrize("code", ["none", {"a": 1}])
def test_error_code_that_is_not_a_number_is_unreadable(tmp_path: Path, code: object) -> None:
    with answering(tmp_path, errcode=code, total_count=0) as platform, pytest.raises(NotSentError):
        platform.list_drafts(0, 20)


def test_total_that_is_not_a_number_counts_as_zero(tmp_path: Path) -> None:
    with answering(tmp_path, total_count="many", item=[]) as platform:
        assert platform.list_drafts(0, 20).total == 0


@pytest.mark.parametrize("items", [[], None, "none", ["a"]])
def test_page_without_its_drafts_is_not_an_empty_page(tmp_path: Path, items: object) -> None:
    with answering(tmp_path, total_count=3, item=items) as platform, pytest.raises(NotSentError):
        platform.list_drafts(0, 20)


def test_find_outgoing_address_returns_empty_when_the_probe_succeeds(tmp_path: Path) -> None:
    with answering(tmp_path, quota={"daily_limit": 1}) as platform:
        assert find_outgoing_address(platform) == ""
