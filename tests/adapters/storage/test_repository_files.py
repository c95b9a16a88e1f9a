from __future__ import annotations

import ast
import errno
import os
import socket
import tempfile
from pathlib import Path, PurePosixPath

import pytest

from publish.adapters.storage import repository_files as own_files
from publish.adapters.storage.repository_files import (
    find_path_fault,
    find_real_path,
    join_inside,
    read_repository_file,
    resolve_repository_path,
)
from publish.core.exceptions import FileError, OutputError
from publish.core.problem import Problem

LINKS = {
    "inside.png": "a.png",
    "chain.png": "inside.png",
    "outside": "../secret",
    "chained": "outside",
    "absolute": "{root}/a.png",
    "up": "..",
    "to-git": ".git/config",
    "to-git-folder": ".git",
    "sibling": "../repository-of-others/a.png",
    "environ": "/proc/self/environ",
    "zero": "/dev/zero",
    "dangling": "nowhere",
    "dangling-outside": "../nowhere",
    "loop": "loop",
    "loop-a": "loop-b",
    "loop-b": "loop-a",
    "below-file": "a.png/b",
    "to-folder": "folder",
    "to-fifo": "fifo",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with links of every kind; secrets are beside it and in hidden folders."""
    root = tmp_path / "repository"
    for folder in (root / "folder", root / ".git", tmp_path / "repository-of-others"):
        folder.mkdir(parents=True)
    for path in (root / "a.png", root / "folder" / "图 片.png", root / "x:y.png"):
        path.write_bytes(b"data")
    secrets = (
        tmp_path / "secret",
        tmp_path / "repository-of-others" / "a.png",
        root / ".git" / "config",
        root / ".env",
    )
    for path in secrets:
        path.write_bytes(b"secret")
    os.mkfifo(root / "fifo")
    for name, target in LINKS.items():
        (root / name).symlink_to(target.format(root=root))
    return root


def refuse(path: Path, root: Path) -> Problem:
    with pytest.raises(FileError) as caught:
        read_repository_file(path, root)
    (problem,) = caught.value.problems
    return problem


# --- checks of a path --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("real", "root"),
    [
        ("/r/a.md", "/r"),
        ("/r/issues/2020-06-17.md", "/r"),
        ("/r/a..b/c", "/r"),
        ("/r/a./b", "/r"),
        ("/r/x.git/b", "/r"),
        ("/r/…/b", "/r"),
        ("/r/图 片.png", "/r"),
        ("/r/ .git/b", "/r"),
        ("/r/a\n.b", "/r"),
        ("/r", "/r"),
        ("/home/.hidden/r/a.md", "/home/.hidden/r"),
        ("/a.md", "/"),
        ("/r/r/a.md", "/r/r"),
    ],
)
def test_find_path_fault_returns_none_for_a_file_in_the_folder(real: str, root: str) -> None:
    assert find_path_fault(PurePosixPath(real), PurePosixPath(root)) is None


@pytest.mark.parametrize(
    ("real", "root"),
    [
        ("/secret", "/r"),
        ("/", "/r"),
        ("/rr/a.md", "/r"),
        ("/r-old/a.md", "/r"),
        ("/R/a.md", "/r"),
        ("/x/r/a.md", "/r"),
        ("/r (deleted)", "/r"),
        ("/home/a.md", "/home/.hidden/r"),
        ("r/a.md", "/r"),
        ("pipe:[12345]", "/r"),
        ("/dev/zero", "/r"),
        ("/proc/self/environ", "/r"),
    ],
)
def test_find_path_fault_reports_a_file_outside(real: str, root: str) -> None:
    assert find_path_fault(PurePosixPath(real), PurePosixPath(root)) == "file-outside"


@pytest.mark.parametrize(
    ("real", "root"),
    [
        ("/r/.env", "/r"),
        ("/r/.git/config", "/r"),
        ("/r/a/.b/c.md", "/r"),
        ("/r/a/.b", "/r"),
        ("/r/...", "/r"),
        ("/r/..a/b", "/r"),
        ("/r/../secret", "/r"),
        ("/r/.git", "/r"),
        ("/.ssh/id", "/"),
        ("/home/.hidden/r/.env", "/home/.hidden/r"),
    ],
)
def test_find_path_fault_reports_a_hidden_file(real: str, root: str) -> None:
    assert find_path_fault(PurePosixPath(real), PurePosixPath(root)) == "file-hidden"


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "a.png",
        "folder/../a.png",
        "./a.png",
        "x:y.png",
        "folder/图 片.png",
        "to-folder/图 片.png",
        "inside.png",
        "chain.png",
        "absolute",
        "../repository/a.png",
        "up/repository/a.png",
        ".git/../a.png",
    ],
)
def test_read_repository_file_reads_a_file_in_the_folder(root: Path, name: str) -> None:
    assert read_repository_file(root / name, root) == b"data"


@pytest.mark.usefixtures("root")
def test_read_repository_file_reads_below_a_linked_root(tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to("repository")

    assert read_repository_file(tmp_path / "linked" / "a.png", tmp_path / "linked") == b"data"
    assert refuse(tmp_path / "linked" / "outside", tmp_path / "linked").message == "file-outside"


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("outside", "{above}/secret"),
        ("chained", "{above}/secret"),
        ("../secret", "{above}/secret"),
        ("folder/../../secret", "{above}/secret"),
        ("up/secret", "{above}/secret"),
        ("sibling", "{above}/repository-of-others/a.png"),
        ("zero", "/dev/zero"),
    ],
)
def test_read_repository_file_reports_the_path_of_a_file_outside(
    root: Path, tmp_path: Path, name: str, target: str
) -> None:
    values = {"path": name, "target": target.format(above=tmp_path), "root": str(root)}

    assert refuse(root / name, root) == Problem("file-outside", values)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc")
def test_read_repository_file_refuses_the_environment_of_a_process(root: Path) -> None:
    assert refuse(root / "environ", root).message == "file-outside"


@pytest.mark.parametrize(
    ("name", "target"),
    [
        (".env", ".env"),
        (".git/config", ".git/config"),
        ("to-git", ".git/config"),
        ("to-git-folder/config", ".git/config"),
        ("folder/../.env", ".env"),
    ],
)
def test_read_repository_file_reports_a_hidden_file(root: Path, name: str, target: str) -> None:
    values = {"path": name, "target": f"{root}/{target}", "root": str(root)}

    assert refuse(root / name, root) == Problem("file-hidden", values)


@pytest.mark.parametrize(
    "name", ["dangling", "dangling-outside", "loop", "loop-a", "below-file"],
)  # fmt: skip
@pytest.mark.parametrize("with_root", [True, False], ids=["named by an issue", "named by a person"])
def test_read_repository_file_reports_the_target_of_a_broken_link(root: Path, name: str, with_root: bool) -> None:
    with pytest.raises(FileError) as caught:
        read_repository_file(root / name, root if with_root else None)

    values = {"path": name if with_root else str(root / name), "target": LINKS[name]}
    assert caught.value.problems == (Problem("link-broken", values),)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none.png", errno.ENOENT),
        ("a.png/b", errno.ENOTDIR),
        ("loop/a.png", errno.ELOOP),
        ("dangling/a.png", errno.ENOENT),
        ("x" * 5000, errno.ENAMETOOLONG),
        ("folder", errno.EISDIR),
        ("to-folder", errno.EISDIR),
        ("fifo", errno.EINVAL),
        ("to-fifo", errno.EINVAL),
        (".", errno.EISDIR),
    ],
    ids=lambda value: str(value)[:20],
)
def test_read_repository_file_raises_os_error_for_other_than_regular_files(root: Path, name: str, reason: int) -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011  # its number says which
        read_repository_file(root / name, root)

    assert caught.value.errno == reason


def test_read_repository_file_refuses_a_socket(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        with pytest.raises(OSError, match=os.strerror(errno.ENXIO)):
            read_repository_file(root / "socket", root)


def test_read_repository_file_reads_any_file_without_a_root(root: Path) -> None:
    assert [read_repository_file(root / name, None) for name in ("outside", "../secret", ".env")] == [b"secret"] * 3


def test_read_repository_file_does_not_wait_for_a_pipe(root: Path) -> None:
    with pytest.raises(OSError, match=os.strerror(errno.EINVAL)):
        read_repository_file(root / "fifo", None)


def test_read_repository_file_reads_up_to_the_limit(root: Path) -> None:
    assert [read_repository_file(root / "a.png", root, limit) for limit in (0, 3, 4, 5)] == [
        b"",
        b"dat",
        b"data",
        b"data",
    ]


def test_read_repository_file_closes_its_descriptor(root: Path) -> None:
    def find_lowest_free() -> int:
        with tempfile.TemporaryFile() as lowest:
            return lowest.fileno()

    before = find_lowest_free()

    for _ in range(5):
        refuse(root / "outside", root)
        read_repository_file(root / "a.png", root)

    assert find_lowest_free() == before


def test_read_repository_file_checks_the_opened_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = os.open

    def swap_after(path: Path, *words: int) -> int:
        handle = opening(path, *words)
        (root / "outside").unlink()
        (root / "outside").symlink_to("a.png")
        return handle

    monkeypatch.setattr(os, "open", swap_after)

    assert refuse(root / "outside", root).message == "file-outside"


# --- without /proc ------------------------------------------------------------------------------


@pytest.fixture
def no_proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_files, "_OPENED_FILES", str(tmp_path / "no-proc"))


@pytest.mark.usefixtures("no_proc")
def test_read_repository_file_resolves_the_path_without_proc(root: Path) -> None:
    assert read_repository_file(root / "chain.png", root) == b"data"
    assert refuse(root / "chained", root).message == "file-outside"
    assert refuse(root / "to-git", root).message == "file-hidden"


@pytest.mark.usefixtures("no_proc")
def test_read_repository_file_refuses_a_replaced_file_without_proc(root: Path) -> None:
    handle = os.open(root / "outside", os.O_RDONLY)
    try:
        (root / "outside").unlink()
        (root / "outside").symlink_to("a.png")
        with pytest.raises(OSError, match=os.strerror(errno.ESTALE)):
            find_real_path(handle, root / "outside")
    finally:
        os.close(handle)


# --- writing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("a.png", "a.png"),
        ("new.md", "new.md"),
        ("new/folder/a.md", "new/folder/a.md"),
        ("inside.png", "a.png"),
        ("chain.png", "a.png"),
        ("dangling", "nowhere"),
        ("to-folder/new.md", "folder/new.md"),
    ],
)
def test_resolve_repository_path_follows_links_within_the_folder(root: Path, name: str, place: str) -> None:
    assert resolve_repository_path(root / name, root) == root / place


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("outside", "file-outside"),
        ("dangling-outside", "file-outside"),
        ("up/new.md", "file-outside"),
        ("../new.md", "file-outside"),
        ("to-git", "file-hidden"),
        ("to-git-folder/new.md", "file-hidden"),
        (".new.md", "file-hidden"),
    ],
)
def test_resolve_repository_path_refuses_a_path_outside(root: Path, name: str, message: str) -> None:
    with pytest.raises(OutputError) as caught:
        resolve_repository_path(root / name, root)

    (problem,) = caught.value.problems
    assert (problem.message, problem.values["path"]) == (message, name)


# --- files that modules open --------------------------------------------------------------------

OPENERS = {
    "adapters/config/settings_file.py": "publish.toml itself",
    "adapters/ledger/copy_detection.py": "the step kept beside the ledger",
    "adapters/ledger/machine_identity.py": "the machine's id",
    "adapters/media/diagram_programs.py": "a folder of its own",
    "adapters/storage/atomic_files.py": "what is to be replaced",
    "adapters/storage/build_folder.py": "what a build has written",
    "adapters/storage/cache.py": "the person's cache",
    "adapters/storage/file_access.py": "whatever those below open",
    "adapters/storage/private_files.py": "the person's secrets and state",
    "adapters/storage/repository_files.py": "the one way",
    "adapters/storage/skill_files.py": "the program's own skill",
    "adapters/system/chromium.py": "a folder of its own",
    "cli/__init__.py": "/dev/null",
    "cli/terminal_output.py": "/dev/null",
    "i18n/translator.py": "the catalogue",
    "preview/page_parts.py": "the pages' own parts",
    "sandbox/console_page.py": "the page's own parts",
    "sandbox/sqlite_store.py": "the sandbox's state",
    "steps/render/emoji_codes.py": "the program's own table",
    "steps/style/import_theme/__init__.py": "the parts that other programs' themes lack",
    "steps/style/layers/__init__.py": "the program's own CSS",
    "wechat/page_style.py": "the style of WeChat's page",
}
"""Who opens files, and which; none of them is named by an issue or by the settings."""


def opens_files(call: ast.AST) -> bool:
    match call:
        case ast.Call(func=ast.Name(id="open")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="Image" | "webbrowser"), attr="open")):
            return False  # bytes in memory, and an address
        case ast.Call(func=ast.Attribute(attr="open" | "read_text" | "read_bytes")):
            return True
    return False


def test_only_listed_modules_open_files() -> None:
    package = Path(own_files.__file__).parents[2]
    trees = {path.relative_to(package).as_posix(): ast.parse(path.read_text("utf-8")) for path in package.rglob("*.py")}

    assert {name for name, tree in trees.items() if any(map(opens_files, ast.walk(tree)))} == set(OPENERS)


# --- names that an issue writes on Windows ------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place"),
    [
        (r"images\a.png", "images/a.png"),
        ("images/a.png", "images/a.png"),
        (r"\\host\share\a.png", "a.png"),
        ("//host/share/a.png", "a.png"),
        (r"C:\a.png", "a.png"),
        ("C:a.png", "a.png"),
        (r"\a.png", "a.png"),
        (r"..\a.png", "../a.png"),
    ],
)
def test_join_inside_never_leaves_for_a_drive_or_a_share_on_windows(
    name: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_files, "ON_WINDOWS", True)

    assert join_inside(Path("/r"), name) == Path("/r", place)


def test_join_inside_takes_a_name_as_it_is_elsewhere() -> None:
    assert join_inside(Path("/r"), r"a\b.png") == Path(r"/r/a\b.png")
