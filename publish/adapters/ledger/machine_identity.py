"""The machine that a ledger's file belongs to, as a hash of the id that its system gave it, or else of its name."""

from __future__ import annotations

import functools
import hashlib
import platform
from importlib import import_module
from pathlib import Path
from typing import Any

from publish.core.lazy_pattern import lazy_pattern
from publish.core.operating_system import ON_MACOS, ON_WINDOWS

_MACHINE_ID = Path("/etc/machine-id")
_WINDOWS_KEY = r"SOFTWARE\Microsoft\Cryptography"
_IOREG = "/usr/sbin/ioreg"  # in full: the PATH of cron does not have its folder
_IOREG_WORDS = ("-rd1", "-c", "IOPlatformExpertDevice")
_IOREG_SECONDS = 20
_PLATFORM_UUID = lazy_pattern(rb'"IOPlatformUUID" = "([0-9A-Fa-f-]+)"')


def hash_machine() -> str:
    """Return a hash of the machine's id, which must not be shown (machine-id(5)), or else of its name."""
    return _hash(_read_id() or platform.node())


def is_same_machine(recorded: str, here: str) -> bool:
    """Return whether two hashes are of one machine; a Mac was once known by its name alone."""
    return recorded == here or (ON_MACOS and recorded == _hash(platform.node()))


def _hash(name: str) -> str:
    return hashlib.sha256(f"publish ledger {name}".encode()).hexdigest()


def _read_id() -> str:
    if ON_WINDOWS:
        return _read_windows_id()
    return _read_mac_id() if ON_MACOS else _read_machine_id()


def _read_machine_id() -> str:
    try:
        return _MACHINE_ID.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _read_windows_id() -> str:
    """Return the id that Windows gave this machine when it was set up."""
    try:
        registry: Any = import_module("winreg")
        with registry.OpenKey(registry.HKEY_LOCAL_MACHINE, _WINDOWS_KEY) as key:
            return str(registry.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""


@functools.cache  # a program is started for it, and a command opens a ledger more than once
def _read_mac_id() -> str:
    """Return the id of this Mac's hardware: its name goes with the network that it is in."""
    import subprocess  # slow to load, and needed there alone

    try:
        done = subprocess.run([_IOREG, *_IOREG_WORDS], capture_output=True, timeout=_IOREG_SECONDS, check=False)  # noqa: S603  # fixed words, no shell
    except (OSError, subprocess.SubprocessError):
        return ""
    found = _PLATFORM_UUID.search(done.stdout)
    return found[1].decode() if found else ""
