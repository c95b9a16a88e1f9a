"""The control API under `/sandbox/`, with which tests inspect and change the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from publish.sandbox.article_html import make_digest
from publish.sandbox.dispatcher import run_due_jobs
from publish.sandbox.drafts import save_draft
from publish.sandbox.faults import Fault, clear_faults, is_endpoint, set_fault
from publish.sandbox.issued_tokens import Origin, rotate_token_externally
from publish.sandbox.models import (
    ArticleNumbers,
    ClockState,
    Counter,
    DayNumbers,
    Event,
    Material,
    PublishJob,
    SandboxAccount,
    StoredArticle,
    StoredComment,
    StoredDraft,
    StoredRecord,
)
from publish.sandbox.published_articles import list_published
from publish.sandbox.publishing import find_publication, start_job
from publish.sandbox.state import State, add_default_accounts
from publish.sandbox.store import R

MAX_FIXTURES = 1_000
MAX_ADVANCE_SECONDS = 1e9  # some thirty years
_OBJECT = TypeAdapter(dict[str, Any])


class ControlBody(BaseModel):
    """A body without fields; unknown ones are errors."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class ClockChange(ControlBody):
    """Move, stop or start the clock."""

    advance: float = Field(default=0.0, ge=-MAX_ADVANCE_SECONDS, le=MAX_ADVANCE_SECONDS)
    stopped: bool | None = None


class FaultChange(Fault):
    """Set a fault."""

    @field_validator("endpoint")
    @classmethod
    def check_endpoint(cls, name: str) -> str:
        """Refuse an endpoint that the sandbox does not have: the fault would never occur."""
        if not is_endpoint(name):
            raise ValueError("no endpoint of that name; write it without /cgi-bin/, or draft/*, or *")
        return name


class TokenRotation(ControlBody):
    """Renew an account's token as another client would."""

    appid: str
    origin: Origin = "stable"


class DraftFixture(ControlBody):
    """Create drafts as in WeChat's console."""

    appid: str
    title: str = "手工草稿"
    content: str = "<p>在后台写的。</p>"
    content_source_url: str = ""
    count: int = Field(default=1, ge=1, le=MAX_FIXTURES)


class DraftChange(ControlBody):
    """Change a draft as in the console, or mark it."""

    title: str | None = None
    content: str | None = None
    check: int | None = None
    auto_saved: bool | None = None
    reprint: bool | None = None
    outcome: int | None = Field(default=None, ge=0, le=6)


class PublicationChange(ControlBody):
    """Remove a publication: 5 by its owner, 6 by WeChat."""

    status: Literal[5, 6]


class MaterialChange(ControlBody):
    """Mark material as used by a menu or an automatic reply."""

    in_use: bool


class NumbersChange(ControlBody):
    """Set the new numbers of an article on each day."""

    days: dict[date, DayNumbers]


class CommentFixture(ControlBody):
    """Write a comment as a reader does."""

    appid: str
    msgid: str
    content: str
    openid: str = ""
    chosen: bool = False
    reply: str = ""


class MissingError(Exception):
    """A record named in a request does not exist."""


class ControlRequest(NamedTuple):
    """A request: the name in its path, its body, and the state it works on."""

    name: str
    body: Any
    state: State


def list_control_routes() -> list[Route]:
    """Return the routes of the control API."""
    return [
        _get("/sandbox/state", _show_state),
        _get("/sandbox/calls", _show_calls),
        _get("/sandbox/events", lambda state, _params: _dump(state, Event)),
        _get("/sandbox/settings", lambda state, _params: _dump_settings(state)),
        _post("/sandbox/settings", None, _change_settings),
        _post("/sandbox/accounts", None, _change_account),
        _post("/sandbox/reset", ControlBody, _reset),
        _post("/sandbox/clock", ClockChange, _change_clock),
        _post("/sandbox/faults", FaultChange, _set_fault),
        _post("/sandbox/faults", ControlBody, lambda request: clear_faults(request.state), method="DELETE"),
        _post("/sandbox/intruder", TokenRotation, _rotate_token),
        _post("/sandbox/drafts", DraftFixture, _create_drafts),
        _post("/sandbox/drafts/{name}", DraftChange, _change_draft),
        _post("/sandbox/drafts/{name}", ControlBody, _remove_draft, method="DELETE"),
        _post("/sandbox/drafts/{name}/publish", ControlBody, _publish_draft),
        _post("/sandbox/publications/{name}", PublicationChange, _change_publication),
        _post("/sandbox/materials/{name}", MaterialChange, _change_material),
        _get("/sandbox/articles", _show_articles),
        _post("/sandbox/articles/{name}/numbers", NumbersChange, _set_numbers),
        _post("/sandbox/comments", CommentFixture, _write_comment),
    ]


