"""The near-identical-products benchmark: generates, asks through `shopclerk evaluate answers`, scores."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import quantiles
from typing import Any

from retrieval.schema import Product
from tests.bench.asking import ask_cases
from tests.bench.near_identical.catalogue import Catalogue
from tests.bench.near_identical.generate import Generator
from tests.bench.near_identical.gold import Asked, write_asked
from tests.bench.near_identical.score import figures, judge
from tests.bench.record import Found, Inputs
from tests.bench.setting import Setting
from tests.bench.shop import FEED, need_shop, read_products

_SHOWN = {
    "wrong_product": "wrong product",
    "resolved": "resolved",
    "clarified_of_ambiguous": "ambiguous, asked which",
    "not_found_or_proposed_of_unknown": "unknown, not found or proposed",
    "wrong_value": "wrong value",
    "unsupported_number": "unsupported number",
}


def inputs(setting: Setting) -> Inputs:
    """The feed, the seed and the number of questions."""
    return Inputs((FEED,), {"seed": setting.seed, "questions": setting.questions})


def run(setting: Setting) -> Found:
    """Asks every question in a conversation of its own; finished ones of this commit are kept over an interruption."""
    need_shop(setting)
    products = read_products(setting.file(FEED))
    folder = setting.out / "identity"
    asked = Generator(Catalogue(products), seed=setting.seed).questions(setting.questions)
    cases, _ = write_asked(asked, folder)
    results = ask_cases(setting, cases, folder, inputs(setting))
    by_id = {product.id: product for product in products}
    _keep_failures(asked, results, by_id, folder / "failures.jsonl")
    found = figures(asked, results, by_id)
    cuts = quantiles([float(each["latency_ms"]) for each in results.values()], n=20)
    lines = {label: _shown(found[name]) for name, label in _SHOWN.items()}
    lines["an answer: p50, p95"] = f"{cuts[9]:.0f}, {cuts[18]:.0f} ms"
    return Found({**found, "latency_ms": {"p50": cuts[9], "p95": cuts[18]}}, lines)


def _shown(rate: Mapping[str, Any]) -> str:
    if not rate["of"]:
        return "none asked"
    return f"{rate['count']:,} of {rate['of']:,} ({rate['low']:.2%} to {rate['high']:.2%})"


def _keep_failures(
    asked: Sequence[Asked], results: Mapping[str, Mapping[str, Any]], products: Mapping[str, Product], path: Path
) -> None:
    """Every faulty reply beside its question and gold, one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for one in asked:
            verdict = judge(one, results[one.gold.id], products)
            if verdict.faults:
                record = {
                    "faults": verdict.faults,
                    "question": one.question,
                    "gold": asdict(one.gold),
                    "meant": [products[each].title for each in one.gold.meant],
                    "verdict": asdict(verdict),
                    "got": results[one.gold.id],
                }
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
