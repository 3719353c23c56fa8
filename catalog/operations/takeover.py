"""Which indexes are to take over from the live ones: new ones, those of a newer schema, or those of before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from catalog.errors import RunError
from catalog.operations.rebuild import Copied, Progress, Rebuilder
from catalog.operations.rebuilds import Rebuild, RebuildKind
from catalog.services import Services
from retrieval.embedders import DEFAULT_EMBEDDER, Embedder, embedder_name, load_embedder
from retrieval.generations import Generation, Generations
from retrieval.shop_index import Part

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What took over: how much was copied, by which embedder it is made, and which old indexes were deleted."""

    rebuild: Rebuild
    copied: Copied
    deleted: tuple[str, ...]


def rebuild(services: Services, *, embedder: str | None, progress: Progress) -> TakenOver:
    """New indexes for every part, under this schema and by this embedder [the one that is set].

    Vectors are kept where the embedder is the one that made them.
    """
    shop = services.settings.shop
    live = _all_live(services, shop)
    if "products" not in live:
        raise RunError(f"shop '{shop}' has no index yet: sync its catalogue first")
    settings = replace(services.retrieval, embedder=embedder or services.retrieval.embedder)
    name = embedder_name(settings)
    anew = any(one.embedder != name for one in live.values())
    made_by = load_embedder(settings, threads=services.settings.threads) if anew else None
    parts = Rebuilder(services, shop, None).parts()
    targets = {part: parts[part].new_name() for part in live}
    return _take_over(services, shop, "rebuild", Embedding(name, made_by), targets, progress)


def rollback(services: Services, *, progress: Progress) -> TakenOver:
    """The newest indexes that are older than the live ones, brought up to date first; raises `RunError` if none."""
    shop = services.settings.shop
    parts = Rebuilder(services, shop, None).parts()
    earlier = {part: one for part in parts if (one := _before(parts[part], services.rebuilds.targets_under_way(shop)))}
    if not earlier:
        raise RunError(f"shop '{shop}' has no index of before to go back to; `shopclerk catalog indices` lists them")
    for part, one in earlier.items():
        if one.schema != parts[part].schema:
            raise RunError(
                f"{one.name} is of schema {one.schema} and this program reads {parts[part].schema}:"
                " go back to the program that made it, and roll back with that"
            )
    live = _all_live(services, shop)
    name = earlier[next(iter(earlier))].embedder
    made_by = None
    if any(live[part].embedder != one.embedder for part, one in earlier.items()):
        named = None if name is None or name.startswith(DEFAULT_EMBEDDER) else name
        made_by = load_embedder(replace(services.retrieval, embedder=named), threads=services.settings.threads)
    for part, one in earlier.items():
        parts[part].lift(one.name)
    targets = {part: one.name for part, one in earlier.items()}
    return _take_over(services, shop, "rollback", Embedding(name, made_by), targets, progress)


def renew(services: Services, shop: str, *, alive: Callable[[], None]) -> bool:
    """Where an index of the shop is of an older schema, makes it anew from what it holds; nothing is embedded.

    Returns whether there was anything to renew; raises `RebuildBusy` while another process does it.
    """
    parts = Rebuilder(services, shop, None).parts()
    live = _all_live(services, shop)
    older = {part: one for part, one in live.items() if 0 < one.schema < parts[part].schema}
    if not older:
        return False
    embedder = next(iter(older.values())).embedder
    targets = {part: parts[part].new_name() for part in older}
    taken = _take_over(services, shop, "renewal", Embedding(embedder, None), targets, lambda *_: alive())
    log.info("indexes of an older schema made anew", shop=shop, targets=dict(taken.rebuild.targets))
    return True


@dataclass(frozen=True, slots=True)
class Embedding:
    """By which embedder the targets are made, and the embedder itself where texts are embedded anew."""

    name: str | None
    embedder: Embedder | None


def _take_over(  # noqa: PLR0913 - what takes over, and how it is shown
    services: Services,
    shop: str,
    kind: RebuildKind,
    embedding: Embedding,
    targets: dict[Part, str],
    progress: Progress,
) -> TakenOver:
    rebuilder = Rebuilder(services, shop, embedding.embedder)
    taken = services.rebuilds.begin(shop, kind, embedding.name, targets)
    parts, live = rebuilder.parts(), _all_live(services, shop)
    for part, name in taken.targets.items():
        dims = embedding.embedder.dims if embedding.embedder is not None else live[part].dims
        parts[part].make_unless_there(name, dims, embedding.name)
    copied = rebuilder.run(taken, progress)
    return TakenOver(taken, copied, _delete_oldest(services, parts))


def _delete_oldest(services: Services, parts: dict[Part, Generations]) -> tuple[str, ...]:
    gone: list[str] = []
    for generations in parts.values():
        others = [one for one in generations.all() if not one.live]
        for one in others[services.settings.keep_indexes :]:
            generations.delete(one.name)
            gone.append(one.name)
    return tuple(gone)


def _all_live(services: Services, shop: str) -> dict[Part, Generation]:
    parts = Rebuilder(services, shop, None).parts()
    return {part: live for part, generations in parts.items() if (live := generations.live()) is not None}


def _before(generations: Generations, under_way: set[str]) -> Generation | None:
    listed = [one for one in generations.all() if one.name not in under_way]
    place = next((place for place, one in enumerate(listed) if one.live), None)
    return listed[place + 1] if place is not None and place + 1 < len(listed) else None
