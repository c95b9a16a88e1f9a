"""Notifications, over real sockets of this machine."""

from __future__ import annotations

import email
import email.policy
import importlib
import json
import logging
import os
import quopri
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publish.adapters.notifications import AppriseNotifier, Recipients, find_recipients
from publish.adapters.storage.secret import Secret
from publish.core.exceptions import SettingsError
from publish.core.ports import Notification
from publish.core.settings import NotifySettings
from tests.loopback import Server, say
from tests.notification_receiver import Receiver, run_mail_server, run_receiver
from tests.socks_proxy import be_socks_proxy

NOTICE = Notification("publish：简报", "2020-06-17：已发布\n第二行", failed=False)
WORD = "canary0word"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with run_receiver() as receiver:
        yield receiver


def make(*addresses: str, seconds: float = 10, proxy: str = "", folder: Path = Path("/nowhere")) -> AppriseNotifier:
    environment = {"PUBLISH_NOTIFY": " ".join(addresses), "HOME": str(folder)}
    return AppriseNotifier(find_recipients(NotifySettings(seconds=seconds), proxy, environment, folder))


# --- sending ------------------------------------------------------------------------------------


def test_notify_sends_title_and_text_to_a_webhook(receiver: Receiver) -> None:
    assert make(f"{receiver.url}/hook?token={WORD}").notify(NOTICE)

    [(path, _, payload)] = receiver.got
    assert (path, payload["title"], payload["message"]) == (f"/hook?token={WORD}", NOTICE.title, NOTICE.body)
    assert payload["type"] == "success"


