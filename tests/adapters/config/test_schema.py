from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import pytest
from pydantic import TypeAdapter, ValidationError

from publish.adapters.config.schema import list_keys, make_type, validate_settings
from publish.core.settings import AccountSettings, Settings, WordsSettings


class Record(NamedTuple):
    """A table of settings as a developer would add it."""

    fit: Literal["auto", "strict", "off"] = "auto"
    wide: bool = False


@pytest.mark.parametrize("written", [{}, {"fit": "strict"}, {"wide": True, "fit": "off"}], ids=str)
def test_make_type_makes_the_record_of_a_table(written: dict[str, object]) -> None:
    made = TypeAdapter(make_type(Record)).validate_python(written)

    assert made == Record()._replace(**written)  # type: ignore[arg-type]
    assert isinstance(made, Record)


@pytest.mark.parametrize("value", ["Auto", 1, True, None, []], ids=str)
def test_make_type_refuses_any_other_value_of_a_choice(value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(make_type(Record)).validate_python({"fit": value})

    [mistake] = caught.value.errors()
    assert (mistake["type"], mistake["loc"]) == ("setting-comments", ("fit",))
    assert mistake["ctx"] == {"known": "auto, strict, off"}


def write(value: Any) -> Any:
    """Return a value as it stands in the file."""
    if isinstance(value, tuple) and not hasattr(value, "_asdict"):
        return [*value]
    values = value._asdict() if hasattr(value, "_asdict") else value
    return {key: write(one) for key, one in values.items()} if isinstance(values, Mapping) else values


def test_validate_settings_accepts_every_default() -> None:
    defaults = Settings()._asdict()
    assert validate_settings(write(defaults)) == (Settings(), [])


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ((), Settings._fields),
        (("follow",), ("qr", "picture", "logo")),
        (("newsletter", "words"), WordsSettings._fields),
        (("accounts", "main"), AccountSettings._fields),
    ],
    ids=["file", "table", "table in a table", "account"],
)
def test_list_keys_returns_the_fields_in_order(table: tuple[str, ...], keys: tuple[str, ...]) -> None:
    assert list_keys(*table) == keys


def test_list_keys_returns_the_fields_of_each_account() -> None:
    assert list_keys("accounts") == ("appid", "secret_file", "api", "proxy")
