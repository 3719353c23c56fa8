from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine

from catalog.syncing.runs import RunStore
from catalog.tables import METADATA, RUNS, open_state

ADDED = ("origin", "source_ms", "plan", "superseded")


def test_a_state_of_an_older_program_gets_the_columns_it_lacks(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.sqlite3'}"
    old = create_engine(url)
    kept = ", ".join(f'"{column.name}"' for column in RUNS.columns if column.name not in ADDED)
    METADATA.create_all(old)
    with old.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE older AS SELECT {kept} FROM runs")
        connection.exec_driver_sql("DROP TABLE runs")
        connection.exec_driver_sql("ALTER TABLE older RENAME TO runs")
        columns = "id, kind, shop, source, file_name, spooled, mapping, allow_deletes, rebuild, state"
        counts = "created_at, updated_at, attempts, batches, batches_done, embedding_s"
        connection.exec_driver_sql(
            f"INSERT INTO runs ({columns}, {counts}) VALUES"
            " ('r1', 'products', 'demo', 'feed', 'f', 's', '', 0, 0, 'done', 1, 2, 1, 1, 1, 0.5)"
        )
    old.dispose()
    engine = open_state(url)
    run = RunStore(engine).get("r1")
    assert (run.request.origin, run.request.source_ms, run.request.plan) == (None, None, None)
    assert run.counts["superseded"] == 0
    assert run.request.source == "feed"
    engine.dispose()
    open_state(url).dispose()
