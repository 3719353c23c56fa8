"""Rounds of faults: how many left the index saying anything else than the shop."""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import signal
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from catalog.services import open_services
from tests.bench.faults.installation import BROKERS, Broker, Search, installation, search_server
from tests.bench.faults.model import ShopModel
from tests.bench.faults.rounds import ASKED_TWICE, EDITED, EVENTS, PRODUCTS, Round, Stage
from tests.bench.faults.schedule import DOUBLED, LATE, LONGEST_AWAY_S, SPREAD_S, VICTIMS, Post
from tests.bench.progress import following
from tests.bench.record import Found, Inputs
from tests.bench.setting import Setting, commit

SEED = 5
# A new shop on the other broker every so often; a run that is broken off loses no round that is over.
SESSION = 20
WRONG = ("missing", "extra", "different", "verify", "dead")


def inputs(setting: Setting) -> Inputs:
    """How many rounds, and what happens in each."""
    return Inputs(
        (),
        {
            "rounds": setting.rounds,
            "brokers": list(_brokers(setting)),
            "seed": SEED,
            "products": PRODUCTS,
            "events": EVENTS,
            "edited": EDITED,
            "asked_twice": ASKED_TWICE,
            "doubled": DOUBLED,
            "late": LATE,
            "spread_s": SPREAD_S,
            "longest_away_s": LONGEST_AWAY_S,
            "victims": dict(VICTIMS),
            "embedder": "hashing",
            "elasticsearch": "cut off" if os.environ.get("SHOPCLERK_TEST_ELASTICSEARCH_URL") else "killed",
        },
    )


def run(setting: Setting) -> Found:
    """Plays the rounds that were not played yet; each is written down as soon as it is over."""
    # Ended from outside, it ends what it started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = setting.out / "faults"
    brokers = _brokers(setting)
    rounds = played(folder, brokers)
    if len(rounds) < setting.rounds:
        with search_server(folder / "elasticsearch") as search:
            while len(rounds) < setting.rounds:
                count = min(SESSION - len(rounds) % SESSION, setting.rounds - len(rounds))
                broker = brokers[len(rounds) // SESSION % len(brokers)]
                rounds += _session(folder, broker, search, range(len(rounds), len(rounds) + count))
    return _found(rounds[: setting.rounds])


def played(folder: Path, brokers: tuple[Broker, ...]) -> list[dict[str, Any]]:
    """The rounds that this commit has played on these brokers."""
    folder.mkdir(parents=True, exist_ok=True)
    file, this = folder / "rounds.jsonl", commit()
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    return [line for line in lines if line["commit"] == this and line["broker"] in brokers]


def _brokers(setting: Setting) -> tuple[Broker, ...]:
    return tuple(one for one in BROKERS if setting.broker in (None, one))


def _session(folder: Path, broker: Broker, search: Search, numbers: range) -> list[dict[str, Any]]:
    """Rounds on one installation, with one shop that goes on from round to round; it ends early where one is wrong."""
    lines: list[dict[str, Any]] = []
    name = f"bench-faults-{numbers[0]}-{secrets.token_hex(3)}"
    home = folder / name
    with installation(home, name, broker, search) as parts:
        services = open_services(parts.environment)
        chance = random.Random(f"{SEED}-{numbers[0]}")
        stage = Stage(ShopModel(chance), Post(chance), parts, services, home)
        try:
            for number in following(numbers, f"rounds {numbers[0] + 1} to {numbers[-1] + 1} on {broker}"):
                one = stage.play(number, random.Random(f"{SEED}-{number}"))
                lines.append(_line(number, broker, one, home))
                with (folder / "rounds.jsonl").open("a", encoding="utf-8") as out:
                    out.write(json.dumps(lines[-1]) + "\n")
                if not one.verdict.is_sound:
                    # What there is of it stays, to be looked into.
                    return lines
            services.indexes(name).products.drop()
            services.indexes(name).passages.drop()
        finally:
            services.engine.dispose()
            services.client.close()
    shutil.rmtree(home)
    return lines


def _line(number: int, broker: Broker, one: Round, home: Path) -> dict[str, Any]:
    return {
        "round": number,
        "commit": commit(),
        "broker": broker,
        **{name: value for name, value in asdict(one).items() if name != "verdict"},
        **asdict(one.verdict),
        "folder": None if one.verdict.is_sound else home.name,
    }


def _found(rounds: list[dict[str, Any]]) -> Found:
    stopped = Counter(name for one in rounds for name in one["stopped"])
    wrong = {name: sum(len(one[name]) for one in rounds) for name in WRONG}
    unsound = [one["round"] for one in rounds if one["folder"] is not None]
    figures: dict[str, Any] = {
        "rounds": len(rounds),
        "unsound_rounds": unsound,
        "stuck_rounds": [one["round"] for one in rounds if one["stuck"]],
        **wrong,
        "by_broker": dict(Counter(one["broker"] for one in rounds)),
        "stopped": dict(stopped),
        **{name: sum(one[name] for one in rounds) for name in ("deliveries", "runs", "batches", "ended")},
        "seconds_p50": median(one["seconds"] for one in rounds),
    }
    lines = {
        "rounds": f"{len(rounds)}",
        "stopped": ", ".join(f"{name} {count}" for name, count in sorted(stopped.items())),
        "missing, extra, different": ", ".join(str(wrong[name]) for name in WRONG[:3]),
        "found by verify, dead letters": f"{wrong['verify']}, {wrong['dead']}",
        "unsound rounds": str(len(unsound)),
    }
    return Found(figures, lines)
