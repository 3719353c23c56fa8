"""Columns that a newer program keeps, added to the tables of a state that an older one made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, MetaData, inspect
from sqlalchemy.schema import CreateColumn


def add_missing_columns(connection: Connection, metadata: MetaData) -> None:
    """Adds the columns and indexes that tables lack, with their defaults; rows that are there keep what they hold."""
    found = inspect(connection)
    for table in metadata.sorted_tables:
        there = {column["name"] for column in found.get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                name = connection.dialect.identifier_preparer.format_table(table)
                connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {_definition(connection, column)}")
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def _definition(connection: Connection, column: Column[Any]) -> str:
    # A column without a default must allow null, or the rows that are there could not have it.
    text = str(CreateColumn(column).compile(dialect=connection.dialect))
    default = getattr(column.default, "arg", None)
    return f"{text} DEFAULT {int(default)}" if isinstance(default, (bool, int, float)) else text
