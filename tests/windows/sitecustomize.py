"""Show the program, and the libraries that ask on its behalf, a machine like Windows.

Python loads this file at its start where its folder is on PYTHONPATH; child processes do, too. Modules that only POSIX
has cannot be imported, attributes that Windows lacks are gone from `os`, `signal` and `socket`, and `sys.platform` is
"win32". Everything else in Python stays as it is: what this shows is that nothing of ours asks for more, not that
Windows does what it should. The lock and the registry of Windows are played by a few functions.
"""

from __future__ import annotations

import _thread
import builtins
import ctypes.wintypes
import errno
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

SHOWN_TO = ("publish", "filelock", "platformdirs")
WITHOUT_CTYPES = ("platformdirs",)  # it then takes the folders of a profile from the environment
_MODULES = """
crypt fcntl grp nis posix pty pwd readline resource spwd syslog termios tty _posixsubprocess
"""
_OS = """
chown chroot confstr ctermid eventfd fchmod fchown fdatasync fork forkpty getegid geteuid getgid getgrouplist
getgroups getloadavg getpgid getpgrp getpriority getresgid getresuid getsid getuid initgroups killpg lchown lockf
major makedev memfd_create minor mkfifo mknod nice openpty pathconf pidfd_open pipe2 posix_fadvise posix_fallocate
posix_spawn posix_spawnp pread preadv pwrite pwritev readv register_at_fork sched_getaffinity sched_setaffinity
sched_yield sendfile setegid seteuid setgid setgroups setpgid setpriority setregid setreuid setsid setuid statvfs
fstatvfs sync sysconf tcgetpgrp tcsetpgrp ttyname uname unshare wait wait3 wait4 waitid writev getxattr setxattr
listxattr removexattr fchdir get_blocking set_blocking EX_OK WNOHANG WIFSIGNALED O_ASYNC O_CLOEXEC O_DIRECT
O_DIRECTORY O_DSYNC O_LARGEFILE O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH O_RSYNC O_SYNC O_TMPFILE
"""
_SIGNAL = """
ItimerError Sigmasks alarm getitimer pause pidfd_send_signal pthread_kill pthread_sigmask setitimer siginterrupt
sigpending sigtimedwait sigwait sigwaitinfo
"""
_SIGNALS_OF_WINDOWS = """
SIGABRT SIGFPE SIGILL SIGINT SIGSEGV SIGTERM SIG_DFL SIG_IGN
"""
MISSING_MODULES = frozenset(_MODULES.split())
MISSING_IN_OS = frozenset(_OS.split())
MISSING_IN_SIGNAL = frozenset(_SIGNAL.split()) | (
    {name for name in dir(signal) if name.startswith(("SIG", "ITIMER_")) and name.isupper()}
    - {*_SIGNALS_OF_WINDOWS.split()}
)
MISSING_IN_SOCKET = frozenset({"AF_UNIX", "SO_REUSEPORT"})


class ModuleFace(ModuleType):
    """A module with attributes taken away and added; the rest is the module's own."""

    def __init__(self, real: ModuleType, missing: frozenset[str] = frozenset(), **added: object) -> None:
        super().__init__(real.__name__)
        self.__dict__.update(_real=real, _missing=missing, **added)

    def __getattr__(self, name: str) -> Any:
        if name in self._missing:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r} on Windows")
        return getattr(self._real, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._real, name, value)


class Library:
    """A library of Windows of which every function does nothing, but those of locks and timers."""

    def __init__(self, *_: object, **__: object) -> None:
        self._functions: dict[str, SystemFunction] = {}

    def __getattr__(self, name: str) -> SystemFunction:
        return self._functions.setdefault(name, SystemFunction(FUNCTIONS.get(name, lambda *_: 0)))


class SystemFunction:
    """A function whose types may be declared."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.argtypes: Sequence[object] = ()
        self.restype: object = None
        self._function = function

    def __call__(self, *words: object) -> object:
        return self._function(*words)


def _lock(handle: int, _flags: int, *_: object) -> int:
    """Play LockFileEx with the lock of this system."""
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    return 1


def _create_timer(_timer: object, _queue: object, _callback: object, number: int, due: int, every: int, _: int) -> int:
    """Play CreateTimerQueueTimer, whose callback trips a signal, with the timer of this system."""
    signal.signal(signal.SIGALRM, lambda *_: _thread.interrupt_main(signal.Signals(number)))
    signal.setitimer(signal.ITIMER_REAL, due / 1000, every / 1000)
    return 1


def _delete_timer(*_: object) -> int:
    signal.setitimer(signal.ITIMER_REAL, 0)
    return 1


FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "CreateTimerQueueTimer": _create_timer,
    "DeleteTimerQueueTimer": _delete_timer,
    "LockFileEx": _lock,
}


@contextmanager
def open_key(*_: object) -> Iterator[str]:
    yield "key"


REGISTRY = SimpleNamespace(
    HKEY_LOCAL_MACHINE=0, OpenKey=open_key, QueryValueEx=lambda *_: ("11111111-2222-3333-4444-555555555555", 1)
)
ERROR_LOCK_VIOLATION = 33
FACES: Mapping[str, object] = {
    "os": ModuleFace(os, MISSING_IN_OS, name="nt", O_BINARY=0),
    "signal": ModuleFace(signal, MISSING_IN_SIGNAL, SIGBREAK=signal.SIGTTIN),
    "socket": ModuleFace(socket, MISSING_IN_SOCKET),
    "sys": ModuleFace(sys, platform="win32"),
    "errno": errno,
    "msvcrt": SimpleNamespace(get_osfhandle=lambda handle: handle, open_osfhandle=lambda handle, _: handle),
    "ctypes": ModuleFace(
        ctypes,
        WinDLL=Library,
        WinError=lambda code=None: OSError(code, "Windows"),
        get_last_error=lambda: ERROR_LOCK_VIOLATION,
        FormatError=str,
    ),
}
_import = builtins.__import__
_import_module = importlib.import_module


def import_as_on_windows(
    name: str,
    globals: Mapping[str, Any] | None = None,  # its name in Python
    locals: Mapping[str, Any] | None = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> Any:
    asking = str((globals or {}).get("__package__") or (globals or {}).get("__name__") or "").partition(".")[0]
    if level == 0 and asking in SHOWN_TO:
        top = name.partition(".")[0]
        if top in MISSING_MODULES or (top == "ctypes" and asking in WITHOUT_CTYPES):
            raise ModuleNotFoundError(f"No module named {name!r} on Windows", name=name)
        if name in FACES:
            return FACES[name]
    return _import(name, globals, locals, fromlist or (), level)


def import_module_as_on_windows(name: str, package: str | None = None) -> Any:
    return REGISTRY if name == "winreg" else _import_module(name, package)


builtins.__import__ = import_as_on_windows
importlib.import_module = import_module_as_on_windows
