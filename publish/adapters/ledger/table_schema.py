"""Tables of the ledger, the same in every database, and the conversion of deliveries to rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
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
from sqlalchemy.types import TypeEngine

from publish.core.delivery_record import Delivery, DeliveryEvent, DeliveryState, Fingerprint, OtherArticle, StateReason
from publish.core.readership import ArticleTotals, DayTotals

VERSION = 6  # version of the tables; raised when an older program could no longer read them
WITH_STEPS = 3  # the version that first counted steps


def _since(version: int, name: str, kind: type[TypeEngine[Any]], default: Any) -> Column[Any]:
    """Return a column that a migration adds, with a default for old rows."""
    return Column(name, kind, nullable=False, server_default=default, info={"since": version})


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
    _since(3, "steps", BigInteger, "0"),  # count of saves
    _since(3, "seen", BigInteger, "0"),  # last step seen on the platform
    _since(3, "stamp", String, ""),  # reveals a restored row
    _since(3, "doubted", Boolean, false()),  # it may not be the newest
    _since(4, "refused_bytes", BigInteger, "0"),  # size of the shortest article refused as too long
    _since(5, "refused_title", BigInteger, "0"),  # characters of the shortest title refused so
    _since(5, "refused_digest", BigInteger, "0"),  # bytes of the shortest digest refused so
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
    _since(2, "publish_id", String, ""),
    _since(2, "clientmsgid", String, ""),
    _since(2, "addresses", Text, "[]"),
    _since(2, "reason", Text, ""),
    _since(2, "released", Text, ""),
    _since(3, "newsletter", String, ""),
    _since(3, "manual", Boolean, false()),
    _since(3, "passed", Text, "[]"),
    _since(3, "missed", Text, ""),
    _since(4, "form", String, ""),  # in which it was sent
    _since(5, "others", Text, "[]"),  # names and titles of the articles behind the issue's own
    _since(6, "msg_data_id", String, ""),  # of its message in the statistics
    Index("delivery_by_issue", "appid", "issue"),
)
HAS_DRAFT = DELIVERIES.c.media_id != ""
DELIVERY_BY_DRAFT = Index(
    "delivery_by_draft", DELIVERIES.c.appid, DELIVERIES.c.media_id, unique=True, sqlite_where=HAS_DRAFT
)
"""A draft belongs to one attempt."""
ACTS = Table(
    "act",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("delivery", ForeignKey(DELIVERIES.c.number), nullable=False),
    Column("at", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("content", String, nullable=False),
    Column("media_id", String, nullable=False),
    _since(2, "publish_id", String, ""),
    _since(2, "reason", Text, ""),
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
STATISTICS = Table(
    "statistic",
    METADATA,
    Column("delivery", ForeignKey(DELIVERIES.c.number), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("day", String, primary_key=True),
    Column("totals", Text, nullable=False),
    info={"since": 6},
)
COUNTED = Table(
    "counted",
    METADATA,
    Column("delivery", ForeignKey(DELIVERIES.c.number), primary_key=True),
    Column("through", String, nullable=False),  # the last day whose numbers are known for good
    info={"since": 6},
)

_PLAIN = (
    "issue", "content", "articles", "media_id", "kept", "publish_id", "msg_data_id", "clientmsgid", "manual", "form",
)  # fmt: skip  # a list of names
_EVENT_COLUMNS = ("state", "content", "media_id", "publish_id", "reason")


def list_columns_since(version: int) -> list[Column[Any]]:
    """Return the columns that a version added."""
    columns = (column for table in METADATA.tables.values() for column in table.columns)
    return [column for column in columns if column.info.get("since") == version]


def list_tables_since(version: int) -> list[Table]:
    """Return the tables that a version added."""
    return [table for table in METADATA.tables.values() if table.info.get("since") == version]


def has_all_tables(connection: Connection, schema: str | None = None) -> bool:
    """Return whether all tables and columns exist, and one origin."""
    columns = inspect(connection).get_multi_columns(schema=schema)
    for table in METADATA.tables.values():
        names = {column["name"] for column in columns.get((schema, table.name), [])}
        if not names >= set(table.columns.keys()):
            return False
    return len(connection.execute(select(HOME.c.version)).all()) == 1


def to_row(delivery: Delivery) -> dict[str, Any]:
    """Return the columns of a delivery."""
    return {
        **{name: getattr(delivery, name) for name in _PLAIN},
        **delivery.fingerprint._asdict(),
        "state": str(delivery.state),
        "started": delivery.started.isoformat(),
        "released": _format_time(delivery.released),
        "missed": _format_time(delivery.missed),
        "addresses": json.dumps(delivery.addresses),
        "passed": json.dumps(delivery.passed),
        "others": json.dumps(delivery.others, ensure_ascii=False),
        "reason": _format_reason(delivery.reason),
    }


def to_event_row(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a delivery that are kept for each event."""
    return {name: columns[name] for name in _EVENT_COLUMNS}


def parse_delivery(row: RowMapping) -> Delivery:
    """Return the delivery of a row."""
    return Delivery(
        number=row["number"],
        state=DeliveryState(row["state"]),
        started=datetime.fromisoformat(row["started"]),
        released=_parse_time(row["released"]),
        missed=_parse_time(row["missed"]),
        fingerprint=Fingerprint(**{name: row[name] for name in Fingerprint._fields}),
        addresses=tuple(json.loads(row["addresses"])),
        passed=tuple(json.loads(row["passed"])),
        others=tuple(OtherArticle(*other) for other in json.loads(row["others"])),
        newsletter=row["newsletter"],
        reason=_parse_reason(row["reason"]),
        **{name: row[name] for name in _PLAIN},
    )


def parse_event(row: RowMapping) -> DeliveryEvent:
    """Return the event of a row."""
    return DeliveryEvent(
        at=datetime.fromisoformat(row["at"]),
        state=DeliveryState(row["state"]),
        media_id=row["media_id"],
        publish_id=row["publish_id"],
        reason=_parse_reason(row["reason"]),
    )


def to_totals_rows(article: ArticleTotals) -> list[dict[str, Any]]:
    """Return a row for each day of an article's numbers."""
    key = {"delivery": article.delivery, "position": article.position}
    rows = ((totals.day, totals._asdict()) for totals in article.totals)
    return [{**key, "day": day.isoformat(), "totals": _format_totals(fields)} for day, fields in rows]


def parse_totals(row: RowMapping) -> DayTotals:
    """Return the numbers of a row; those that a newer program added are left out."""
    fields = json.loads(row["totals"])
    known = {name: fields[name] for name in DayTotals._fields if name in fields}
    return DayTotals(day=date.fromisoformat(row["day"]), **known)


def _format_totals(fields: Mapping[str, Any]) -> str:
    return json.dumps({name: value for name, value in fields.items() if name != "day"}, ensure_ascii=False)


def _format_time(time: datetime | None) -> str:
    return time.isoformat() if time else ""


def _parse_time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _format_reason(reason: StateReason | None) -> str:
    return json.dumps([reason.message, dict(reason.values)], ensure_ascii=False) if reason else ""


def _parse_reason(text: str) -> StateReason | None:
    return StateReason(*json.loads(text)) if text else None
