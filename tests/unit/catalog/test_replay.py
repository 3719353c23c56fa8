from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Connection

from catalog.errors import SourceError
from catalog.mapping import mapping_text, parse_mapping
from catalog.rejections import Rejection
from catalog.replay import ask_for_replay, export_rejected
from catalog.services import Services, open_services
from catalog.syncing.runs import RunRequest


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return open_services({"SHOPCLERK_STATE_DIR": str(tmp_path / "state")})


def rejected_run(services: Services) -> str:
    request = RunRequest("products", "demo", "feed", "feed.xml", "spooled", mapping_text("google_xml", None))
    run = services.runs.request(request)
    lines = [
        Rejection(2, "A2", "price", "a price", "'cheap'", raw={"id": "A2", "title": "Desk", "price": "cheap"}),
        Rejection(3, None, "row", "JSON", "'{broken'", raw="{broken"),
        Rejection(4, "A4", "index", "a document that the index takes", "refused"),
        Rejection(5, "A5", "gtin", "a GTIN", "'1'", "cleaned"),
    ]

    def write(connection: Connection) -> None:
        services.quarantine.replace(connection, run.id, lines)

    with services.engine.begin() as connection:
        write(connection)
    return run.id


def test_rejected_records_are_written_as_they_came(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    assert export_rejected(services, rejected_run(services), file) == (2, 1)
    head, desk, broken = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    assert head["quarantine"]["source"] == "feed"
    assert desk["record"] == {"id": "A2", "title": "Desk", "price": "cheap"}
    assert (broken["record"], broken["rejected"]["row"]) == ("{broken", 3)


def test_a_record_that_is_not_fixed_is_named(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    export_rejected(services, rejected_run(services), file)
    with pytest.raises(SourceError, match="line 3"):
        ask_for_replay(services, file)


def test_fixed_records_become_a_run_of_changes_of_their_source(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    export_rejected(services, rejected_run(services), file)
    file.write_text("\n".join(file.read_text("utf-8").splitlines()[:2]), "utf-8")
    run = ask_for_replay(services, file)
    assert (run.request.kind, run.request.shop, run.request.source) == ("changes", "demo", "feed")
    mapping = parse_mapping(run.request.mapping, origin="test")
    assert (mapping.format.kind, mapping.product.title) == ("jsonl", "title")
    assert json.loads(services.spool.path(run.request.spooled).read_text("utf-8"))["id"] == "A2"


@pytest.mark.parametrize("text", ["", "[1]", "{broken", '{"quarantine": {}}'])
def test_a_file_that_was_not_exported_is_refused(services: Services, tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text(text, "utf-8")
    with pytest.raises(SourceError, match="line 1"):
        ask_for_replay(services, file)


def test_a_record_beyond_the_limit_is_not_kept(services: Services, tmp_path: Path) -> None:
    run_id = rejected_run(services)
    long = Rejection(2, "A2", "price", "a price", "'x'", raw={"title": "x" * 300_000})
    with services.engine.begin() as connection:
        services.quarantine.replace(connection, run_id, [long])
    assert export_rejected(services, run_id, tmp_path / "out.jsonl") == (0, 1)
