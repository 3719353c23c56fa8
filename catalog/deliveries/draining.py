"""Draining the inbox: the newest delivery of each object is applied, older ones are done with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from catalog.deliveries.effects import Effect, effect_of, strays_of
from catalog.deliveries.files_since import ask_for_overtaken
from catalog.deliveries.inbox import Delivery, Lane
from catalog.deliveries.objects import DeliveredObject, ObjectStore
from catalog.deliveries.stated import Unreadable
from catalog.errors import RunError
from catalog.services import Services
from catalog.syncing.backoff import retry_delay
from catalog.syncing.known import KnownProducts
from catalog.syncing.remembering import Regrouped, Strays
from catalog.syncing.writing import Embedded, Writer, Written
from catalog.tables import now_ms
from retrieval.errors import IndexUnavailable

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 5
AT_ONCE = 50
# How long what was done is remembered, so that a redelivery is known: Shopify tries for two days.
KEEP_S = 7 * 86_400.0
UNKNOWN = (
    "id: expected a product that was delivered before, got one that never was; an older delivery of it, or the next"
    " sync of the shop's file, removes it"
)


@dataclass(slots=True)
class _Work:
    """One object's newest delivery, what it makes necessary, and everything that is done with it."""

    delivery: Delivery
    ids: list[int]
    effect: Effect


