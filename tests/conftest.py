"""What holds for every test: no network but loopback, a clean environment, one font, golden files."""

from __future__ import annotations

import gc
import ipaddress
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from difflib import unified_diff
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from publish.adapters.system.chromium import OPTED_OUT
from tests.browser import find_browser, open_browser
from tests.fonts import find_test_typeface, install_fontconfig
from tests.postgres import RunningPostgres, run_postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["tests.harness.families", "tests.harness.headlines", "tests.harness.leftovers"]

GOLDEN = Path(__file__).with_name("golden")

LOOK_UPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr")

# What a person's shell may hold that would change what we say or where we send it.
PERSONAL = re.compile(
    r"(?i)LANG|LANGUAGE|LC_\w+|COLUMNS|FORCE_COLOR|\w+_PROXY|PUBLISH_\w+|WECHAT_\w+|CI|GITHUB_ACTIONS"
)

# The same examples on every machine and at every run; `--hypothesis-profile random` looks for new ones.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, max_examples=30)
hypothesis.settings.register_profile("random", deadline=None, max_examples=500)
hypothesis.settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files instead of comparing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--update-golden"):
        items[:] = [item for item in items if "update_golden" in getattr(item, "fixturenames", ())]
    marked = [item for item in items if item.get_closest_marker("browser")]
    if marked and not find_browser():
        for item in marked:
            item.add_marker(pytest.mark.skip(reason="no Chromium, or BROWSER=none"))
    if os.environ.get("BROWSER") == OPTED_OUT:  # whoever leaves the browser out need not have npm
        for item in items:
            if item.get_closest_marker("npm"):
                item.add_marker(pytest.mark.skip(reason="BROWSER=none"))


def pytest_collection() -> None:
    """Spare Python looking through thousands of tests again and again for what is no longer needed."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _heeded_interrupts() -> None:
    """Let Ctrl-C reach the programs that tests start: a shell in the background has its children ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of the project."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=Path(__file__).parent.parent, check=True, capture_output=True)  # noqa: S603 - this very Python
    [path] = folder.glob("*.whl")
    return path


# --- the network is closed --------------------------------------------------------------------


class NetworkClosedError(RuntimeError):
    """A test reached for the network; no OSError, so that nothing takes it for a mere time-out."""


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _connect_to_loopback(getattr(socket.socket, name)))
        for name in LOOK_UPS:
            patch.setattr(socket, name, _look_up_loopback(getattr(socket, name)))
        yield


def _connect_to_loopback(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_outside(address[0])
        return connect(self, address)

    return guarded


def _look_up_loopback(look_up: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_outside(host)
        return look_up(host, *args, **kwargs)

    return guarded


def _refuse_outside(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        inside = ipaddress.ip_address(name).is_loopback
    except ValueError:
        inside = False
    if not inside:
        raise NetworkClosedError(f"tests reach loopback only, not {name!r}: use a fake from tests/fakes.py")


# --- the environment is clean -----------------------------------------------------------------


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return where a new home may be made, at each `next`; pytest would look through all that are there."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _clean_environment(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in filter(PERSONAL.fullmatch, list(os.environ)):
        monkeypatch.delenv(name)
    home = next(_homes)  # not inside tmp_path: a test's own folder starts empty; whoever needs it makes it
    for name, folder in {"HOME": "", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}.items():
        monkeypatch.setenv(name, str(home / folder))


@pytest.fixture(scope="session")
def _cache_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def shared_cache(_clean_environment: None, _cache_of_all: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a cache that other tests have filled: what is kept there goes by its content."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(_cache_of_all))


@pytest.fixture(scope="session", autouse=True)
def _known_fonts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put a fontconfig on the path that knows one font, so that a test sees the same on every machine."""
    folder = tmp_path_factory.mktemp("fontconfig")
    install_fontconfig(folder, find_test_typeface().regular.path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder), prepend=os.pathsep)
        yield


# --- a database server, for whoever asks for it ------------------------------------------------


@pytest.fixture(scope="session")
def postgres() -> Iterator[RunningPostgres]:
    with run_postgres() as running:
        yield running


# --- a browser, for whoever asks for it --------------------------------------------------------


@pytest.fixture(scope="module")  # its event loop would be in the way of tests that have one
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


# --- golden files -----------------------------------------------------------------------------


class Golden:
    """The files under tests/golden, compared or rewritten."""

    def __init__(self, folder: Path, *, update: bool) -> None:
        self.folder = folder
        self.update = update

    def check(self, path: Path, text: str) -> None:
        """Compare the text with the file at this path under tests/golden; a golden file ends with a line end."""
        file = self.folder / path
        actual = text if text.endswith("\n") else text + "\n"
        if self.update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(actual, encoding="utf-8")
            return
        if not file.is_file():
            pytest.fail(f"there is no golden {path}: run `make golden` and read what it wrote", pytrace=False)
        expected = file.read_text(encoding="utf-8")
        if actual != expected:
            diff = unified_diff(expected.splitlines(), actual.splitlines(), f"golden/{path}", "now", lineterm="")
            pytest.fail("\n".join([*diff, "if this is what you meant, run `make golden`"]), pytrace=False)


@pytest.fixture
def update_golden(pytestconfig: pytest.Config) -> bool:
    """Return whether files made from the program are to be rewritten; then only tests that ask for this run."""
    return bool(pytestconfig.getoption("--update-golden"))


@pytest.fixture
def golden(update_golden: bool) -> Golden:
    return Golden(GOLDEN, update=update_golden)
