"""E-mail and webhooks; the only module that knows Apprise.

Apprise goes by what the shell says: proxies, and passwords in `.netrc`. Here it does not. It has no limit for a whole
notification either: one is put round it. Redirects are not followed, for an address is a secret; certificates are
checked. Private addresses are allowed: a person wrote them down, for this machine.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from publish.adapters.notifications_notice_addresses import find_service
from publish.adapters.storage.private_files import find_config_folder, load_secret_file
from publish.adapters.storage.secret import Secret
from publish.adapters.system.time_limit import wait_within
from publish.core.exceptions import OverdueError, SettingsError
from publish.core.ports import Notice
from publish.core.problem import Problem
from publish.core.settings import Notify

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

    def notify(self, notice: Notice) -> bool:
        """Send a notification to every address there is; say whether all took it."""
        with _plain_environment(self._recipients.proxy), _in_silence():
            # Each of them, whatever comes of one.
            taken = [self._send(service, notice) for service in self._recipients.services]
        return all(taken)

    def _send(self, service: Secret, notice: Notice) -> bool:
        try:
            return wait_within(self._recipients.seconds, send, service.reveal(), notice)
        except OverdueError:
            return False


def find_recipients(settings: Notify, proxy: str, environment: Mapping[str, str], repository: Path) -> Recipients:
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


def send(service: str, notice: Notice) -> bool:
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
    kind = apprise.NotifyType.FAILURE if notice.failed else apprise.NotifyType.SUCCESS
    return bool(people.notify(body=notice.body, title=notice.title, notify_type=kind, body_format="text"))


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
