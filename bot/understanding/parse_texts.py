"""Run by the Rasa environment's Python, with nothing of ours: texts on standard input, intents on standard output.

Usage: python parse_texts.py MODEL.tar.gz    (one JSON string a line in, one JSON object a line out, in order)
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TextIO

from rasa.core.agent import Agent

FALLBACK = "nlu_fallback"


async def parse(model: str, answers: TextIO) -> None:
    """Answers every line as it comes, so that the reader sees how far it is."""
    agent = Agent.load(model)
    for line in sys.stdin:
        parsed = await agent.parse_message(json.loads(line))
        ranking = [one for one in parsed["intent_ranking"] if one["name"] != FALLBACK]
        best = max(ranking, key=lambda one: one["confidence"])
        decided = parsed["intent"]["name"]
        answer = {
            "decided": None if decided == FALLBACK else decided,
            "best": best["name"],
            "confidence": best["confidence"],
        }
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    answers, sys.stdout = sys.stdout, sys.stderr  # Rasa's libraries print; the answers stay alone.
    asyncio.run(parse(sys.argv[1], answers))
