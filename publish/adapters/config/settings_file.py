"""Find, load and extend `publish.toml`; settings are validated once per content and then cached."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from publish.adapters.storage.atomic_files import is_file, write_files
from publish.adapters.storage.cache import ByteCache
from publish.core.exceptions import SettingsError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem, add_location
from publish.core.settings import AccountSettings, Settings

FILE_NAME = "publish.toml"
MAX_SETTINGS_BYTES = 1_000_000

_KEY = lazy_pattern(r"[ \t]*(?P<table>\[{1,2})?(?P<names>[^\[\]=#]+)(?:\]|=)")


def find_settings(start: Path, given: str | None = None) -> tuple[Path, Path | None]:
    """Return the repository and its settings file, searching upwards from a folder.

    Raises:
        SettingsError: The given file does not exist.
    """
    if given is not None:
        path = Path(given)
        if not is_file(path):
            raise SettingsError(Problem("settings-missing", {"path": given}))
        return path.resolve().parent, path
    for folder in (start, *start.parents):
        if is_file(folder / FILE_NAME):
            return folder, folder / FILE_NAME
    return start, None


def load_settings(path: Path | None, cache: ByteCache) -> Settings:
    """Return the settings; the defaults without a file.

    Raises:
        SettingsError: The file is not valid TOML, or has invalid settings; each mistake is one problem.
    """
    if path is None:
        return Settings()
    written = _read(path)
    cached = cache.load("settings", written)
    if cached is not None:
        return _decode(cached)
    import tomllib

    from publish.adapters.config.schema import validate_settings  # loads pydantic

    try:
        parsed = tomllib.loads(written)
    except (ValueError, RecursionError) as error:  # too long a number raises no TOMLDecodeError
        raise SettingsError(_explain_syntax(error, written, path.name)) from error
    settings, mistakes = validate_settings(parsed)
    if settings is None:
        found = (one for key, mistake in mistakes for one in add_location([mistake], line=_find_line(written, key)))
        raise SettingsError(*add_location(found, path.name))
    cache.save("settings", written, json.dumps(settings._asdict(), ensure_ascii=False).encode())
    return settings


def add_account(path: Path, name: str, appid: str) -> None:
    """Append an account, without its secret, to the settings file; create the file if needed.

    Raises:
        SettingsError: The file holds accounts in a form that cannot be appended to.
        OutputError: The file cannot be written.
    """
    import tomllib

    before = _read(path) if is_file(path) else ""
    table = f'[accounts.{name}]\nappid = "{appid}"\n'
    missing = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    try:
        tomllib.loads(before + missing + table)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(Problem("account-by-hand", {"table": table}, file=path.name)) from error
    write_files({path.resolve(): (before + missing + table).encode()})


def _decode(cached: bytes) -> Settings:
    values = json.loads(cached)
    values["accounts"] = {name: AccountSettings(*account) for name, account in values["accounts"].items()}
    return Settings(**{name: _restore(default, values[name]) for name, default in Settings()._asdict().items()})


def _restore(default: Any, value: Any) -> Any:
    """Return a value with the type that its setting has: JSON knows no tuples."""
    if not isinstance(default, tuple):
        return value
    fields: tuple[str, ...] | None = getattr(default, "_fields", None)
    return type(default)(*map(_restore, default, value)) if fields else tuple(value)


def find_setting_line(path: Path, key: str) -> int | None:
    """Return the line of a key in a settings file."""
    return _find_line(_read(path), (key,))


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_SETTINGS_BYTES:
            raise SettingsError(
                Problem("settings-unreadable", {"reason": f"> {MAX_SETTINGS_BYTES // 1_000_000} MB"}, file=path.name)
            )
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(Problem("settings-unreadable", {"reason": str(error)}, file=path.name)) from error


def _explain_syntax(error: Exception, written: str, file: str) -> Problem:
    reason, _, position = str(error).partition(" (at ")
    line = re.match(r"line (\d+)", position)
    last = len(written.splitlines()) if position.startswith("end of document") else None
    return Problem("settings-syntax", {"what": reason}, file=file, line=int(line[1]) if line else last)


def _find_line(written: str, key: tuple[str, ...]) -> int | None:
    """Return the line of a key, or of its table if the key itself is not found."""
    table: tuple[str, ...] = ()
    depth, found = 0, None
    for number, line in enumerate(written.split("\n"), 1):
        match = _KEY.match(line)
        if match is None:
            continue
        names = tuple(name.strip(" \t\"'") for name in match["names"].split("."))
        path = names if match["table"] else table + names
        table = names if match["table"] else table
        shared = min(len(path), len(key))
        if shared > depth and path[:shared] == key[:shared]:
            depth, found = shared, number
    return found