def _get(path: str, show: Callable[[State, QueryParams], Any]) -> Route:
    async def answer(request: Request) -> Response:
        state: State = request.app.state.sandbox
        run_due_jobs(state)
        return JSONResponse(show(state, request.query_params))

    return Route(path, answer)


def _post(
    path: str, model: type[BaseModel] | None, act: Callable[[ControlRequest], Any], *, method: str = "POST"
) -> Route:
    """Return a route that changes the state, or answers all errors in its body; without a model any object will do."""

    async def answer(request: Request) -> Response:
        state: State = request.app.state.sandbox
        run_due_jobs(state)
        raw = await request.body() or b"{}"
        try:
            body = _OBJECT.validate_json(raw) if model is None else model.model_validate_json(raw)
            with state.store.transaction():
                result = act(ControlRequest(request.path_params.get("name", ""), body, state))
        except ValidationError as error:
            return JSONResponse({"errors": [_describe(item) for item in error.errors(include_url=False)]}, 422)
        except MissingError as error:
            return JSONResponse({"errors": [{"field": "", "message": f"there is no {error}"}]}, 404)
        run_due_jobs(state)
        return JSONResponse({} if result is None else result)

    return Route(path, answer, methods=[method])


def _describe(error: Any) -> dict[str, str]:
    """Return field and message of an error; never the value, which may be a secret."""
    return {"field": ".".join(str(step) for step in error["loc"]), "message": error["msg"]}


# --- reading ----------------------------------------------------------------------------------


def _show_state(state: State, _params: QueryParams) -> dict[str, Any]:
    return {
        "now": state.now,
        "stopped": state.clock.stopped,
        "settings": _dump_settings(state),
        "accounts": [account.model_dump(exclude={"secret"}) for account in state.store.list(SandboxAccount)],
        "drafts": _dump(state, StoredDraft),
        "publications": _dump(state, PublishJob),
        "materials": _dump(state, Material),
        "faults": _dump(state, Fault),
        "counters": {counter.key: counter.used for counter in state.store.list(Counter)},
    }


def _show_calls(state: State, params: QueryParams) -> list[dict[str, Any]]:
    since = params.get("since", "0")
    calls = state.log.list(params.get("endpoint", ""), int(since) if since.isdecimal() else 0)
    return [call.model_dump(mode="json") for call in calls]


def _dump(state: State, kind: type[StoredRecord]) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json") for record in state.store.list(kind)]


def _dump_settings(state: State) -> dict[str, Any]:
    return state.settings.model_dump(exclude={"appid", "key"})


def _show_articles(state: State, _params: QueryParams) -> list[dict[str, Any]]:
    return [
        {"appid": account.appid, "msgid": each.msgid, "title": each.article.title, "day": each.day.isoformat()}
        for account in state.store.list(SandboxAccount)
        for each in list_published(account, state)
    ]


# --- changing ---------------------------------------------------------------------------------


def _change_settings(request: ControlRequest) -> dict[str, Any]:
    request.state.change_settings(request.body)
    return _dump_settings(request.state)


def _change_account(request: ControlRequest) -> dict[str, Any]:
    appid = str(request.body.get("appid", ""))
    stored = request.state.store.find(SandboxAccount, appid)
    before = stored.model_dump() if stored else {}
    account = SandboxAccount.model_validate({**before, **request.body, "key": appid})
    request.state.store.save(account)
    return account.model_dump(exclude={"secret"})


