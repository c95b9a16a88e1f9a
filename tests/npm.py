"""Fetch packages of npm as archives, for set-up: `python -m tests.npm LOCK FOLDER`."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

WHAT_TO_DO = """\
没有找到 npm，测试要用它下载测试数据、编辑器和其他项目的文档。请安装 Node.js，或者跳过这些测试：make test BROWSER=none
No npm was found; tests need it to fetch vectors, editors and documents of other projects. Install Node.js, or leave \
those tests and the browser's out: make test BROWSER=none"""


def fetch_packages(lock: Path, folder: Path) -> list[str]:
    """Fetch what a lock names into a folder and return what went wrong."""
    if not find_npm():
        return [WHAT_TO_DO]
    folder.mkdir(parents=True, exist_ok=True)
    faults = []
    for package, integrity in json.loads(lock.read_text(encoding="utf-8")).items():
        packed = pack_package(package, folder)
        if isinstance(packed, str):
            faults.append(packed)
        elif compute_integrity(packed.read_bytes()) != integrity:
            packed.unlink()
            faults.append(f"{package} is not what {lock.name} says")
    return faults


def find_npm() -> str | None:
    """Return the path of npm."""
    return shutil.which("npm")


def pack_package(package: str, folder: Path) -> Path | str:
    """Return the archive of a release, fetched into a folder, or what went wrong."""
    packed = subprocess.run(
        [find_npm() or "npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True
    )
    file = folder / packed.stdout.strip()
    if packed.returncode or not file.is_file():
        return f"npm pack {package}: {packed.stderr.strip()}"
    return file


def compute_integrity(data: bytes) -> str:
    """Return a file's hash the way npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode("ascii")


def main() -> int:
    """Fetch, or say what to do."""
    lock, folder = map(Path, sys.argv[1:])
    faults = fetch_packages(lock, folder)
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
