from __future__ import annotations

from catalog.workers.heartbeat import UNANSWERED, Heartbeat


class Worker:
    """What a heartbeat sees of its worker."""

    def __init__(self) -> None:
        self.sent = 0
        self.ended = 0
        self.busy = False
        self.broker_is_away = False
        self.heartbeat = Heartbeat(1.0, longest_task_s=60.0, send=self._send, is_busy=lambda: self.busy, end=self._end)

    def beat(self, times: int, *, answered: bool = False) -> None:
        for _ in range(times):
            self.heartbeat.beat()
            if answered:
                self.heartbeat.answered()

    def _send(self) -> None:
        if self.broker_is_away:
            raise OSError("refused")
        self.sent += 1

    def _end(self) -> None:
        self.ended += 1


def test_a_worker_whose_messages_come_back_lives() -> None:
    worker = Worker()
    worker.beat(50, answered=True)
    assert (worker.sent, worker.ended) == (50, 0)


def test_a_worker_ends_when_several_messages_in_a_row_stay_away() -> None:
    worker = Worker()
    worker.beat(UNANSWERED)
    assert worker.ended == 0
    worker.beat(1)
    assert (worker.sent, worker.ended) == (UNANSWERED, 1)


def test_one_message_that_comes_back_is_enough() -> None:
    worker = Worker()
    for _ in range(5):
        worker.beat(UNANSWERED - 1)
        worker.beat(1, answered=True)
    assert worker.ended == 0


def test_a_busy_worker_has_nothing_to_prove() -> None:
    worker = Worker()
    worker.beat(UNANSWERED)
    worker.busy = True
    worker.beat(50)
    worker.busy = False
    worker.beat(UNANSWERED)
    assert (worker.sent, worker.ended) == (2 * UNANSWERED, 0)


def test_a_worker_ends_that_is_at_one_task_for_longer_than_any_may_take() -> None:
    worker = Worker()
    worker.busy = True
    worker.beat(60)
    worker.heartbeat.answered()
    worker.beat(60 + UNANSWERED)
    assert worker.ended == 0
    worker.beat(1)
    assert worker.ended == 1


def test_a_broker_that_takes_no_message_proves_nothing() -> None:
    worker = Worker()
    worker.broker_is_away = True
    worker.beat(50)
    worker.broker_is_away = False
    worker.beat(UNANSWERED)
    assert (worker.sent, worker.ended) == (UNANSWERED, 0)