def _reset(request: ControlRequest) -> None:
    state = request.state
    state.store.clear()
    state.log.clear()
    state.clock.run()
    state.clock.advance(-state.clock.offset)
    add_default_accounts(state)


def _change_clock(request: ControlRequest) -> dict[str, Any]:
    clock, change = request.state.clock, request.body
    if change.stopped is not None:
        (clock.stop if change.stopped else clock.run)()
    clock.advance(change.advance)
    stopped_at = clock.now if clock.stopped else None
    request.state.store.save(ClockState(appid="", key="dial", offset=clock.offset, stopped_at=stopped_at))
    return {"now": clock.now, "stopped": clock.stopped}


def _set_fault(request: ControlRequest) -> dict[str, Any]:
    return set_fault(Fault.model_validate(request.body.model_dump()), request.state).model_dump()


def _rotate_token(request: ControlRequest) -> None:
    account = _find(request, SandboxAccount, request.body.appid)
    rotate_token_externally(account.appid, request.body.origin, request.state)


def _create_drafts(request: ControlRequest) -> dict[str, Any]:
    account, fixture, state = _find(request, SandboxAccount, request.body.appid), request.body, request.state
    fields = fixture.model_dump(include={"title", "content", "content_source_url"})
    media_ids = []
    for _ in range(fixture.count):
        address = f"hand{state.next_number('hand'):018d}"
        article = StoredArticle(**fields, digest=make_digest(fixture.content), address=address)
        media_ids.append(save_draft((article,), account, state).key)
    return {"media_ids": media_ids}


def _change_draft(request: ControlRequest) -> None:
    draft = _find(request, StoredDraft, request.name)
    changes = request.body.model_dump(exclude_unset=True)
    text = {name: changes.pop(name) for name in ("title", "content") if changes.get(name) is not None}
    first = draft.articles[0].model_copy(update=text)
    update = {**changes, "articles": (first, *draft.articles[1:])} | ({"updated": request.state.now} if text else {})
    request.state.store.save(draft.model_copy(update=update))


def _remove_draft(request: ControlRequest) -> None:
    request.state.store.remove(_find(request, StoredDraft, request.name))


def _publish_draft(request: ControlRequest) -> dict[str, Any]:
    draft = _find(request, StoredDraft, request.name)
    return {"publish_id": start_job(draft, _find(request, SandboxAccount, draft.appid), request.state).key}


def _change_publication(request: ControlRequest) -> None:
    job = find_publication(request.name, request.state)
    if job is None:
        raise MissingError("publication of that article_id")
    request.state.store.save(job.model_copy(update={"status": request.body.status}))


def _change_material(request: ControlRequest) -> None:
    material = _find(request, Material, request.name)
    request.state.store.save(material.model_copy(update={"in_use": request.body.in_use}))


def _set_numbers(request: ControlRequest) -> None:
    appid = _find_article(request.name, request.state)
    days = {day.isoformat(): numbers for day, numbers in request.body.days.items()}
    request.state.store.save(ArticleNumbers(appid=appid, key=request.name, days=days))


def _write_comment(request: ControlRequest) -> dict[str, Any]:
    fields, state = request.body.model_dump(), request.state
    if _find_article(fields["msgid"], state) != fields["appid"]:
        raise MissingError("article of that msgid")
    key = str(state.next_number("comment"))
    state.store.save(StoredComment(**fields, key=key, created=state.now, replied=state.now if fields["reply"] else 0))
    return {"user_comment_id": int(key)}


def _find_article(msgid: str, state: State) -> str:
    """Return the account of a published article."""
    for account in state.store.list(SandboxAccount):
        if any(each.msgid == msgid for each in list_published(account, state)):
            return account.appid
    raise MissingError("article of that msgid")


def _find(request: ControlRequest, kind: type[R], key: str) -> R:
    record = request.state.store.find(kind, key)
    if record is None:
        raise MissingError(f"{kind.record_kind.lower()} of that name")
    return record
