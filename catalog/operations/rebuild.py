"""Bringing other concrete indexes up to the live ones and putting them in their place, while everything goes on.

Passes over what was written meanwhile get shorter; before the last one the live indexes are fenced, so that no write
is lost, and all aliases are switched in one step. A writer that meets the fence tries again a moment later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

import structlog

from catalog.errors import RunError
from catalog.operations.rebuilds import Rebuild
from catalog.services import Services
from retrieval.copying import NOTHING, copy_pass, held
from retrieval.embedders import Embedder
from retrieval.generations import Generation, Generations, switch
from retrieval.recoding import Recoder
from retrieval.shop_index import Part
from retrieval.writes import WRITE_TIMEOUT_S

log = structlog.get_logger(__name__)

# Once a pass finds so few documents, the fence is up for no longer than a pass over as many takes.
FEW = 500
MOST_PASSES = 10
Progress: TypeAlias = Callable[[Part, int, int], None]


@dataclass(slots=True)
class Copied:
    """What a rebuild did: documents written to each part's target, and passes over the live index."""

    written: dict[Part, int] = field(default_factory=dict)
    passes: int = 0


class Rebuilder:
    """Carries a rebuild out for one shop."""

    def __init__(self, services: Services, shop: str, embedder: Embedder | None) -> None:
        self._services = services
        self._shop = shop
        self._embedder = embedder
        self._client = services.client.options(request_timeout=WRITE_TIMEOUT_S)

    def run(self, rebuild: Rebuild, progress: Progress) -> Copied:
        """Fills the targets and makes them live; interrupted, nothing has changed and the same can be gone on with.

        Raises `RetrievalError`, and `RunError` where the live index is not there any more.
        """
        parts = self.parts()
        live = {part: self._live(parts[part]) for part in rebuild.targets}
        copied = Copied(dict.fromkeys(rebuild.targets, 0))
        seen: dict[Part, int] = dict.fromkeys(rebuild.targets, NOTHING)
        with ExitStack() as unfinished:
            unfinished.callback(self._services.rebuilds.release, rebuild)
            self._approach(rebuild, live, seen, copied, progress)
            with self._fenced(parts, live) as fences:
                self._pass(rebuild, live, seen, copied, progress)
                switch(self._client, {parts[part].alias: name for part, name in rebuild.targets.items()})
                # The indexes of before stay closed to writes: nobody speaks to them any more.
                fences.pop_all()
            unfinished.pop_all()
        self._services.rebuilds.finish(rebuild)
        log.info("index rebuilt", shop=self._shop, kind=rebuild.kind, passes=copied.passes, **copied.written)
        return copied

    def parts(self) -> dict[Part, Generations]:
        """The concrete indexes of each part of the shop."""
        indexes = self._services.indexes(self._shop)
        return {
            "products": indexes.products.generations,
            "evidence": indexes.passages.generations,
            "policies": indexes.policies.generations,
        }

    def _live(self, generations: Generations) -> Generation:
        live = generations.live()
        if live is None:
            raise RunError(f"no index is behind {generations.alias} any more: sync the shop's catalogue")
        return live

    def _approach(
        self, rebuild: Rebuild, live: Mapping[Part, Generation], seen: dict[Part, int], copied: Copied, show: Progress
    ) -> None:
        while copied.passes < MOST_PASSES:
            if self._pass(rebuild, live, seen, copied, show) <= FEW:
                return

    def _pass(
        self, rebuild: Rebuild, live: Mapping[Part, Generation], seen: dict[Part, int], copied: Copied, show: Progress
    ) -> int:
        """One pass over every part; how many documents it wrote."""
        before = sum(copied.written.values())
        for part, target in rebuild.targets.items():
            if live[part].name == target:
                continue
            whole = held(self._client, live[part].name) if seen[part] == NOTHING else 0

            def alive(count: int, part: Part = part, whole: int = whole) -> None:
                self._services.rebuilds.stay_alive(rebuild, copied=sum(copied.written.values()) + count)
                show(part, count, max(whole, count))

            recode = Recoder(part, self._embedder)
            passed = copy_pass(self._client, live[part].name, target, recode, since=seen[part], alive=alive)
            seen[part] = passed.upto
            copied.written[part] += passed.written
        copied.passes += 1
        return sum(copied.written.values()) - before

    @contextmanager
    def _fenced(self, parts: Mapping[Part, Generations], live: Mapping[Part, Generation]) -> Iterator[ExitStack]:
        """No writes to the live indexes within; what is left in the stack is lifted at its end."""
        with ExitStack() as fences:
            for part, generation in live.items():
                fences.callback(parts[part].lift, generation.name)
                parts[part].fence(generation.name)
            yield fences


def lift_abandoned_fence(services: Services, shop: str) -> bool:
    """Lets writes in again where a process died between fencing and switching; whether it did."""
    if services.rebuilds.is_held(shop):
        return False
    lifted = False
    for generations in Rebuilder(services, shop, None).parts().values():
        live = generations.live()
        if live is not None and live.fenced:
            generations.lift(live.name)
            log.warning("fence of a rebuild that died lifted", shop=shop, index=live.name)
            lifted = True
    return lifted
