"""Schema-Guided Dialogue: what a system meant (acts) and how people worded it."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tuning.corpus.pair import Pair, delexicalise, sentence

FILE = "voice/sgd_acts.jsonl.gz"
PER_MEANING = 10
_TYPES = (
    (r"price|fare|rent$|total|balance|amount", "price"),
    (r"date|time|day$", "date"),
    (r"count|number|size|seats|riders|tickets|travelers|passengers|transfers|stops", "count"),
    (r"phone|contact|receiver", "contact"),
    (r"artist|airlines|directed|brand", "brand"),
    (r"category|type|genre|cuisine", "section"),
    (r"name|title|track|album|event$", "product"),
    (r"city|origin|destination|station", "shop"),
)
_SERVICE = re.compile(r"_\d+$")
_BOOLEAN = {"True": True, "False": False}


def read(folder: Path) -> Iterator[Pair]:
    """Plain statement of the acts -> the person's sentence; at most `PER_MEANING` sentences of one meaning."""
    seen: set[tuple[str, str]] = set()
    per_meaning: Counter[str] = Counter()
    with gzip.open(folder / FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            pair = _pair(json.loads(line))
            if pair is None or (pair.source, pair.target) in seen or per_meaning[pair.source] >= PER_MEANING:
                continue
            seen.add((pair.source, pair.target))
            per_meaning[pair.source] += 1
            yield pair


def _pair(turn: dict[str, Any]) -> Pair | None:
    acts = [(act, slot, [str(v) for v in values]) for act, slot, values in turn["acts"]]
    spoken = [
        (i, values[0], _type_of(slot)) for i, (_, slot, values) in enumerate(acts) if values and _said(slot, values)
    ]
    if any(len(values) > 1 for _, _, values in acts):
        return None
    found = delexicalise(sentence(turn["text"]), [(value, kind) for _, value, kind in spoken])
    if found is None:
        return None
    text, names = found
    of_act = {index: name for (index, _, _), name in zip(spoken, names, strict=True)}
    topic = _topic(turn["service"])
    plain = [_plain(act, slot, values, of_act.get(i), topic) for i, (act, slot, values) in enumerate(acts)]
    return Pair(" ".join(dict.fromkeys(plain)), text)


def _topic(service: str) -> str:
    name = _SERVICE.sub("", service)
    return " ".join(re.findall("[A-Z][a-z]+", name)).lower().replace("buses", "bus trip").removesuffix("s")


def _said(slot: str, values: list[str]) -> bool:
    return slot != "intent" and values[0] not in _BOOLEAN and values[0] != "dontcare"


def _type_of(slot: str) -> str:
    return next((kind for pattern, kind in _TYPES if re.search(pattern, slot)), "value")


def _plain(act: str, slot: str, values: list[str], name: str | None, topic: str) -> str:
    label = slot.replace("_", " ")
    said = name or (values[0].lower() if values else "")
    if values and values[0] in _BOOLEAN and act in {"INFORM", "OFFER"}:
        return f"Yes, {label}." if _BOOLEAN[values[0]] else f"No, not {label}."
    if act == "INFORM_COUNT":
        return f"{said} {topic} found."
    if act in {"CONFIRM", "REQUEST"}:
        ask = "Please confirm" if act == "CONFIRM" else "Which"
        return f"{ask} {label}: {said}?" if said else f"{ask} {label}?"
    fixed = {
        "NOTIFY_SUCCESS": f"The {topic} request is done.",
        "NOTIFY_FAILURE": f"The {topic} request has failed.",
        "GOODBYE": "Goodbye.",
        "REQ_MORE": "Is there anything else?",
    }
    if act in fixed:
        return fixed[act]
    if act == "OFFER_INTENT":
        return f"Do you want to {re.sub(r'(?<!^)(?=[A-Z])', ' ', values[0]).lower()}?"
    return f"The {label} is {said}."
