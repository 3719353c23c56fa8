"""Is a question answered alike each time? Every one is asked eight times, each in a new conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.asking import ask_cases
from tests.bench.near_identical.catalogue import Catalogue
from tests.bench.near_identical.generate import Generator
from tests.bench.record import Found, Inputs
from tests.bench.setting import Setting
from tests.bench.shop import FEED, need_shop, read_products

QUESTIONS, TIMES = 200, 8
# A reply's words may vary; what is said may not.
_SAID = ("outcome", "product_ids", "facts")


def inputs(setting: Setting) -> Inputs:
    """The products asked about, and how often."""
    return Inputs((FEED,), {"seed": setting.seed, "questions": QUESTIONS, "times": TIMES})


def run(setting: Setting) -> Found:
    """Asks every question in rounds, so that others stand between two askings of one."""
    need_shop(setting)
    asked = Generator(Catalogue(read_products(setting.file(FEED))), seed=setting.seed).questions(QUESTIONS)
    folder = setting.out / "repeats"
    folder.mkdir(parents=True, exist_ok=True)
    cases = folder / "cases.jsonl"
    ids = {one.gold.id: [f"{one.gold.id}-{time}" for time in range(TIMES)] for one in asked}
    with cases.open("w", encoding="utf-8") as file:
        for time in range(TIMES):
            for one in asked:
                each = ids[one.gold.id][time]
                file.write(json.dumps({"id": each, "conversation": each, "question": one.question}) + "\n")
    results = ask_cases(setting, cases, folder, inputs(setting))
    unlike = [name for name, each in ids.items() if not _alike([results[one] for one in each])]
    line = f"{len(asked) - len(unlike):,} of {len(asked):,} questions"
    return Found({"questions": len(asked), "times": TIMES, "unlike": unlike}, {f"same facts all {TIMES} times": line})


def _alike(results: Sequence[Mapping[str, Any]]) -> bool:
    said = [json.dumps([result[name] for name in _SAID], sort_keys=True) for result in results]
    return len(set(said)) == 1
