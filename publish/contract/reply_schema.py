"""The JSON Schema of replies, made from their types."""

from __future__ import annotations

from typing import Any, Literal, get_type_hints

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from typing_extensions import TypedDict

from publish.contract import delivery_results, program_results, writing_results
from publish.contract.contract_version import CONTRACT_VERSION
from publish.contract.reply_types import Reply

RESULTS: dict[str, Any] = {
    "account": delivery_results.AccountResult,
    "approve": delivery_results.ApprovalResult,
    "archive": writing_results.ArchiveResult,
    "build": writing_results.BuiltIssues,
    "capabilities": program_results.CapabilitiesResult,
    "check": writing_results.CheckedIssues,
    "comments": delivery_results.CommentsResult,
    "completion": program_results.CompletionResult,
    "doctor": delivery_results.DoctorResult,
    "draft": delivery_results.DraftResult,
    "help": program_results.TextResult,
    "history": delivery_results.HistoryResult,
    "init": writing_results.InitResult,
    "ledger": delivery_results.LedgerResult,
    "mcp": program_results.ServerResult,
    "new": writing_results.NewResult,
    "preview": writing_results.PreviewResult,
    "release": delivery_results.ReleaseResultJson,
    "rules": writing_results.RulesResult,
    "run": delivery_results.RunResult,
    "sandbox": program_results.SandboxResult,
    "schedule": delivery_results.ScheduleResult,
    "schema": program_results.SchemaResult,
    "skill": program_results.SkillResult,
    "stats": delivery_results.StatsResult,
    "status": delivery_results.StatusResult,
    "themes": writing_results.ThemesResult,
}
"""The type of each command's result."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MODE: JsonSchemaMode = "serialization"
_REPLY = "reply"


def make_reply_type(command: str) -> Any:
    """Return the type of a command's replies, which says what their result is."""
    fields = {**get_type_hints(Reply), "command": Literal[command], "result": RESULTS[command] | None}
    made: Any = TypedDict(f"{command.title()}Reply", fields)  # type: ignore[misc]  # made at run time
    made.__doc__ = f"What `publish {command} --json` prints."
    return made


def make_schema(command: str) -> dict[str, Any]:
    """Return the JSON Schema of what a command prints with `--json`."""
    keys, definitions = _generate([_REPLY, command])
    reply, result = keys[_REPLY], keys[command]
    properties = {**reply["properties"], "command": {"const": command}, "result": {"anyOf": [result, {"type": "null"}]}}
    return {
        "$schema": _DIALECT,
        "$id": f"urn:wechat-newsletter:reply:{CONTRACT_VERSION}:{command}",
        **reply,
        "title": f"publish {command} --json",
        "properties": properties,
        **_SUCCESS_OR_FAILURE,
        "$defs": definitions,
    }


_SUCCESS_OR_FAILURE = {
    "if": {"properties": {"ok": {"const": True}}},
    "then": {"properties": {"exit_code": {"const": 0}, "error": {"type": "null"}, "result": {"type": "object"}}},
    "else": {"properties": {"exit_code": {"minimum": 1}, "error": {"type": "object"}}},
}


def make_whole_schema() -> dict[str, Any]:
    """Return one JSON Schema of what any command prints with `--json`."""
    schemas = {command: make_schema(command) for command in RESULTS}
    definitions = {name: found for schema in schemas.values() for name, found in schema.pop("$defs").items()}
    for schema in schemas.values():
        del schema["$schema"], schema["$id"]
    return {
        "$schema": _DIALECT,
        "$id": f"urn:wechat-newsletter:reply:{CONTRACT_VERSION}",
        "title": "publish --json",
        "oneOf": [{"$ref": f"#/$defs/reply-{command}"} for command in schemas],
        "$defs": {**definitions, **{f"reply-{command}": schema for command, schema in schemas.items()}},
    }


def _generate(names: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the schema of each type by name, the reply's spelt out, and the definitions that they refer to."""
    types = {**RESULTS, _REPLY: Reply}
    inputs = [(name, _MODE, TypeAdapter[Any](types[name]).core_schema) for name in names]
    made, definitions = GenerateJsonSchema(by_alias=True).generate_definitions(inputs)
    keys: dict[str, Any] = {name: made[name, _MODE] for name in names}
    found: dict[str, Any] = {str(name): definition for name, definition in definitions.items()}
    keys[_REPLY] = found.pop(keys[_REPLY]["$ref"].rpartition("/")[2])
    return keys, found
