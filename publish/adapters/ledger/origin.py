"""Where a ledger is at home: by that, a copy is known for one."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_MACHINE_ID = Path("/etc/machine-id")


def describe_origin(path: Path) -> dict[str, str]:
    """Return machine and place of a ledger's file, whatever it is called by."""
    return {"machine": _name_machine(), "host": os.uname().nodename, "place": os.path.realpath(path)}


def _name_machine() -> str:
    """Return what stays the same on a machine; its name may change with the network, where there is nothing else.

    The id itself is not for others to know (machine-id(5)).
    """
    try:
        name = _MACHINE_ID.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        name = ""
    return hashlib.sha256(f"publish ledger {name or os.uname().nodename}".encode()).hexdigest()
