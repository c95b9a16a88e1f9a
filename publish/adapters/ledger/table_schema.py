"""The ledger's tables, the same in every database, and how a delivery is written into them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    false,
    inspect,
    select,
)

from publish.core.delivery_record import Delivery, DeliveryEvent, DeliveryState, Fingerprint, StateReason

VERSION = 3
"""Of the tables; it grows when an older program could no longer read them."""

METADATA = MetaData()
HOME = Table(
    "home",
    METADATA,
    Column("version", Integer, nullable=False),
    Column("machine", String, nullable=False),
    Column("host", Text, nullable=False),
    Column("place", Text, nullable=False),
)
ACCOUNTS = Table(
    "account",
    METADATA,
    Column("appid", String, primary_key=True),
    Column("used", Text, nullable=False),
    # What follows came with version 3.
    Column("steps", BigInteger, nullable=False, server_default="0"),  # as many as there were saves
    Column("seen", BigInteger, nullable=False, server_default="0"),  # the last step that the platform knows of
    Column("stamp", String, nullable=False, server_default=""),  # by what a row is known that was put back
    Column("doubted", Boolean, nullable=False, server_default=false()),  # whether it may not be the newest
)
DELIVERIES = Table(
    "delivery",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("appid", ForeignKey(ACCOUNTS.c.appid), nullable=False),
    Column("issue", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("content", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("source_url", Text, nullable=False),
    Column("cover_id", String, nullable=False),
    Column("text", String, nullable=False),
    Column("marked", Boolean, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("started", Text, nullable=False),
    Column("media_id", String, nullable=False),
    Column("kept", String, nullable=False),
    # What follows came with version 2; a migration adds it to what was there, so it has a default.
    Column("publish_id", String, nullable=False, server_default=""),
    Column("clientmsgid", String, nullable=False, server_default=""),
    Column("addresses", Text, nullable=False, server_default="[]"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("released", Text, nullable=False, server_default=""),
    # And this with version 3.
    Column("newsletter", String, nullable=False, server_default=""),
    Column("manual", Boolean, nullable=False, server_default=false()),
    Column("passed", Text, nullable=False, server_default="[]"),
    Column("missed", Text, nullable=False, server_default=""),
    Index("delivery_by_issue", "appid", "issue"),
)
# A draft belongs to one attempt, whatever the program believes.
Index(
    "delivery_by_draft",
    DELIVERIES.c.appid,
    DELIVERIES.c.media_id,
    unique=True,
    sqlite_where=DELIVERIES.c.media_id != "",
    postgresql_where=DELIVERIES.c.media_id != "",
)
ACTS = Table(
    "act",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("delivery", ForeignKey(DELIVERIES.c.number), nullable=False),
    Column("at", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("content", String, nullable=False),
    Column("media_id", String, nullable=False),
    Column("publish_id", String, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
)
UPLOADS = Table(
    "upload",
    METADATA,
    Column("appid", ForeignKey(ACCOUNTS.c.appid), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("place", Text, nullable=False),
    Column("at", Text, nullable=False),
)

_PLAIN = ("issue", "content", "articles", "media_id", "kept", "publish_id", "clientmsgid", "manual")
_OF_ACT = ("state", "content", "media_id", "publish_id", "reason")


def is_whole(connection: Connection, schema: str | None = None) -> bool:
    """Say whether every table and column is there, and one home."""
    columns = inspect(connection).get_multi_columns(schema=schema)
    for table in METADATA.tables.values():
        there = {column["name"] for column in columns.get((schema, table.name), [])}
        if not there >= set(table.columns.keys()):
            return False
    return len(connection.execute(select(HOME.c.version)).all()) == 1


def write_delivery(delivery: Delivery) -> dict[str, Any]:
    """Return the columns of a delivery."""
    marks = delivery.fingerprint._asdict()
    plain = {name: getattr(delivery, name) for name in _PLAIN}
    return {
        **plain,
        **marks,
        "state": str(delivery.state),
        "started": delivery.started.isoformat(),
        "released": _write_time(delivery.released),
        "missed": _write_time(delivery.missed),
        "addresses": json.dumps(delivery.addresses),
        "passed": json.dumps(delivery.passed),
        "reason": _write_reason(delivery.reason),
    }


def write_act(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a delivery's columns is kept of each step."""
    return {name: columns[name] for name in _OF_ACT}


def read_delivery(row: RowMapping) -> Delivery:
    """Return the delivery of a row."""
    return Delivery(
        number=row["number"],
        state=DeliveryState(row["state"]),
        started=datetime.fromisoformat(row["started"]),
        released=_read_time(row["released"]),
        missed=_read_time(row["missed"]),
        fingerprint=Fingerprint(**{name: row[name] for name in Fingerprint._fields}),
        addresses=tuple(json.loads(row["addresses"])),
        passed=tuple(json.loads(row["passed"])),
        newsletter=row["newsletter"],
        reason=_read_reason(row["reason"]),
        **{name: row[name] for name in _PLAIN},
    )


def read_act(row: RowMapping) -> DeliveryEvent:
    """Return the step of a row."""
    return DeliveryEvent(
        at=datetime.fromisoformat(row["at"]),
        state=DeliveryState(row["state"]),
        media_id=row["media_id"],
        publish_id=row["publish_id"],
        reason=_read_reason(row["reason"]),
    )


def _write_time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _read_time(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _write_reason(reason: StateReason | None) -> str:
    return json.dumps([reason.message, dict(reason.values)], ensure_ascii=False) if reason else ""


def _read_reason(written: str) -> StateReason | None:
    return StateReason(*json.loads(written)) if written else None