@pytest.mark.parametrize(
    ("address", "plugin", "name"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a-b", "wecombot", "NotifyWeComBot"),
        ("https://oapi.dingtalk.com/robot/send?access_token=abc&secret=SEC9", "dingtalk", "NotifyDingTalk"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/a-b", "feishu", "NotifyFeishu"),
    ],
)
def test_notify_sends_a_robot_its_own_format(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, address: str, plugin: str, name: str
) -> None:
    notifier = make(address)
    service = getattr(importlib.import_module(f"apprise.plugins.{plugin}"), name)
    monkeypatch.setattr(service, "notify_url", f"{receiver.url}/hook")

    notifier.notify(NOTICE)

    [(_, _, payload)] = receiver.got
    text = json.dumps(payload, ensure_ascii=False)
    assert (NOTICE.title in text, "已发布" in text, "第二行" in text) == (True, True, True)


def test_notify_sends_mail_with_title_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getfqdn", lambda: "me.localhost")  # else a mail client looks its own name up
    with run_mail_server() as box:
        taken = make(f"mailto://localhost:{box.port}?to=you@example.org&from=me@example.org").notify(NOTICE)

    [letter] = box.letters
    read = email.message_from_string(letter, policy=email.policy.default)
    assert (taken, read["To"], read["Subject"]) == (True, "you@example.org", NOTICE.title)
    assert quopri.decodestring(str(read.get_payload())).decode().splitlines() == NOTICE.body.splitlines()


def test_notify_marks_a_failure(receiver: Receiver) -> None:
    make(f"{receiver.url}/hook").notify(NOTICE._replace(failed=True))

    assert receiver.got[0][2]["type"] == "failure"


@pytest.mark.parametrize("status", [302, 400, 500])
def test_notify_fails_on_refusals_and_redirects(receiver: Receiver, status: int) -> None:
    receiver.status = status

    assert not make(f"{receiver.url}/hook").notify(NOTICE)
    assert [path for path, *_ in receiver.got] == ["/hook"]


def test_notify_continues_after_a_failed_address(receiver: Receiver) -> None:
    assert not make("http://127.0.0.1:9/hook", f"{receiver.url}/hook").notify(NOTICE)
    assert len(receiver.got) == 1


def test_notify_stops_waiting_for_a_hanging_receiver_at_the_timeout(receiver: Receiver) -> None:
    receiver.hang.clear()

    assert not make(f"{receiver.url}/hook", seconds=0.2).notify(NOTICE)


def test_notify_ignores_proxies_and_netrc_of_the_environment(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login me password {WORD}\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    before = dict(os.environ)

    assert make(f"{receiver.url}/hook").notify(NOTICE)

    assert "Authorization" not in receiver.got[0][1]
    assert dict(os.environ) == before


def test_notify_uses_the_proxy_of_the_settings(receiver: Receiver) -> None:
    # A connection through it would be asked for by CONNECT, which the receiver does not know.
    assert not make("https://hooks.example.invalid/hook", proxy=receiver.url).notify(NOTICE)


def test_notify_uses_a_socks_proxy_of_the_settings() -> None:
    asked: list[str] = []
    with Server(be_socks_proxy(asked, say(b""), code=5)) as server:
        proxy = f"socks5h://127.0.0.1:{server.port}"
        assert not make("https://hooks.example.invalid/hook", proxy=proxy).notify(NOTICE)

    assert set(asked) == {"hooks.example.invalid:443"}


def test_notify_logs_no_address(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.status = 500

    make(f"{receiver.url}/hook?token={WORD}", f"http://127.0.0.1:9/{WORD}").notify(NOTICE)

    assert WORD not in caplog.text
    assert logging.root.manager.disable == 0


# --- recipients ---------------------------------------------------------------------------------


def find(environment: dict[str, str], repository: Path, **settings: Any) -> Recipients:
    return find_recipients(NotifySettings(**settings), "", environment, repository)


@pytest.fixture
def homes(tmp_path: Path) -> tuple[dict[str, str], Path, Path]:
    """Return an environment, a repository, and the file of addresses."""
    file = tmp_path / "config" / "publish" / "notify"
    file.parent.mkdir(parents=True)
    (tmp_path / "repository").mkdir()
    return {"XDG_CONFIG_HOME": str(tmp_path / "config")}, tmp_path / "repository", file


def save(file: Path, text: str, mode: int = 0o600) -> None:
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)


def test_find_recipients_returns_none_without_addresses(homes: tuple[dict[str, str], Path, Path]) -> None:
    environment, repository, _ = homes

    recipients = find(environment, repository)

    assert recipients.services == ()
    assert AppriseNotifier(recipients).notify(NOTICE)


def test_find_recipients_reads_one_address_per_line(homes: tuple[dict[str, str], Path, Path]) -> None:
    environment, repository, file = homes
    save(file, f"# 群机器人\nhttps://open.feishu.cn/open-apis/bot/v2/hook/{WORD}\n\nhttps://a.example/b\n")

    services = find(environment, repository).services

    assert [service.reveal() for service in services] == [f"feishu://{WORD}", "jsons://a.example/b"]


def test_find_recipients_prefers_the_variable_and_hides_addresses(homes: tuple[dict[str, str], Path, Path]) -> None:
    environment, repository, file = homes
    save(file, "https://a.example/b\n")

    recipients = find({**environment, "PUBLISH_NOTIFY": f"https://a.example/{WORD}"}, repository)

    [service] = recipients.services
    assert (service.reveal(), WORD in repr(recipients)) == (f"jsons://a.example/{WORD}", False)


def test_find_recipients_reads_the_file_of_the_settings(
    homes: tuple[dict[str, str], Path, Path], tmp_path: Path
) -> None:
    environment, repository, _ = homes
    save(tmp_path / "own", "https://a.example/b\n")

    assert find(environment, repository, file="../own").services[0].reveal() == "jsons://a.example/b"


@pytest.mark.parametrize("text", [None, "\n# nothing\n"])
def test_find_recipients_refuses_an_empty_file_of_the_settings(
    homes: tuple[dict[str, str], Path, Path], tmp_path: Path, text: str | None
) -> None:
    environment, repository, _ = homes
    if text:
        save(tmp_path / "own", text)

    with pytest.raises(SettingsError) as caught:
        find(environment, repository, file="../own")

    assert caught.value.problems[0].message == "notify-nothing"


def test_find_recipients_refuses_a_file_readable_by_others(homes: tuple[dict[str, str], Path, Path]) -> None:
    environment, repository, file = homes
    save(file, "https://a.example/b\n", 0o644)

    with pytest.raises(SettingsError) as caught:
        find(environment, repository)

    assert caught.value.problems[0].message == "account-file-open"


def test_find_recipients_reports_invalid_addresses_by_number(homes: tuple[dict[str, str], Path, Path]) -> None:
    environment, repository, file = homes
    wrong = f"http://{WORD}.example/\nhttps://a.example/b\nwecombot://{WORD}%20%20/\nmailtos://{WORD}"
    save(file, wrong)

    with pytest.raises(SettingsError) as caught:
        find(environment, repository)

    assert [problem.values["number"] for problem in caught.value.problems] == [1, 3, 4]
    assert WORD not in str(caught.value.problems)


def test_recipients_hide_their_services() -> None:
    assert WORD not in repr(Recipients((Secret(f"feishu://{WORD}"),), 1, ""))
