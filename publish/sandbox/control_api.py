"""The control API under `/sandbox/`: what a test, or a person at the page, does to the platform from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from publish.sandbox.behaviour import Behaviour
from publish.sandbox.content_checks import make_digest
from publish.sandbox.control_models import (
    ClockChange,
    DraftChange,
    DraftFixture,
    EmptyBody,
    FaultChange,
    MaterialChange,
    PublicationChange,
    TokenRotation,
)
from publish.sandbox.default_accounts import open_accounts
from publish.sandbox.dispatcher import run_due_jobs
from publish.sandbox.drafts import keep_draft
from publish.sandbox.faults import Fault, set_fault
from publish.sandbox.issued_tokens import rotate_token_externally
from publish.sandbox.models import (
    ClockState,
    Counter,
    Event,
    Material,
    PublishJob,
    SandboxAccount,
    StoredArticle,
    StoredDraft,
    StoredRecord,
)
from publish.sandbox.publishing import find_publication, start_job
from publish.sandbox.state import State
from publish.sandbox.store import R


class MissingError(Exception):
    """What is named is not there."""


class ControlRequest(NamedTuple):
    """One request: who is meant, what is asked, and what may be touched."""

    name: str
    body: Any
    state: State


Act = Callable[[ControlRequest], Any]


def list_control_routes() -> list[Route]:
    """Return the routes of the control API."""
    return [
        _read("/sandbox/state", _show_state),
        Route("/sandbox/calls", _show_calls),
        _read("/sandbox/events", _show_events),
        _read("/sandbox/settings", _show_settings),
        _write("/sandbox/settings", None, _change_settings),
        _write("/sandbox/accounts", None, _change_account),
        _write("/sandbox/reset", EmptyBody, _reset),
        _write("/sandbox/clock", ClockChange, _change_clock),
        _write("/sandbox/faults", FaultChange, _set_fault),
        _write("/sandbox/faults", EmptyBody, _clear_faults, method="DELETE"),
        _write("/sandbox/intruder", TokenRotation, _intrude),
        _write("/sandbox/drafts", DraftFixture, _write_drafts),
        _write("/sandbox/drafts/{name}", DraftChange, _change_draft),
        _write("/sandbox/drafts/{name}", EmptyBody, _remove_draft, method="DELETE"),
        _write("/sandbox/drafts/{name}/publish", EmptyBody, _publish_draft),
        _write("/sandbox/publications/{name}", PublicationChange, _change_publication),
        _write("/sandbox/materials/{name}", MaterialChange, _change_material),
    ]


def _read(path: str, show: Callable[[State], Any]) -> Route:
    async def answer(request: Request) -> Response:
        state: State = request.app.state.sandbox
        run_due_jobs(state)
        return JSONResponse(show(state))

    return Route(path, answer)


def _write(path: str, model: type[BaseModel] | None, act: Act, *, method: str = "POST") -> Route:
    async def answer(request: Request) -> Response:
        return await _carry_out(request, model, act)

    return Route(path, answer, methods=[method])


async def _carry_out(request: Request, model: type[BaseModel] | None, act: Act) -> Response:
    """Do what is asked, or say all that is wrong with it."""
    state: State = request.app.state.sandbox
    run_due_jobs(state)
    raw = await request.body() or b"{}"
    try:
        body = _Anything.model_validate_json(raw).root() if model is None else model.model_validate_json(raw)
        with state.store.transaction():
            told = act(ControlRequest(request.path_params.get("name", ""), body, state))
    except ValidationError as error:
        return JSONResponse({"errors": [_describe(mistake) for mistake in error.errors(include_url=False)]}, 422)
    except MissingError as error:
        return JSONResponse({"errors": [{"field": "", "message": f"there is no {error}"}]}, 404)
    run_due_jobs(state)
    return JSONResponse({} if told is None else told)


class _Anything(BaseModel):
    """An object whose fields are checked later."""

    model_config = ConfigDict(extra="allow")

    def root(self) -> dict[str, Any]:
        """Return it as it came."""
        return dict(self.model_extra or {})


def _describe(mistake: Any) -> dict[str, str]:
    """Return one mistake; never the value, which may be a secret."""
    return {"field": ".".join(str(step) for step in mistake["loc"]), "message": mistake["msg"]}


# --- what is told -----------------------------------------------------------------------------


def _show_state(state: State) -> dict[str, Any]:
    listed = {
        "accounts": [account.model_dump(exclude={"secret"}) for account in state.store.list(SandboxAccount)],
        "drafts": _dump(state, StoredDraft),
        "publications": _dump(state, PublishJob),
        "materials": _dump(state, Material),
        "faults": _dump(state, Fault),
        "counters": {counter.key: counter.used for counter in state.store.list(Counter)},
    }
    return {"now": state.now, "stopped": state.clock.stopped, "settings": _show_settings(state), **listed}


def _dump(state: State, kind: type[StoredRecord]) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json") for record in state.store.list(kind)]


async def _show_calls(request: Request) -> Response:
    state: State = request.app.state.sandbox
    run_due_jobs(state)
    since = request.query_params.get("since", "0")
    endpoint = request.query_params.get("endpoint", "")
    calls = state.log.list(endpoint, int(since) if since.isdecimal() else 0)
    return JSONResponse([call.model_dump(mode="json") for call in calls])


def _show_events(state: State) -> list[dict[str, Any]]:
    return _dump(state, Event)


def _show_settings(state: State) -> dict[str, Any]:
    return state.settings.model_dump(exclude={"appid", "key"})


# --- what is done -----------------------------------------------------------------------------


def _change_settings(asked: ControlRequest) -> dict[str, Any]:
    changed = {**asked.state.settings.model_dump(), **asked.body, "appid": "", "key": "settings"}
    asked.state.store.save(Behaviour.model_validate(changed))
    return _show_settings(asked.state)


def _change_account(asked: ControlRequest) -> dict[str, Any]:
    appid = str(asked.body.get("appid", ""))
    known = asked.state.store.find(SandboxAccount, appid)
    before = known.model_dump() if known else {}
    account = SandboxAccount.model_validate({**before, **asked.body, "key": appid})
    asked.state.store.save(account)
    return account.model_dump(exclude={"secret"})


def _reset(asked: ControlRequest) -> None:
    """Begin anew, as if nothing had ever been."""
    asked.state.store.clear()
    asked.state.log.clear()
    asked.state.clock.run()
    asked.state.clock.advance(-asked.state.clock.offset)
    open_accounts(asked.state)


def _change_clock(asked: ControlRequest) -> dict[str, Any]:
    clock, change = asked.state.clock, asked.body
    if change.stopped is not None:
        (clock.stop if change.stopped else clock.run)()
    clock.advance(change.advance)
    stopped_at = clock.now if clock.stopped else None
    asked.state.store.save(ClockState(appid="", key="dial", offset=clock.offset, stopped_at=stopped_at))
    return {"now": clock.now, "stopped": clock.stopped}


def _set_fault(asked: ControlRequest) -> dict[str, Any]:
    return set_fault(Fault.model_validate(asked.body.model_dump()), asked.state).model_dump()


def _clear_faults(asked: ControlRequest) -> None:
    for fault in asked.state.store.list(Fault):
        asked.state.store.remove(fault)


def _intrude(asked: ControlRequest) -> None:
    rotate_token_externally(_find(asked, SandboxAccount, asked.body.appid).appid, asked.body.origin, asked.state)


def _write_drafts(asked: ControlRequest) -> dict[str, Any]:
    account, made = _find(asked, SandboxAccount, asked.body.appid), asked.body
    drafts = [
        keep_draft(
            (
                StoredArticle(
                    title=made.title,
                    content=made.content,
                    digest=make_digest(made.content),
                    content_source_url=made.content_source_url,
                    address=f"hand{asked.state.take_number('hand'):018d}",
                ),
            ),
            account,
            asked.state,
        )
        for _ in range(made.count)
    ]
    return {"media_ids": [draft.key for draft in drafts]}


def _change_draft(asked: ControlRequest) -> None:
    draft = _find(asked, StoredDraft, asked.name)
    given = asked.body.model_dump(exclude_unset=True)
    text = {name: given.pop(name) for name in ("title", "content") if given.get(name) is not None}
    first = draft.articles[0].model_copy(update=text)
    update = {**given, "articles": (first, *draft.articles[1:])}
    asked.state.store.save(draft.model_copy(update=update | ({"updated": asked.state.now} if text else {})))


def _remove_draft(asked: ControlRequest) -> None:
    asked.state.store.remove(_find(asked, StoredDraft, asked.name))


def _publish_draft(asked: ControlRequest) -> dict[str, Any]:
    draft = _find(asked, StoredDraft, asked.name)
    job = start_job(draft, _find(asked, SandboxAccount, draft.appid), asked.state)
    return {"publish_id": job.key}


def _change_publication(asked: ControlRequest) -> None:
    job = find_publication(asked.name, asked.state)
    if job is None:
        raise MissingError("publication of that article_id")
    asked.state.store.save(job.model_copy(update={"status": asked.body.status}))


def _change_material(asked: ControlRequest) -> None:
    material = _find(asked, Material, asked.name)
    asked.state.store.save(material.model_copy(update={"in_use": asked.body.in_use}))


def _find(asked: ControlRequest, kind: type[R], key: str) -> R:
    record = asked.state.store.find(kind, key)
    if record is None:
        raise MissingError(f"{kind.record_kind.lower()} of that name")
    return record
