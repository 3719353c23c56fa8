"""One round: things happen in the shop and are told twice, late and in any order, while parts stop and go on."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from catalog.ask import Feed, Wanted, ask_for_products
from catalog.services import Services
from tests.bench.faults.comparison import Verdict, compare
from tests.bench.faults.installation import Installation
from tests.bench.faults.model import ShopModel
from tests.bench.faults.schedule import SPREAD_S, Fault, Post, faults
from tests.shop_platforms import Call, shopify_csv

PRODUCTS = 24
EVENTS = 16
# The share of the products that somebody edits without a webhook before the file is exported.
EDITED = 0.5
ASKED_TWICE = 0.3
PATIENCE_S = 180.0


class Stuck(Exception):  # noqa: N818 - said of a round
    """Something was not done within the patience, or was given up."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did, and what was wrong after it; `ended` are processes that ended by themselves."""

    stopped: tuple[str, ...]
    deliveries: int
    runs: int
    batches: int
    ended: int
    seconds: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Stage:
    """What goes on from round to round."""

    shop: ShopModel
    post: Post
    parts: Installation
    services: Services
    folder: Path

    def play(self, number: int, chance: random.Random) -> Round:
        """Plays a round, and compares the index with the shop when nothing is under way any more."""
        shop, began = self.shop, time.monotonic()
        calls = [] if shop.products else shop.open(PRODUCTS)
        calls += [shop.happen() for _ in range(EVENTS // 2)]
        shop.edit(EDITED)
        export = self._export()
        calls += [shop.happen() for _ in range(EVENTS // 2)]
        planned, sent = faults(chance, self.parts.parts), self.post.of_round(number, calls)
        syncs = [chance.uniform(0.0, SPREAD_S) for _ in range(1 + (chance.random() < ASKED_TWICE))]
        runs: list[str] = []
        try:
            runs = self._happen(planned, sent, export, syncs)
            ended = self._until_done(runs)
            verdict = compare(self.services, self.parts.shop, shop.expected())
        except Stuck as stuck:
            ended, verdict = 0, Verdict(stuck=str(stuck))
        batches = sum(self.services.runs.get(run).batches for run in runs)
        stopped = tuple(name for one in planned for name in one.parts)
        return Round(stopped, len(sent), len(runs), batches, ended, time.monotonic() - began, verdict)

    def _export(self) -> Path:
        export = self.folder / "products_export.csv"
        export.write_text(shopify_csv(*self.shop.products.values()), encoding="utf-8")
        # A file's own time may lag behind the clock by which webhooks are stamped.
        os.utime(export)
        written = time.time_ns()
        os.utime(export, ns=(written, written))
        return export

    def _happen(
        self, planned: Sequence[Fault], sent: Sequence[tuple[float, Call]], export: Path, syncs: Sequence[float]
    ) -> list[str]:
        """Everything at its moment; the runs that were asked for."""
        began = time.monotonic()
        with ThreadPoolExecutor(12) as pool:
            posts = [pool.submit(_post, self.parts, call, began + at) for at, call in sent]
            asked: list[Future[str]] = [pool.submit(self._sync, export, began + at) for at in syncs]
            for one in planned:
                time.sleep(max(0.0, began + one.at - time.monotonic()))
                self._stop(one)
            for post in posts:
                post.result()
            return [each.result() for each in asked]

    def _stop(self, fault: Fault) -> None:
        parts = [self.parts.parts[name] for name in fault.parts]
        for part in parts:
            part.kill()
        time.sleep(fault.away_s)
        for part in parts:
            part.start()

    def _sync(self, export: Path, at: float) -> str:
        time.sleep(max(0.0, at - time.monotonic()))
        return ask_for_products(self.services, Feed(export), Wanted(allow_deletes=True)).id

    def _until_done(self, runs: Sequence[str]) -> int:
        """Waits until nothing is under way; how many processes ended by themselves meanwhile."""
        deadline, ended = time.monotonic() + PATIENCE_S, 0
        while (words := self._under_way()) is not None:
            if time.monotonic() > deadline:
                raise Stuck(f"after {PATIENCE_S:.0f} s {words}")
            ended += self.parts.keep_up()
            time.sleep(0.25)
        failed = [run for run in map(self.services.runs.get, runs) if run.state != "done"]
        if failed:
            raise Stuck(f"run {failed[0].id} failed: {failed[0].error}")
        return ended

    def _under_way(self) -> str | None:
        waiting = self.services.inbox.waiting(self.parts.shop)
        # A file may be read once more than it was asked for.
        running = [run for run in self.services.runs.latest(self.parts.shop, limit=50) if not run.finished]
        if not waiting and not running:
            return None
        states = ", ".join(f"{run.id} {run.state} {run.batches_done}/{run.batches} {run.error}" for run in running)
        return f"{waiting} deliveries wait; runs: {states or 'none'}"


def _post(parts: Installation, call: Call, at: float) -> None:
    """Delivers as platforms do: again and again, until it is answered with success."""
    time.sleep(max(0.0, at - time.monotonic()))
    deadline = time.monotonic() + PATIENCE_S
    while not _taken(f"{parts.gateway.url}{call.path}", call):
        if time.monotonic() > deadline:
            raise Stuck(f"the gateway did not take a delivery within {PATIENCE_S:.0f} s")
        time.sleep(0.3)


def _taken(url: str, call: Call) -> bool:
    try:
        return httpx.post(url, headers=dict(call.headers), content=call.body, timeout=5).is_success
    except httpx.HTTPError:
        return False
