"""One token for all runs, another when it is turned down, and never a loop."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from publish.adapters.storage.private_files import hold_lock
from publish.adapters.storage.secret import Secret
from publish.adapters.wechat_api import access_tokens as tokens
from publish.adapters.wechat_api.client import WeChatClient
from publish.core.exceptions import BusyError, OutputError, PlatformError
from tests.adapters.wechat_api.harness import CALLS, POLICY, open_sandbox_client, prepare
from tests.sandbox.server import VERIFIED, RunningSandbox

ROOT = Path(__file__).parents[3]
PROCESS = """
import sys
from pathlib import Path
from publish.adapters.wechat_api.credentials import Credentials
from publish.adapters.wechat_api.client import open_client
from publish.adapters.storage.secret import Secret
from publish.core.settings import RetryPolicy
sys.stdin.readline()
account = Credentials("main", sys.argv[2], Secret(sys.argv[2].removeprefix("wx").zfill(32)), sys.argv[1], "")
print(open_client(account, RetryPolicy(lock_seconds=60), Path(sys.argv[3])).list_drafts(0, 1).total)
"""


def kept_file(folder: Path) -> Path:
    [file] = (folder / "tokens").glob("*.json")
    return file


def kept(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(kept_file(folder).read_bytes())
    return read


def change(folder: Path, **token: object) -> None:
    """Change what is kept of the token."""
    before = kept(folder)
    kept_file(folder).write_text(json.dumps({**before, "token": {**before["token"], **token}}))


def fetches(sandbox: RunningSandbox) -> list[bool]:
    """Return for each time a token was asked for whether it was forced."""
    return [json.loads(call["body"])["force_refresh"] for call in sandbox.control.calls("stable_token")]


def test_calls_share_one_token(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    for _ in range(3):
        platform.list_drafts(0, 1)

    assert fetches(sandbox) == [False]


def test_eight_concurrent_processes_fetch_one_token(sandbox: RunningSandbox, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROCESS, sandbox.api.rstrip("/"), VERIFIED, str(tmp_path)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603
        for _ in range(8)
    ]
    said = []
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        said.append(process.communicate(timeout=60)[0])

    assert said == ["0\n"] * 8
    assert fetches(sandbox) == [False]


def test_each_account_has_its_own_token(sandbox: RunningSandbox, tmp_path: Path) -> None:
    for appid in (VERIFIED, "wx0000000000000003"):
        open_sandbox_client(sandbox, tmp_path, appid).list_drafts(0, 1)

    assert len(list((tmp_path / "tokens").glob("*.json"))) == 2


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o022])
def test_token_file_is_readable_only_by_its_owner(sandbox: RunningSandbox, tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        open_sandbox_client(sandbox, tmp_path / "state").list_drafts(0, 1)
    finally:
        os.umask(before)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "state" / "tokens").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "state" / "tokens").stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_token_file_readable_by_others_is_ignored(
    sandbox: RunningSandbox, tmp_path: Path, platform: WeChatClient, mode: int
) -> None:
    platform.list_drafts(0, 1)
    kept_file(tmp_path).chmod(mode)

    platform.list_drafts(0, 1)

    assert len(fetches(sandbox)) == 2
    assert stat.S_IMODE(kept_file(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "written",
    [b"", b"{", b"[]", b"\xff", b'{"token": {}}', b'{"token": []}', b'{"token": {"word": 1}, "forced": "x"}'],
    ids=str,
)
def test_broken_token_file_is_ignored(
    sandbox: RunningSandbox, tmp_path: Path, platform: WeChatClient, written: bytes
) -> None:
    platform.list_drafts(0, 1)
    kept_file(tmp_path).write_bytes(written)

    platform.list_drafts(0, 1)

    assert len(fetches(sandbox)) == 2


@pytest.mark.parametrize("clock", ["wall", "clock"])
@pytest.mark.parametrize("seconds", [-7200, 7200], ids=["long ago", "in the future"])
def test_token_expired_by_either_clock_is_not_used(
    sandbox: RunningSandbox, tmp_path: Path, platform: WeChatClient, clock: str, seconds: float
) -> None:
    platform.list_drafts(0, 1)
    change(tmp_path, **{clock: kept(tmp_path)["token"][clock] + seconds})

    platform.list_drafts(0, 1)

    assert len(fetches(sandbox)) == 2


@pytest.mark.parametrize(("left", "calls"), [(tokens.MARGIN_SECONDS + 30, 1), (tokens.MARGIN_SECONDS - 30, 2)])
def test_token_is_renewed_shortly_before_expiry(
    sandbox: RunningSandbox, tmp_path: Path, platform: WeChatClient, left: float, calls: int
) -> None:
    platform.list_drafts(0, 1)
    change(tmp_path, seconds=left)

    platform.list_drafts(0, 1)

    assert len(fetches(sandbox)) == calls


@pytest.mark.parametrize("name", CALLS)
def test_externally_rotated_token_costs_one_renewal_and_one_repetition(
    sandbox: RunningSandbox, platform: WeChatClient, name: str
) -> None:
    inputs = prepare(platform)
    before = len(sandbox.control.calls(CALLS[name].endpoint))
    sandbox.control.post("intruder", appid=VERIFIED, origin="stable")

    CALLS[name].do(platform, inputs)

    assert fetches(sandbox) == [False, False]
    assert len(sandbox.control.calls(CALLS[name].endpoint)) - before == 2


@pytest.mark.parametrize("code", [40001, 40014, 41001, 42001])
def test_token_that_is_always_rejected_raises_an_error(
    sandbox: RunningSandbox, platform: WeChatClient, code: int
) -> None:
    sandbox.control.fail("draft/batchget", "errcode", code=code, times=0)

    with pytest.raises(PlatformError) as caught:
        platform.list_drafts(0, 1)

    assert [problem.message for problem in caught.value.problems] == ["api-token-rejected"]
    assert fetches(sandbox) == [False, False, True]
    assert len(sandbox.control.calls("draft/batchget")) == 2


def test_token_is_not_forced_twice_within_the_interval(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    sandbox.control.fail("draft/batchget", "errcode", code=40001, times=0)
    for _ in range(3):
        with pytest.raises(PlatformError):
            platform.list_drafts(0, 1)

    assert fetches(sandbox).count(True) == 1


def test_token_is_not_forced_above_the_daily_limit(
    sandbox: RunningSandbox, tmp_path: Path, platform: WeChatClient
) -> None:
    platform.list_drafts(0, 1)
    forced = [time.time() - 3600.0 * hours for hours in range(1, tokens.FORCED_A_DAY + 1)]
    kept_file(tmp_path).write_text(json.dumps({**kept(tmp_path), "forced": forced}))
    sandbox.control.fail("draft/batchget", "errcode", code=40001, times=0)

    with pytest.raises(PlatformError):
        platform.list_drafts(0, 1)

    assert fetches(sandbox) == [False, False]


def test_unchanged_forced_token_raises_an_error(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    platform.list_drafts(0, 1)
    sandbox.control.post("settings", force_interval=3600)
    sandbox.ask_token(force_refresh=True)  # by somebody else
    platform.list_drafts(0, 1)
    sandbox.control.fail("draft/batchget", "errcode", code=40001, times=0)

    with pytest.raises(PlatformError) as caught:
        platform.list_drafts(0, 1)

    assert caught.value.endpoint == "stable_token"


def test_token_renewed_by_another_run_is_used(sandbox: RunningSandbox, tmp_path: Path) -> None:
    ours, theirs = (open_sandbox_client(sandbox, tmp_path) for _ in range(2))
    ours.list_drafts(0, 1)
    rejected = kept(tmp_path)["token"]["word"]
    sandbox.control.post("intruder", appid=VERIFIED, origin="stable")
    theirs.list_drafts(0, 1)
    before = len(fetches(sandbox))

    renewed = ours._tokens.renew(Secret(rejected))

    assert renewed.reveal() == kept(tmp_path)["token"]["word"] != rejected
    assert len(fetches(sandbox)) == before


def test_expired_token_is_replaced(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    platform.list_drafts(0, 1)
    sandbox.control.advance(7201)

    assert platform.list_drafts(0, 1).total == 0


def test_token_lock_timeout_raises_busy(sandbox: RunningSandbox, tmp_path: Path) -> None:
    open_sandbox_client(sandbox, tmp_path).list_drafts(0, 1)
    kept_file(tmp_path).unlink()
    [lock] = (tmp_path / "tokens").glob("*.lock")

    with hold_lock(lock, 1), pytest.raises(BusyError) as caught:
        open_sandbox_client(sandbox, tmp_path, policy=POLICY._replace(lock_seconds=0.05)).list_drafts(0, 1)

    assert caught.value.exit_code == 75


def test_unwritable_token_folder_is_named(sandbox: RunningSandbox, tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("a file")

    with pytest.raises(OutputError) as caught:
        open_sandbox_client(sandbox, tmp_path).list_drafts(0, 1)

    assert [problem.message for problem in caught.value.problems] == ["state-unwritable"]
