"""E-mail and webhooks; the only module that knows Apprise.

Apprise goes by what the shell says: proxies, and passwords in `.netrc`. Here it does not. It has no limit for a whole
notification either: one is put round it. Redirects are not followed, for an address is a secret; certificates are
checked. Private addresses are allowed: a person wrote them down, for this machine.
"""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from publish.adapters.storage.private_files import find_config_folder, load_private, load_secret_file, save_private
from publish.adapters.storage.secret import Secret
from publish.adapters.system.time_limit import wait_with_timeout
from publish.core.exceptions import SettingsError, TimeLimitExceededError
from publish.core.ports import Notification, SentNotifications
from publish.core.problem import Problem
from publish.core.settings import NotifySettings
from publish.wechat.api_hosts import is_loopback

_WORD = r"[A-Za-z0-9_-]{1,100}"
_ROBOTS = (
    # https://developer.work.weixin.qq.com/document/path/91770
    (re.compile(rf"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=({_WORD})"), "wecombot://{}"),
    # https://open.dingtalk.com/document/orgapp/custom-robot-access; `secret` is what it calls 加签
    (
        re.compile(rf"https://oapi\.dingtalk\.com/robot/send\?access_token=({_WORD})&secret=({_WORD})"),
        "dingtalk://{1}@{0}",
    ),
    (re.compile(rf"https://oapi\.dingtalk\.com/robot/send\?access_token=({_WORD})"), "dingtalk://{}"),
    # https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    (re.compile(rf"https://open\.feishu\.cn/open-apis/bot/v2/hook/({_WORD})/?"), "feishu://{}"),
    (re.compile(rf"https://open\.larksuite\.com/open-apis/bot/v2/hook/({_WORD})/?"), "lark://{}"),
)
_KINDS = ("wecombot", "dingtalk", "feishu", "lark", "mailtos", "jsons")
_NEAR_KINDS = ("mailto", "json")
"""Without TLS: to this machine alone."""
_WEAKENING = ("verify", "redirect")


def find_service(address: str) -> str | None:
    """Return an address as Apprise writes it; None for one that nothing may be sent to.

    A robot's address becomes its service; any other of https is sent a JSON object. What gives up certificates or
    follows redirects, and what is sent in the clear to another machine, is refused.
    """
    for pattern, service in _ROBOTS:
        match = pattern.fullmatch(address)
        if match:
            return service.format(*match.groups())
    try:
        parts = urlsplit(address)
        asked = parse_qs(parts.query)
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        return find_service(_write_hook(address)) if not asked.keys() & set(_WEAKENING) else None
    near = parts.scheme in _NEAR_KINDS and (is_loopback(address) or parts.hostname == "localhost")
    if not parts.netloc or not (parts.scheme in _KINDS or near) or asked.keys() & set(_WEAKENING):
        return None
    return address


def _write_hook(address: str) -> str:
    """Return a plain web address as that of a receiver of JSON; a `-` has Apprise keep a parameter."""
    kept, mark, query = address.replace("http", "json", 1).partition("?")
    return kept + mark + "&".join(f"-{pair}" for pair in query.split("&") if pair)


VARIABLE = "PUBLISH_NOTIFY"
FILE_NAME = "notify"
_SHELL = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "netrc")


class Recipients(NamedTuple):
    """Where notifications go."""

    services: tuple[Secret, ...]
    """As Apprise writes them."""
    seconds: float
    """How long one of them may take."""
    proxy: str
    """On the way to the web; empty for none."""


class AppriseNotifier:
    """Sends notifications to every recipient, one after the other."""

    def __init__(self, recipients: Recipients) -> None:
        self._recipients = recipients

    def notify(self, notification: Notification) -> bool:
        """Send a notification to every address there is; say whether all took it."""
        with _plain_environment(self._recipients.proxy), _in_silence():
            # Each of them, whatever comes of one.
            taken = [self._send(service, notification) for service in self._recipients.services]
        return all(taken)

    def _send(self, service: Secret, notification: Notification) -> bool:
        try:
            return wait_with_timeout(self._recipients.seconds, send, service.reveal(), notification)
        except TimeLimitExceededError:
            return False


def find_recipients(
    settings: NotifySettings, proxy: str, environment: Mapping[str, str], repository: Path
) -> Recipients:
    """Return where notifications go: the variable's addresses, else those of the file, one a line.

    Raises:
        SettingsError: The file is not its owner's alone, or an address is none that may be used; it is not shown.
    """
    written, where = environment.get(VARIABLE, ""), VARIABLE
    if not written:
        given = settings.file
        path = repository / Path(given).expanduser() if given else find_config_folder(environment) / FILE_NAME
        written, where = load_secret_file(path, repository) or "", str(path)
    lines = (line for line in written.splitlines() if not line.lstrip().startswith("#"))
    addresses = [address for line in lines for address in line.split()]
    if settings.file and not addresses:
        raise SettingsError(Problem("notify-nothing", {"path": where}))
    services = [find_service(address) for address in addresses]
    wrong = [number for number, service in enumerate(services, 1) if service is None or not is_known(service)]
    if wrong:
        raise SettingsError(*(Problem("notify-address", {"number": number, "where": where}) for number in wrong))
    return Recipients(tuple(Secret(service) for service in services if service), settings.seconds, proxy)


def is_known(service: str) -> bool:
    """Say whether Apprise can read an address; it would say on its own log what it cannot."""
    import apprise  # slow to load, and rarely needed

    with _in_silence():
        return apprise.Apprise.instantiate(service, suppress_exceptions=True) is not None


def send(service: str, notification: Notification) -> bool:
    """Send a notification to one address and say whether it was taken."""
    import apprise

    asset = apprise.AppriseAsset(
        app_id="publish",
        app_desc="publish",
        app_url="",
        async_mode=False,  # in this thread, where the deadline reaches
        http_redirects=False,
        service_timeout=0,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )
    people = apprise.Apprise(asset=asset)
    people.add(service)
    kind = apprise.NotifyType.FAILURE if notification.failed else apprise.NotifyType.SUCCESS
    return bool(people.notify(body=notification.body, title=notification.title, notify_type=kind, body_format="text"))


@contextmanager
def _plain_environment(proxy: str) -> Iterator[None]:
    """Let the library see no proxy but ours, and no file of passwords."""
    before = {name: value for name, value in os.environ.items() if name.lower() in _SHELL}
    _replace(before, {"HTTPS_PROXY": proxy, "NETRC": os.devnull} if proxy else {"NO_PROXY": "*", "NETRC": os.devnull})
    try:
        yield
    finally:
        _replace([name for name in os.environ if name.lower() in _SHELL], before)


@contextmanager
def _in_silence() -> Iterator[None]:
    """Keep the libraries from writing addresses into a log, whoever listens, and from warning of what they load."""
    import logging  # slow to load, and rarely needed

    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _replace(gone: Sequence[str] | Mapping[str, str], new: Mapping[str, str]) -> None:
    for name in list(gone):
        os.environ.pop(name, None)
    os.environ.update(new)


class NotificationLogFile:
    """A file that keeps what people were told."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> SentNotifications:
        """Return what was kept; nothing where it cannot be read: people are told once more then."""
        try:
            said = json.loads(load_private(self._path) or b"{}")
            waiting = tuple(Notification(*notification) for notification in said.get("waiting", []))
            return SentNotifications(dict(said.get("told", {})), waiting)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return SentNotifications()

    def save(self, notices: SentNotifications) -> None:
        """Keep it.

        Raises:
            OutputError: It cannot be written.
        """
        save_private(self._path, json.dumps(notices._asdict(), ensure_ascii=False).encode())
