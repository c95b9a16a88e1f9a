"""A `crontab` and a `systemctl` for tests: small programs on the path that keep what they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

_CRONTAB = """\
#!/bin/sh
cd "{folder}" || exit 9
test -e denied && {{ echo "you (me) are not allowed to use this program" >&2; exit 1; }}
case "$1" in
-l) test -e table || {{ echo "no crontab for me" >&2; exit 1; }}; exec /bin/cat table ;;
-) test -e full && {{ echo "no space left" >&2; exit 1; }}; exec /bin/cat > table ;;
*) exit 2 ;;
esac
"""
_SYSTEMCTL = """\
#!/bin/sh
cd "{folder}" || exit 9
echo "$@" >> calls
test "$2" = show-environment && test -e absent && exit 1
test "$2" = enable && test -e refused && {{ echo "Failed to enable unit" >&2; exit 1; }}
exit 0
"""


def install_crontab(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `crontab` first on the path and return the file that it keeps; `denied` or `full` beside it say no."""
    return _install(folder / "cron", "crontab", _CRONTAB, monkeypatch) / "table"


def install_systemctl(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `systemctl` first on the path and return the file of its calls; `absent` or `refused` say no."""
    return _install(folder / "systemd", "systemctl", _SYSTEMCTL, monkeypatch) / "calls"


def _install(folder: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / name
    program.write_text(text.format(folder=folder), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    return folder
