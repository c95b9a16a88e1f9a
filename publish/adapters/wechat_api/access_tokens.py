"""Access tokens: cached for all runs of an account, and renewed when WeChat rejects one.

stable_token in its normal mode, which leaves the tokens of other programs valid:
https://developers.weixin.qq.com/doc/subscription/api/base/api_getstableaccesstoken.html
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from publish.adapters.storage.private_files import hold_lock, load_private, save_private
from publish.adapters.storage.secret import Secret
from publish.adapters.wechat_api.api_calls import ApiCaller, make_json_call
from publish.adapters.wechat_api.credentials import Credentials
from publish.core.exceptions import PlatformError
from publish.core.problem import Problem
from publish.core.settings import RetryPolicy
from publish.wechat.api_errors import TOKEN_ENDPOINT, find_refusal

MARGIN_SECONDS = 90
"""A token is not used so shortly before its end. WeChat may return one with 300 seconds left; a longer margin would
fetch another for each call."""
FORCED_INTERVAL_SECONDS = 30
FORCED_A_DAY = 10  # half of WeChat's 20: other programs may need some
_DAY_SECONDS = 86_400
# A clock that nobody can set; on Linux it also counts while the machine sleeps.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class _CachedToken(NamedTuple):
    """Token on disk, with the clocks just before it was requested."""

    word: str
    seconds: float  # lifetime from then on
    wall: float
    clock: float

    @property
    def is_valid(self) -> bool:
        """Return whether it is valid by both clocks; a clock that ran backwards proves nothing."""
        ages = (time.time() - self.wall, time.clock_gettime(_CLOCK) - self.clock)
        return all(0 <= age < self.seconds - MARGIN_SECONDS for age in ages)


class AccessTokens:
    """One account's access token, shared by concurrent runs."""

    def __init__(self, credentials: Credentials, caller: ApiCaller, folder: Path, policy: RetryPolicy) -> None:
        self._credentials = credentials
        self._caller = caller
        self._policy = policy
        name = hashlib.sha256(f"{credentials.appid}\n{credentials.api}".encode()).hexdigest()[:32]
        self._file = folder / "tokens" / f"{name}.json"
        self._lock = folder / "tokens" / f"{name}.lock"
        self.date = ""  # platform's time of the last request; empty where there was none

    def get(self) -> Secret:
        """Return the cached token if it is valid, else a new one.

        Raises:
            PlatformError: WeChat refuses one.
            NotSentError: WeChat was not reached.
            BusyError: Another run has been fetching one for too long.
            OutputError: It cannot be saved.
        """
        token = _find_valid(self._load())
        if token is None:
            with hold_lock(self._lock, self._policy.lock_seconds):
                cached = self._load()
                token = _find_valid(cached) or self._fetch(cached, force=False)
        return Secret(token.word)

    def renew(self, rejected: Secret) -> Secret:
        """Return another token than the rejected one.

        Raises:
            PlatformError: WeChat returns no other: another program keeps invalidating it.
        """
        with hold_lock(self._lock, self._policy.lock_seconds):
            cached = self._load()
            token = _find_valid(cached)
            if token is None or token.word == rejected.reveal():
                token = self._fetch(cached, force=False)
            if token.word == rejected.reveal():
                token = self._force(rejected)
        return Secret(token.word)

    def _force(self, rejected: Secret) -> _CachedToken:
        """Return a new token in place of one that seems valid, or raise PlatformError: WeChat limits how often."""
        now = time.time()
        recent = [at for at in _parse_forced(self._load()) if now - _DAY_SECONDS < at <= now]
        if len(recent) < FORCED_A_DAY and all(now - at >= FORCED_INTERVAL_SECONDS for at in recent):
            token = self._fetch({"forced": [*recent, now]}, force=True)
            if token.word != rejected.reveal():
                return token
        code = 40001
        problem = Problem(find_refusal(code, "").message, rule=str(code), file=TOKEN_ENDPOINT)
        raise PlatformError(problem, code=code, endpoint=TOKEN_ENDPOINT)

    def _fetch(self, cached: Mapping[str, Any], *, force: bool) -> _CachedToken:
        """Fetch a token and save it, together with the times of forced ones."""
        wall, clock = time.time(), time.clock_gettime(_CLOCK)
        forced = _parse_forced(cached)
        if force:  # before it is sent, since a lost answer counts, too
            self._save({"forced": forced})
        body = {
            "grant_type": "client_credential",
            "appid": self._credentials.appid,
            "secret": self._credentials.secret.reveal(),
            "force_refresh": force,
        }
        reply = self._caller.send(make_json_call(TOKEN_ENDPOINT, body, expected="access_token"))
        self.date = reply.date
        token = _CachedToken(str(reply.data["access_token"]), _parse_lifetime(reply.data), wall, clock)
        self._save({"token": token._asdict(), "forced": forced})
        return token

    def _load(self) -> dict[str, Any]:
        """Return the cache file; empty where it is unreadable, so that a token is fetched."""
        try:
            cached = json.loads(load_private(self._file) or b"{}")
        except ValueError:
            return {}
        return cached if isinstance(cached, dict) else {}

    def _save(self, cached: Mapping[str, Any]) -> None:
        save_private(self._file, json.dumps(cached).encode())


def _find_valid(cached: Mapping[str, Any]) -> _CachedToken | None:
    """Return the cached token, if it is complete and valid."""
    with suppress(KeyError, TypeError):
        token = _CachedToken(**cached["token"])
        if token.is_valid:
            return token
    return None


def _parse_forced(cached: Mapping[str, Any]) -> list[float]:
    """Return the times at which a token was forced."""
    times = cached.get("forced")
    return [at for at in times if isinstance(at, float)] if isinstance(times, list) else []


def _parse_lifetime(data: Mapping[str, Any]) -> float:
    """Return how many seconds a token is valid; 0, which means for this call, where WeChat does not say."""
    seconds = data.get("expires_in")
    return float(seconds) if isinstance(seconds, int | float) else 0.0
