"""A sandbox on a real socket, in a process of its own, or in a thread, where coverage is measured.

Usage: `with start_sandbox(publish_delay=0.2) as sandbox: ... sandbox.url`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from publish.adapters.system.host import open_socket
from publish.adapters.web.http_protocol import PromptProtocol
from publish.cli.commands.sandbox import load_content_rules
from publish.sandbox.sandbox_server import make_server, open_state

TIMEOUT_SECONDS = 20
VERIFIED, PERSONAL, SERVICE, TEST = (f"wx{number:016d}" for number in range(1, 5))


def know_secret(appid: str) -> str:
    """Return the secret of one of the four accounts."""
    return appid.removeprefix("wx").zfill(32)


def fetch(url: str, method: str = "GET", **more: Any) -> requests.Response:
    """Send a request on a connection of its own."""
    with requests.Session() as session:
        return session.request(method, url, **{"timeout": TIMEOUT_SECONDS, "allow_redirects": False, **more})


class Control:
    """A client of the control API."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/sandbox"
        self._session = requests.Session()

    def get(self, path: str, **params: Any) -> Any:
        return self._report(self._session.get(f"{self._url}/{path}", params=params, timeout=TIMEOUT_SECONDS))

    def post(self, path: str, **body: Any) -> Any:
        return self._report(self._session.post(f"{self._url}/{path}", json=body, timeout=TIMEOUT_SECONDS))

    def delete(self, path: str) -> Any:
        return self._report(self._session.delete(f"{self._url}/{path}", timeout=TIMEOUT_SECONDS))

    def advance(self, seconds: float) -> None:
        self.post("clock", advance=seconds)

    def fail(self, endpoint: str, kind: str, **fields: Any) -> None:
        self.post("faults", endpoint=endpoint, kind=kind, **fields)

    def calls(self, endpoint: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("calls", endpoint=endpoint)
        return found

    def close(self) -> None:
        self._session.close()

    def _report(self, response: requests.Response) -> Any:
        assert response.ok, response.text
        return response.json()


class RunningSandbox:
    """A running sandbox."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.api = f"{url}/cgi-bin/"
        self.control = Control(url)
        self._session = requests.Session()

    def call(self, endpoint: str, token: str | None = None, body: Any = None, **more: Any) -> requests.Response:
        """Call the API: POST with a body or a file, else GET."""
        params = {**more.pop("params", {}), **({"access_token": token} if token else {})}
        if body is not None:
            more["data"] = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        method = more.pop("method", "POST" if more.keys() & {"data", "files"} else "GET")
        # The statistics stand beside the other calls, not below them.
        address = f"{self.url}/{endpoint}" if endpoint.startswith("datacube/") else self.api + endpoint
        return self._session.request(
            method, address, params=params, timeout=TIMEOUT_SECONDS, allow_redirects=False, **more
        )

    def ask(self, endpoint: str, token: str | None = None, body: Any = None, **more: Any) -> dict[str, Any]:
        """Call the API and return its answer."""
        answer: dict[str, Any] = json.loads(self.call(endpoint, token, body, **more).content.decode("utf-8"))
        return answer

    def ask_token(self, appid: str = VERIFIED, **body: Any) -> dict[str, Any]:
        """Return the answer of `stable_token`."""
        credentials = {"grant_type": "client_credential", "appid": appid, "secret": know_secret(appid)}
        return self.ask("stable_token", body={**credentials, **body})

    def fetch_token(self, appid: str = VERIFIED) -> str:
        """Return a valid token."""
        token: str = self.ask_token(appid)["access_token"]
        return token

    def close(self) -> None:
        self.control.close()
        self._session.close()


@contextmanager
def start_sandbox(
    *, data: Path | None = None, port: int = 0, words: Sequence[str] = (), **settings: Any
) -> Iterator[RunningSandbox]:
    """Run `publish sandbox` in a process of its own, with these settings, for the block.

    Args:
        data: The file of its state.
        port: The port; 0 for a free one.
        words: More words of the command line.
        settings: Switches of `docs/sandbox.md`.
    """
    command = [sys.executable, "-m", "publish", "sandbox", "--quiet", "--port", str(port), *words]
    command += ["--data", str(data)] if data else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - this very Python
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url, "the sandbox did not start"
            sandbox = RunningSandbox(url)
            if settings:
                sandbox.control.post("settings", **settings)
            yield sandbox
            sandbox.close()
        finally:
            process.terminate()


@contextmanager
def run_in_thread(data: Path | None = None) -> Iterator[RunningSandbox]:
    """Run a sandbox in this process."""
    state, opened = open_state(data, load_content_rules()), open_socket(0)
    server = make_server(state, opened, PromptProtocol)
    thread = threading.Thread(target=_run(server.run, opened))
    thread.start()
    sandbox = RunningSandbox(f"http://127.0.0.1:{opened.getsockname()[1]}")
    try:
        yield sandbox
    finally:
        sandbox.close()
        server.should_exit = True
        thread.join()
        opened.close()
        state.store.close()


def _run(run: Callable[..., None], opened: Any) -> Callable[[], None]:
    return lambda: run(sockets=[opened])
