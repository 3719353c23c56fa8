"""When in a round what happens: which parts stop and for how long, and when which delivery arrives, and how often."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from tests.shop_platforms import Call

SPREAD_S = 2.0
LONGEST_AWAY_S = 2.0
MOST_FAULTS = 3
DOUBLED = 0.3
# The share of deliveries that come once more one to three rounds later, when much has happened since.
LATE = 0.1
# How often each part is the one that stops; a search server takes the longest to come back.
VICTIMS: Mapping[str, int] = {
    "worker's child": 8,
    "deliveries' child": 6,
    "broker": 5,
    "elasticsearch cut off": 4,
    "elasticsearch frozen": 4,
    "worker": 3,
    "deliveries": 3,
    "gateway": 1,
    "beat": 1,
    "elasticsearch": 1,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Parts that stop at once, so many seconds into the round, and go on after a while."""

    at: float
    parts: tuple[str, ...]
    away_s: float


@dataclass(slots=True)
class Post:
    """Deliveries that are still to come: those of this round with their moments, and those of later rounds."""

    chance: random.Random
    later: dict[int, list[Call]] = field(default_factory=dict)

    def of_round(self, number: int, calls: Iterable[Call]) -> list[tuple[float, Call]]:
        """Every call once, some twice, in any order, and what comes late from earlier rounds."""
        sent = list(calls)
        for one in list(sent):
            if self.chance.random() < DOUBLED:
                sent.append(self._again(one))
            if self.chance.random() < LATE:
                self.later.setdefault(number + self.chance.randint(1, 3), []).append(self._again(one))
        sent += self.later.pop(number, [])
        return sorted(((self.chance.uniform(0.0, SPREAD_S), one) for one in sent), key=lambda timed: timed[0])

    def _again(self, call: Call) -> Call:
        """The same delivery, now and then under a new id, by which it is not known to have come before."""
        if self.chance.random() < 0.5:
            return call
        return replace(call, headers={**call.headers, "X-Shopify-Webhook-Id": str(uuid4())})


def faults(chance: random.Random, parts: Collection[str]) -> Sequence[Fault]:
    """One to three faults in order of time; now and then two parts stop at once."""
    victims = {name: weight for name, weight in VICTIMS.items() if name in parts}

    def some(count: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(chance.choices(list(victims), list(victims.values()), k=count)))

    found = [
        Fault(chance.uniform(0.0, SPREAD_S), some(1 + (chance.random() < 0.2)), chance.uniform(0.0, LONGEST_AWAY_S))
        for _ in range(chance.randint(1, MOST_FAULTS))
    ]
    return sorted(found, key=lambda one: one.at)
