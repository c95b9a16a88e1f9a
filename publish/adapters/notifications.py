"""Notifications by e-mail and webhook, and the log of those sent; the only module that imports Apprise.

Apprise would use the environment's proxies and the passwords in `.netrc`, and has no timeout for a whole notification;
here it ignores both and gets one. Redirects are not followed, for an address is a secret; certificates are checked.
Private addresses are allowed: the user configured them for this machine.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from publish.adapters.storage.private_files import load_private, load_secret_file, save_private
from publish.adapters.storage.secret import Secret
from publish.adapters.storage.user_folders import find_config_folder
from publish.adapters.system.time_limit import wait_with_timeout
from publish.core.exceptions import SettingsError, TimeLimitExceededError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.ports import Notification, SentNotifications
from publish.core.problem import Problem
from publish.core.settings import NotifySettings
from publish.wechat.api_hosts import is_loopback

_WORD = r"[A-Za-z0-9_-]{1,100}"
_ROBOTS = (
    # https://developer.work.weixin.qq.com/document/path/91770
    (lazy_pattern(rf"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=({_WORD})"), "wecombot://{}"),
    # https://open.dingtalk.com/document/orgapp/custom-robot-access; `secret` is its 加签
    (
        lazy_pattern(rf"https://oapi\.dingtalk\.com/robot/send\?access_token=({_WORD})&secret=({_WORD})"),
        "dingtalk://{1}@{0}",
    ),
    (lazy_pattern(rf"https://oapi\.dingtalk\.com/robot/send\?access_token=({_WORD})"), "dingtalk://{}"),
    # https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    (lazy_pattern(rf"https://open\.feishu\.cn/open-apis/bot/v2/hook/({_WORD})/?"), "feishu://{}"),
    (lazy_pattern(rf"https://open\.larksuite\.com/open-apis/bot/v2/hook/({_WORD})/?"), "lark://{}"),
)
_SCHEMES = ("wecombot", "dingtalk", "feishu", "lark", "mailtos", "jsons")
_LOCAL_SCHEMES = ("mailto", "json")  # without TLS; allowed to this machine only
_WEAKENING = ("verify", "redirect")  # parameters that would disable certificate checks or follow redirects


def find_service(address: str) -> str | None:
    """Return the Apprise URL of an address; None for one that is refused.

    A chat robot's address becomes its service; any other https address is sent a JSON object. Refused are disabled
    certificate checks, redirects, and connections without TLS to other machines.
    """
    for pattern, service in _ROBOTS:
        match = pattern.fullmatch(address)
        if match:
            return service.format(*match.groups())
    try:
        parts = urlsplit(address)
        weakened = bool(parse_qs(parts.query).keys() & set(_WEAKENING))
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        return None if weakened else find_service(_to_json_url(address))
    is_local = parts.scheme in _LOCAL_SCHEMES and (is_loopback(address) or parts.hostname == "localhost")
    return address if parts.netloc and (parts.scheme in _SCHEMES or is_local) and not weakened else None


def _to_json_url(address: str) -> str:
    """Return the Apprise URL that sends JSON to a web address; a `-` makes Apprise keep a parameter."""
    path, mark, query = address.replace("http", "json", 1).partition("?")
    return path + mark + "&".join(f"-{pair}" for pair in query.split("&") if pair)


VARIABLE = "PUBLISH_NOTIFY"
FILE_NAME = "notify"
_ENVIRONMENT = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "netrc")


class Recipients(NamedTuple):
    """Addresses of notifications, with the settings for sending."""

    services: tuple[Secret, ...]  # Apprise URLs
    seconds: float  # timeout for each address
    proxy: str  # proxy for the web; empty for none


class AppriseNotifier:
    """Sends notifications to all recipients, one after the other."""

    def __init__(self, recipients: Recipients) -> None:
        self._recipients = recipients

    def notify(self, notification: Notification) -> bool:
        """Send a notification to all addresses; return whether all accepted it."""
        with _clean_environment(self._recipients.proxy), _no_logging():
            accepted = [self._send(service, notification) for service in self._recipients.services]
        return all(accepted)  # a list: a failure does not stop the others

    def _send(self, service: Secret, notification: Notification) -> bool:
        try:
            return wait_with_timeout(self._recipients.seconds, send, service.reveal(), notification)
        except TimeLimitExceededError:
            return False


def find_recipients(
    settings: NotifySettings, proxy: str, environment: Mapping[str, str], repository: Path
) -> Recipients:
    """Return the recipients: the addresses of the environment variable, or else of the file, one on each line.

    Raises:
        SettingsError: The file is not owner-only, an address is invalid or refused, which is not shown, or the extra
            that sends is missing.
    """
    text, source = environment.get(VARIABLE, ""), VARIABLE
    if not text:
        own = settings.file
        path = repository / Path(own).expanduser() if own else find_config_folder(environment) / FILE_NAME
        text, source = load_secret_file(path, repository) or "", str(path)
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    addresses = [address for line in lines for address in line.split()]
    if settings.file and not addresses:
        raise SettingsError(Problem("notify-nothing", {"path": source}))
    services = [find_service(address) for address in addresses]
    invalid = [number for number, service in enumerate(services, 1) if service is None or not is_valid_service(service)]
    if invalid:
        raise SettingsError(*(Problem("notify-address", {"number": number, "where": source}) for number in invalid))
    return Recipients(tuple(Secret(service) for service in services if service), settings.seconds, proxy)


def is_valid_service(service: str) -> bool:
    """Return whether Apprise accepts a URL, without its log entry for an invalid one.

    Raises:
        SettingsError: Apprise is not installed.
    """
    try:
        import apprise  # slow to load, and rarely needed
    except ImportError as error:
        raise SettingsError(Problem("extra-notify")) from error
    with _no_logging():
        return apprise.Apprise.instantiate(service, suppress_exceptions=True) is not None


def send(service: str, notification: Notification) -> bool:
    """Send a notification to one address; return whether it was accepted."""
    import apprise

    asset = apprise.AppriseAsset(
        app_id="publish",
        app_desc="publish",
        app_url="",
        async_mode=False,  # in this thread, which the timeout interrupts
        http_redirects=False,
        service_timeout=0,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )
    client = apprise.Apprise(asset=asset)
    client.add(service)
    kind = apprise.NotifyType.FAILURE if notification.failed else apprise.NotifyType.SUCCESS
    return bool(client.notify(body=notification.body, title=notification.title, notify_type=kind, body_format="text"))


@contextmanager
def _clean_environment(proxy: str) -> Iterator[None]:
    """Hide proxies other than the given one and `.netrc` from the library."""
    before = {name: value for name, value in os.environ.items() if name.lower() in _ENVIRONMENT}
    _replace_variables(
        before, {"HTTPS_PROXY": proxy, "NETRC": os.devnull} if proxy else {"NO_PROXY": "*", "NETRC": os.devnull}
    )
    try:
        yield
    finally:
        _replace_variables([name for name in os.environ if name.lower() in _ENVIRONMENT], before)


@contextmanager
def _no_logging() -> Iterator[None]:
    """Suppress logging, which could contain addresses, and warnings of the libraries."""
    import logging  # slow to load, and rarely needed

    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _replace_variables(old: Sequence[str] | Mapping[str, str], new: Mapping[str, str]) -> None:
    for name in list(old):
        os.environ.pop(name, None)
    os.environ.update(new)


class NotificationLogFile:
    """The log of sent notifications in an owner-only file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> SentNotifications:
        """Return the log; empty if unreadable, so that notifications are sent again."""
        try:
            values = json.loads(load_private(self._path) or b"{}")
            waiting = tuple(Notification(*notification) for notification in values.get("waiting", []))
            return SentNotifications(dict(values.get("told", {})), waiting)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return SentNotifications()

    def save(self, sent: SentNotifications) -> None:
        """Save the log.

        Raises:
            OutputError: It cannot be written.
        """
        values = {"told": sent.last_events, "waiting": sent.waiting}
        save_private(self._path, json.dumps(values, ensure_ascii=False).encode())
