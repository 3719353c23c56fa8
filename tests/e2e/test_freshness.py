"""A price changed at the source is answered seconds later, and nothing is embedded for it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from uuid import uuid4

import httpx

from tests.e2e.conftest import ROOT, RunningStack
from tests.servers import Server, wait_until

MAPPING = str(ROOT / "catalog" / "demo" / "mapping.toml")


def _ask(stack: RunningStack, question: str) -> str:
    with httpx.Client(base_url=stack.gateway_url, timeout=20) as gateway:
        session = gateway.post("/api/v1/sessions").raise_for_status().json()["session_id"]
        message = {"session_id": session, "message_id": uuid4().hex, "text": question}
        (reply,) = gateway.post("/api/v1/messages", json=message).raise_for_status().json()["replies"]
        return str(reply["text"])


def test_a_changed_price_is_answered_after_a_sync_that_embeds_nothing(stack: RunningStack) -> None:
    feed = stack.state_dir / "demo" / "products.jsonl"
    rows = [json.loads(line) for line in feed.read_text("utf-8").splitlines()]
    changed = next(row for row in rows if row["mpn"] == "QL-500B")
    question = f"How much is the {changed['mpn']}?"
    assert "$97.31" not in _ask(stack, question)

    changed["price"] = "97.31 USD"
    changed.pop("sale_price", None)
    feed.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    synced = stack.shopclerk("catalog", "sync", str(feed), "--mapping", MAPPING, "--json")

    assert synced.returncode == 0, synced.stderr
    report = json.loads(synced.stdout)
    assert report["embedded"] == 0
    wait_until(lambda: "$97.31" in _ask(stack, question), seconds=10)


def test_the_canary_is_answered_through_the_gateway_and_seen_by_nobody_else(
    stack: RunningStack, tmp_path: Path
) -> None:
    log = tmp_path / "beat.log"
    beat = Server(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "catalog.worker",
            "beat",
            "-l",
            "INFO",
            "-s",
            str(tmp_path / "beat"),
            "--pidfile=",
        ],
        log=log,
        healthy=lambda: "beat: Starting" in log.read_text(errors="replace"),
        seconds=60,
    )
    beat.env = {
        **stack.environment,
        "SHOPCLERK_CANARY_URL": stack.gateway_url,
        "SHOPCLERK_CANARY_EVERY_S": "15",
        "SHOPCLERK_CANARY_BUDGET_S": "10",
    }
    with beat:
        # The first round also embeds the canary's text.
        wait_until(lambda: beat.tail(10_000).count("canary answered") >= 2, seconds=120)
    lags = [float(lag) for lag in re.findall(r"canary answered.*lag_s=([\d.]+)", beat.tail(10_000))]
    assert lags[-1] <= 10.0
    replies = [_ask(stack, text) for text in ("Do you have a freshness probe?", "What does the canary cost?")]
    assert not any("CANARY-" in reply for reply in replies), replies
