"""Brings the parts up in order, says what is happening, and watches them until told to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

from rich.console import Console

from bot.stack import steps
from bot.stack.errors import PartDied, PartLate
from bot.stack.health import is_healthy
from bot.stack.ports import require_free
from bot.stack.settings import StackSettings
from bot.stack.supervisor import Supervisor, tail

# Seconds a part may take to become healthy on a slow machine, and what it usually takes on two cores.
PATIENCE = 240.0
USUALLY = {"elasticsearch": 20, "worker": 10, "deliveries": 10, "beat": 1, "actions": 25, "dialogue": 25, "gateway": 5}
SERVICES = ("elasticsearch", "worker", "deliveries", "beat")
FRONT = ("actions", "dialogue", "gateway")


class Stack:
    """The parts of one machine, seen from the terminal that started them."""

    def __init__(self, settings: StackSettings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._supervisor = Supervisor(settings)

    def up_services(self) -> None:
        """Elasticsearch, both workers and beat, healthy when this returns; raises StackError."""
        steps.fetch_elasticsearch(self._settings)
        self._start_daemon()
        self._start(self._services())
        self._wait(self._services())

    def up_all(self) -> None:
        """Everything, healthy and synced when this returns; raises StackError."""
        self._require_ports(FRONT)
        steps.fetch_elasticsearch(self._settings)
        steps.write_demo(self._settings)
        self._start_daemon()
        self._start(self._services())
        self._timed(
            "training the dialogue model when its data changed", 100, lambda: steps.train_dialogue(self._settings)
        )
        self._start(FRONT)
        sync = partial(self._timed, "syncing the demo shop", 8, partial(steps.sync_demo, self._settings))
        self._wait((*self._services(), *FRONT), once_up=self._services(), act=sync)

    def watch(self) -> None:
        """Names each part that dies, with the end of its log, until interrupted; the supervisor starts it again."""
        seen = {state.name: state for state in self._supervisor.states()}
        while True:
            time.sleep(1)
            for state in self._supervisor.states():
                before = seen[state.name]
                seen[state.name] = state
                if before.is_up and (not state.is_up or state.started != before.started):
                    self._report_death(state.name, gone=state.state == "FATAL")

    def down(self) -> bool:
        """Stops everything; False when nothing was running."""
        return self._supervisor.shutdown()

    def states(self) -> list[tuple[str, str, bool]]:
        """Name, supervisor state and health of each part; empty when nothing is running."""
        if not self._supervisor.is_running():
            return []
        return [
            (state.name, state.state, state.is_up and is_healthy(state.name, self._settings))
            for state in self._supervisor.states()
        ]

    def _services(self) -> Sequence[str]:
        return SERVICES if self._settings.own_elasticsearch else SERVICES[1:]

    def _start_daemon(self) -> None:
        if not self._supervisor.is_running():
            self._require_ports(self._services())
            self._supervisor.start_daemon()

    def _require_ports(self, parts: Sequence[str]) -> None:
        up = (
            {state.name for state in self._supervisor.states() if state.is_up}
            if self._supervisor.is_running()
            else set()
        )
        settings = self._settings
        wanted = {
            "elasticsearch": (settings.elasticsearch_port, "SHOPCLERK_ELASTICSEARCH_PORT", "127.0.0.1"),
            "actions": (settings.action_port, "SHOPCLERK_ACTION_PORT", "127.0.0.1"),
            "dialogue": (settings.rasa_port, "SHOPCLERK_RASA_PORT", "127.0.0.1"),
            "gateway": (settings.port, "SHOPCLERK_PORT", settings.host),
        }
        for part in parts:
            if part in wanted and part not in up:
                port, variable, host = wanted[part]
                require_free(part, port, variable, host=host)

    def _start(self, parts: Sequence[str]) -> None:
        for part in parts:
            self._supervisor.start(part)

    def _wait(
        self, parts: Sequence[str], *, once_up: Sequence[str] = (), act: Callable[[], None] | None = None
    ) -> None:
        """Waits for all the parts at once, and acts as soon as those of `once_up` are healthy."""
        given_up = threading.Event()
        needed = set(once_up)
        with ThreadPoolExecutor(len(parts)) as pool:
            waits = {pool.submit(self._until_healthy, part, given_up): part for part in parts}
            try:
                for wait in as_completed(waits):
                    wait.result()
                    needed.discard(waits[wait])
                    if act is not None and not needed:
                        act()
                        act = None
            finally:
                given_up.set()

    def _until_healthy(self, part: str, given_up: threading.Event) -> None:
        began = time.monotonic()
        log = self._settings.log(part)
        self._console.print(f"[dim]…[/] {part} [dim](usually {USUALLY.get(part, 2)} s)[/]")
        while not is_healthy(part, self._settings):
            if not self._supervisor.state(part).is_up:
                raise PartDied(part, str(log), tail(log))
            if time.monotonic() - began > PATIENCE:
                raise PartLate(part, PATIENCE, str(log), tail(log))
            if given_up.wait(0.3):
                return
        self._console.print(f"[green]✓[/] {part} [dim]{time.monotonic() - began:.0f} s[/]")

    def _timed(self, what: str, usually: int, act: Callable[[], None]) -> None:
        began = time.monotonic()
        self._console.print(f"[dim]…[/] {what} [dim](usually {usually} s)[/]")
        act()
        self._console.print(f"[green]✓[/] {what} [dim]{time.monotonic() - began:.0f} s[/]")

    def _report_death(self, part: str, *, gone: bool) -> None:
        log = self._settings.log(part)
        fate = "and could not be started again" if gone else "and is being started again"
        self._console.print(f"[red]✗ {part} died[/] {fate}. Its log ({log}) ends:\n", highlight=False)
        self._console.print(tail(log), markup=False, highlight=False)
