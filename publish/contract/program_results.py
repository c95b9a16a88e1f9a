"""Results of the commands about the program itself."""

from __future__ import annotations

from typing import Literal

from publish.contract.json_object import JsonObject


class CompletionResult(JsonObject):
    """Result of `publish completion`."""

    shell: str
    script: str


class SandboxAccountJson(JsonObject):
    """An account of the sandbox; its secret opens nothing else."""

    appid: str
    secret: str
    profile: str


class SandboxResult(JsonObject):
    """Result of `publish sandbox`, printed once it can be called."""

    url: str
    api: str
    accounts: list[SandboxAccountJson]


class TextResult(JsonObject):
    """Result of `--help` and `--version`."""

    text: str


class SchemaResult(JsonObject):
    """Result of `publish schema`."""

    json_schema: dict[str, object]


class SkillFileJson(JsonObject):
    """A file of the skill for agents."""

    path: str
    """Its path in the skill's folder."""
    text: str


class SkillResult(JsonObject):
    """Result of `publish skill`."""

    name: str
    folder: str
    """The folder to link or copy to where an agent looks for skills."""
    files: list[SkillFileJson]
    """SKILL.md and its references, or the one that was named."""


class ServerResult(JsonObject):
    """Result of `publish mcp`, which speaks its own protocol on standard output."""


class CommandJson(JsonObject):
    """A command, and what it is for."""

    name: str
    about: str


class InstallationJson(JsonObject):
    """What this installation can do."""

    version: str
    contract: int
    """Version of the contract: it changes where an older reader could not read a reply any more."""
    commands: list[CommandJson]
    languages: list[str]
    extras: dict[str, bool]
    """The optional dependencies, and whether each is installed."""
    browser: bool
    """Whether there is a browser, which exports and pictures of the preview need."""


class NewsletterJson(JsonObject):
    """The newsletter in whose folder the command ran."""

    folder: str
    settings: str | None
    """Path of the settings file; null where there is none."""
    issues: int
    newest: str | None
    pattern: str
    theme: str
    themes: list[str]
    accounts: list[str]
    """Accounts by name, those of the settings and the sandbox's."""


class QuotaJson(JsonObject):
    """How often a call of the platform may be made today."""

    call: str
    left: int
    limit: int


class RightsJson(JsonObject):
    """What the platform lets the account do."""

    drafts: bool
    publishing: bool
    mass_sending: bool
    quotas: list[QuotaJson]
    library: int | None
    """Pictures in the material library; null where WeChat does not tell."""


class AccountJson(JsonObject):
    """The account that commands use."""

    name: str
    sandbox: bool
    rights: RightsJson | None
    """Null unless the platform was asked, with `--online`."""


class LimitJson(JsonObject):
    """A limit of the platform."""

    name: str
    unit: Literal["chars", "bytes", "articles", "pictures"]
    limit: int


class CapabilitiesResult(JsonObject):
    """Result of `publish capabilities`."""

    installation: InstallationJson
    newsletter: NewsletterJson | None
    """Null where the settings cannot be read."""
    account: AccountJson | None
    """Null where no account is set up."""
    limits: list[LimitJson]
