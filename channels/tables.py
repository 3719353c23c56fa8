"""The gateway's tables. Times are seconds since the epoch, UTC."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData()

conversations = Table(
    "gateway_conversations",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("address", String(80)),
    Column("turns", Integer, nullable=False, default=0),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("seen_at", Float, nullable=False, index=True),
)

sessions = Table(
    "gateway_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("conversation_id", String(80), nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
)

inbound = Table(
    "gateway_inbound",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(80), nullable=False),
    Column("message_id", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("page_product_id", String(200)),
    Column("state", String(10), nullable=False),  # accepted, answered
    Column("received_at", Float, nullable=False),
    Column("claimed_by", String(40)),
    Column("claimed_until", Float),
    UniqueConstraint("conversation_id", "message_id"),
    Index("gateway_inbound_waiting", "state", "conversation_id", "id"),
)

replies = Table(
    "gateway_replies",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(80), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("inbound_id", Integer, nullable=False, index=True),
    Column("message_id", String(80), nullable=False),
    Column("payload", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    UniqueConstraint("conversation_id", "seq"),
)

buttons = Table(
    "gateway_buttons",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(80), nullable=False),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Index("gateway_buttons_conversation", "conversation_id"),
)

deliveries = Table(
    "gateway_deliveries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", String(80), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("address", String(80), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(10), nullable=False),  # pending, sent, dead
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", Float, nullable=False),
    Column("claimed_by", String(40)),
    Column("claimed_until", Float),
    Column("error", Text),
    Index("gateway_deliveries_waiting", "state", "conversation_id", "id"),
)
