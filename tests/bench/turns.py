"""How long a turn takes through the gateway and Rasa: ten conversations at once, and one of many turns."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

from tests.bench.near_identical.catalogue import Catalogue
from tests.bench.near_identical.generate import Generator
from tests.bench.progress import following
from tests.bench.record import Found, Inputs
from tests.bench.running import Running, running
from tests.bench.setting import Setting
from tests.bench.shop import FEED, need_shop, read_products

AT_ONCE, TURNS, LONG = 10, 20, 200
_ENDS = 20


def inputs(setting: Setting) -> Inputs:
    """The products asked about, how many talk at once and for how long."""
    return Inputs((FEED,), {"seed": setting.seed, "at_once": AT_ONCE, "turns": TURNS, "long": LONG})


def run(setting: Setting) -> Found:
    """Asks questions of near-identical products, each conversation its own; the first turn of each warms it up."""
    need_shop(setting)
    generator = Generator(Catalogue(read_products(setting.file(FEED))), seed=setting.seed)
    texts = [one.question for one in generator.questions(AT_ONCE * (TURNS + 1) + LONG)]
    with running(setting, setting.out / "turns") as bot:
        together = _together(bot, texts)
        alone = _conversation(bot, texts[-LONG:], shown="one long conversation")
    ends = {"first": median(alone[:_ENDS]), "last": median(alone[-_ENDS:])}
    figures = {"together_ms": _percentiles(together), "alone_ms": _percentiles(alone), "long_median_ms": ends}
    lines = {
        f"{AT_ONCE} at once: p50, p95": "{p50:.0f}, {p95:.0f} ms".format(**figures["together_ms"]),
        "alone: p50, p95": "{p50:.0f}, {p95:.0f} ms".format(**figures["alone_ms"]),
        f"of {LONG} turns the first and the last {_ENDS}: p50": "{first:.0f}, {last:.0f} ms".format(**ends),
    }
    return Found(figures, lines)


def _together(bot: Running, texts: Sequence[str]) -> list[float]:
    lots = [texts[place * (TURNS + 1) : (place + 1) * (TURNS + 1)] for place in range(AT_ONCE)]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        talks = pool.map(lambda lot: _conversation(bot, lot), lots)
        return [milliseconds for talk in talks for milliseconds in talk[1:]]


def _conversation(bot: Running, texts: Sequence[str], *, shown: str | None = None) -> list[float]:
    found = []
    with bot.gateway() as gateway:
        session = bot.session(gateway)
        for text in following(texts, shown) if shown else texts:
            started = time.perf_counter()
            bot.ask(gateway, session, text)
            found.append(1000 * (time.perf_counter() - started))
    return found


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {"p50": median(values), "p95": quantiles(values, n=20)[-1]}
