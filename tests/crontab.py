"""The programs of schedulers for tests: small ones on the path that keep what they are told."""

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
_SCHTASKS = """\
#!/bin/sh
cd "{folder}" || exit 9
echo "$@" >> calls
case "$1" in
/Create) test -e denied && {{ echo "ERROR: Access is denied." >&2; exit 1; }}; exec /bin/cp "$5" "$3.xml" ;;
/Query) test -e "$3.xml" || {{ echo "ERROR: The system cannot find the file specified." >&2; exit 1; }} ;;
/Delete) test -e denied && {{ echo "ERROR: Access is denied." >&2; exit 1; }}; exec /bin/rm "$3.xml" ;;
*) exit 2 ;;
esac
"""
_LAUNCHCTL = """\
#!/bin/sh
cd "{folder}" || exit 9
echo "$@" >> calls
for ending in ending-1 ending-2; do
    test "$1" = bootstrap && test -e $ending && {{ /bin/rm $ending; echo "Bootstrap failed: 5" >&2; exit 5; }}
done
test "$1" = bootstrap && test -e refused && {{ echo "Bootstrap failed: 5: Input/output error" >&2; exit 5; }}
exit 0
"""


def install_crontab(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `crontab` first on the path and return the file that it keeps; `denied` or `full` beside it say no."""
    return _install(folder / "cron", "crontab", _CRONTAB, monkeypatch) / "table"


def install_systemctl(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `systemctl` first on the path and return the file of its calls; `absent` or `refused` say no."""
    return _install(folder / "systemd", "systemctl", _SYSTEMCTL, monkeypatch) / "calls"


def install_schtasks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `schtasks` first on the path and return the folder of its tasks and `calls`; `denied` in it says no."""
    return _install(folder / "tasks", "schtasks", _SCHTASKS, monkeypatch)


def install_launchctl(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `launchctl` first on the path and return the file of its calls.

    `refused` beside it says no to every agent, `ending-1` and `ending-2` once each.
    """
    return _install(folder / "launchd", "launchctl", _LAUNCHCTL, monkeypatch) / "calls"


def _install(folder: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / name
    program.write_text(text.format(folder=folder), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    return folder