class Drain:
    """Applies deliveries under leases; whatever fails is tried again, or put among the dead letters."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._inbox = services.inbox
        self._writer = Writer(services)

    def due(self, lane: Lane) -> bool:
        """Whether a lane has something to do now."""
        return self._inbox.due(lane)

    def purge(self, *, keep_s: float) -> None:
        """Forgets deliveries that were done longer ago."""
        log.info("deliveries purged", count=self._inbox.purge(keep_s=keep_s))

    def step(self, lane: Lane) -> bool:
        """Applies some of what waits in a lane; False when nothing did.

        The urgent lane writes prices, stock and deletions, and leaves to the bulk lane what has to be embedded.
        """
        objects = self._inbox.claim(lane, lease_s=self._services.settings.lease_s, most=AT_ONCE)
        work = [one for one in map(self._read, objects) if one is not None]
        for shop in dict.fromkeys(one.delivery.shop for one in work):
            of_shop = [one for one in work if one.delivery.shop == shop]
            if len(of_shop) > 1 and self._apply(of_shop, lane, alone=False):
                continue
            for one in of_shop:
                self._apply([one], lane, alone=True)
        return bool(objects)

    def _read(self, deliveries: list[Delivery]) -> _Work | None:
        """The newest of an object's deliveries that can be read; what is unreadable is dead."""
        while deliveries:
            newest, ids = deliveries[0], [one.id for one in deliveries]
            try:
                effect = self._effect(newest, deliveries)
            except Unreadable as error:
                log.warning("delivery is unreadable", delivery=newest.id, topic=newest.topic, reason=str(error))
                self._inbox.bury([newest.id], str(error))
                deliveries = deliveries[1:]
                continue
            except IndexUnavailable as error:
                self._postpone(newest, ids, error)
                return None
            except Exception as error:  # noqa: BLE001 - the edge of a task: it is logged and tried again
                self._failed(newest, ids, error)
                return None
            if effect is not None:
                return _Work(newest, ids, effect)
            with self._services.engine.begin() as connection:
                self._inbox.done(connection, ids, note="superseded by a newer delivery")
            return None
        return None

    def _effect(self, newest: Delivery, deliveries: Sequence[Delivery]) -> Effect | None:
        lanes = {one.lane for one in deliveries if one.was_tried}
        broken: Lane | None = "bulk" if "bulk" in lanes else next(iter(lanes), None)
        effect = effect_of(self._services, newest, broken=broken)
        strays: dict[str, set[str]] = {}
        for one in deliveries:
            if one.was_tried and one.lane == "bulk":
                for name, passages in strays_of(self._services, one).items():
                    strays.setdefault(name, set()).update(passages)
        if not strays:
            return effect
        effect = effect or Effect(newest.version)
        effect.strays = strays
        return effect

    def _apply(self, work: list[_Work], lane: Lane, *, alone: bool) -> bool:
        """Writes what the deliveries make necessary and remembers it; False when that failed and was not dealt with."""
        try:
            self._remember(work, self._write(work[0].delivery.shop, work, lane), lane)
        except IndexUnavailable as error:
            log.warning("index unavailable, deliveries postponed", deliveries=len(work), reason=str(error))
            for one in work:
                self._postpone(one.delivery, one.ids, error)
            return True
        except Exception as error:  # noqa: BLE001 - the edge of a task: it is logged and tried again
            if alone:
                self._failed(work[0].delivery, work[0].ids, error)
            return False
        return True

    def _write(self, shop: str, work: list[_Work], lane: Lane) -> list[Written]:
        self._forget_what_is_gone(shop)
        urgent = lane == "urgent"
        offers = [item for one in work for item in (*one.effect.offers, *(one.effect.early if urgent else ()))]
        upserts = [] if urgent else [item for one in work for item in one.effect.upserts]
        arrivals = {name: one.delivery.arrival for one in work for name in one.effect.products}
        written = [self._writer.offers(shop, offers, arrivals=arrivals)] if offers else []
        written += [
            self._writer.delete(shop, one.effect.deletes, version=one.effect.version)
            for one in work
            if one.effect.deletes
        ]
        return [*written, self._writer.upsert(shop, upserts, Embedded(), arrivals=arrivals)] if upserts else written

    def _forget_what_is_gone(self, shop: str) -> None:
        if not self._services.indexes(shop).products.exists():
            with self._services.engine.begin() as connection:
                self._services.known(shop).forget(connection)

    def _remember(self, work: list[_Work], written: Sequence[Written], lane: Lane) -> None:
        refused = {name: reason for one in written for name, reason in one.refused.items()}
        lost = {name for one in written for name in one.lost}
        failed = {one.delivery.id: trouble for one in work if (trouble := _trouble(one.effect, refused, lost))}
        shop = work[0].delivery.shop
        known = self._services.known(shop)
        beside: list[Strays | Regrouped] = [regrouped for one in work if (regrouped := _regrouped(known, one))]
        beside += [Strays(known, one.effect.strays, one.effect.version) for one in work if one.effect.strays]

        def remember(connection: Connection) -> None:
            _check_offered(known, connection, work)
            for one_written in written:
                one_written.remember(connection)
            for each in beside:
                each.save(connection)
            known.distrust(connection, [name for one in work for name in one.effect.doubtful])
            self._settle(connection, [one for one in work if one.delivery.id not in failed], lane)

        self._writer.remember(shop, remember)
        for one in work:
            if one.delivery.id in failed:
                self._failed(one.delivery, one.ids, RunError(failed[one.delivery.id]))
            elif (told := _told(one.effect)) and not (lane == "urgent" and one.effect.upserts):
                self._inbox.bury([one.delivery.id], told)

    def _settle(self, connection: Connection, work: Sequence[_Work], lane: Lane) -> None:
        for one in work:
            ask_for_overtaken(self._services, connection, one.delivery.shop, one.effect)
            if lane == "urgent" and one.effect.upserts:
                self._inbox.hand_on(connection, one.ids)
            else:
                self._finish(connection, one)

    def _finish(self, connection: Connection, work: _Work) -> None:
        newest, effect = work.delivery, work.effect
        objects = ObjectStore(self._services.engine, newest.shop, newest.platform)
        told = DeliveredObject(effect.version, tuple(effect.products), effect.gone, effect.source, effect.group)
        objects.save(connection, newest.object_id, told)
        older = [number for number in work.ids if number != newest.id]
        if effect.unknown:
            # They tell which products these were.
            self._inbox.release(connection, older)
        else:
            self._inbox.done(connection, older, note=f"superseded by delivery {newest.id}")
        if effect.version > newest.version:
            self._inbox.settle(connection, newest)
        if not _told(effect):
            self._inbox.done(connection, [newest.id])
        now = now_ms()
        log.info(
            "delivery applied",
            delivery=newest.id,
            shop=newest.shop,
            topic=newest.topic,
            older=len(older),
            lag_ms=now - newest.version,
            waited_ms=now - newest.received_at,
        )

    def _postpone(self, delivery: Delivery, ids: Sequence[int], error: IndexUnavailable) -> None:
        """The index will be back: that counts as no attempt, however long it takes."""
        self._inbox.postpone(ids, str(error), delay_s=retry_delay(delivery.attempts), counts=False)

    def _failed(self, delivery: Delivery, ids: Sequence[int], error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if delivery.attempts >= MOST_ATTEMPTS:
            log.warning("delivery is dead", delivery=delivery.id, topic=delivery.topic, reason=reason)
            self._inbox.bury(ids, f"{reason} (tried {delivery.attempts} times)")
            return
        log.warning("delivery failed", delivery=delivery.id, topic=delivery.topic, reason=reason)
        self._inbox.postpone(ids, reason, delay_s=retry_delay(delivery.attempts))


def _trouble(effect: Effect, refused: Mapping[str, str], lost: Collection[str]) -> str | None:
    """What the index said of a product of this effect that it refused, or that is to be written whole instead."""
    for item in effect.offers:
        if item["id"] in lost:
            return f"{item['id']}: the product is not in the index any more"
    names = [item["id"] for item in (*effect.offers, *effect.early, *effect.deletes)]
    names += [item["product"]["id"] for item in effect.upserts]
    return next((f"{name}: {refused[name]}" for name in names if name in refused), None)


def _check_offered(known: KnownProducts, connection: Connection, work: Sequence[_Work]) -> None:
    """Raises `RunError` where only the price of a product was written that something older has removed meanwhile.

    Tried again, the delivery brings the whole product back.
    """
    offered = {item["id"]: one.effect.version for one in work for item in one.effect.offers}
    for name in known.removed_before(connection, offered):
        raise RunError(f"{name} was removed by something older meanwhile")


def _regrouped(known: KnownProducts, work: _Work) -> Regrouped | None:
    """That the delivery's products, and no others, make up their group, unless a newer file tells of it."""
    effect = work.effect
    if effect.group is None or effect.source is None or effect.is_overtaken:
        return None
    products = () if effect.gone else effect.products
    return Regrouped(known, effect.source, work.delivery.platform, effect.group, products, effect.version)


def _told(effect: Effect) -> str:
    """Why a delivery is a dead letter although what could be applied of it was; empty when it is none."""
    lines = [f"{one.id or 'no id'}, {one.field}: expected {one.expected}, got {one.got}" for one in effect.rejections]
    return "; ".join([*lines, UNKNOWN] if effect.unknown else lines)
