from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu.connection import Connection

from catalog.workers.file_broker import Channel, Transport

QUEUE = "work"


def connection(folder: Path, transport: Any = Transport) -> Connection:
    folders = {name: folder / name for name in ("messages", "processed", "control")}
    for one in folders.values():
        one.mkdir(parents=True, exist_ok=True)
    options = {
        "data_folder_in": str(folders["messages"]),
        "data_folder_out": str(folders["messages"]),
        "processed_folder": str(folders["processed"]),
        "control_folder": str(folders["control"]),
    }
    return Connection("filesystem://", transport=transport, transport_options=options)


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    with connection(tmp_path) as open_connection:
        yield open_connection.channel()


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*.msg"))


def test_messages_come_in_order_and_leave_no_file(channel: Channel, tmp_path: Path) -> None:
    for number in range(3):
        channel._put(QUEUE, {"number": number})
        time.sleep(0.002)
    channel._put("other", {"number": 9})
    assert [channel._get(QUEUE)["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get(QUEUE)
    assert [name.partition(".")[2] for name in names(tmp_path)] == ["other.msg"]


def test_a_message_that_is_being_written_is_waited_for(channel: Channel, tmp_path: Path) -> None:
    file = (tmp_path / "messages" / f"1_a.{QUEUE}.msg").open("wb", buffering=0)
    late = threading.Timer(0.2, file.write, (b'{"number": 1}',))
    late.start()
    assert channel._get(QUEUE) == {"number": 1}
    late.join()
    file.close()


def test_a_message_cut_short_is_dropped_and_the_next_one_comes(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "messages" / f"1_a.{QUEUE}.msg").write_bytes(b'{"numb')
    (tmp_path / "messages" / f"2_b.{QUEUE}.msg").write_bytes(b'{"number": 2}')
    assert channel._get(QUEUE) == {"number": 2}
    assert names(tmp_path) == []


def test_every_message_of_kombus_own_transport_is_read_once(tmp_path: Path) -> None:
    count, writers = 400, 3

    def write(writer: int) -> None:
        with connection(tmp_path, "filesystem") as own:
            sender = own.channel()
            for number in range(count):
                sender._put(QUEUE, {"message": [writer, number]})

    def read() -> list[tuple[int, int]]:
        mine = []
        with connection(tmp_path) as own:
            receiver = own.channel()
            while not (written.is_set() and receiver._size(QUEUE) == 0):
                try:
                    mine.append(tuple(receiver._get(QUEUE)["message"]))
                except Empty:
                    time.sleep(0.001)
        return mine

    written = threading.Event()
    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(read) for _ in range(2)]
        list(pool.map(write, range(writers)))
        written.set()
        got = [message for reader in readers for message in reader.result()]
    assert sorted(got) == [(writer, number) for writer in range(writers) for number in range(count)]


def test_queues_that_are_bound_at_once_are_all_there(tmp_path: Path) -> None:
    def bind(number: int) -> None:
        with connection(tmp_path) as own:
            own.channel()._queue_bind("", f"key{number}", "", f"queue{number}")

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(bind, range(40)))
    with connection(tmp_path) as own:
        channel = own.channel()
        assert {one.queue for one in channel.get_table("")} == {f"queue{number}" for number in range(40)}
        channel._delete("queue7", "", "key7", "")
        assert len(channel.get_table("")) == 39
        assert channel.get_table("never-bound") == []


def test_a_table_cut_short_is_filled_again(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "control" / ".exchange").write_bytes(b'[["ke')
    assert channel.get_table("") == []
    channel._queue_bind("", "key", "", QUEUE)
    assert json.loads((tmp_path / "control" / ".exchange").read_text()) == [["key", "", QUEUE]]
