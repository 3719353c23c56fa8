"""The command line against the running product."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.conftest import RunningStack

CASES = [
    {"id": "1", "conversation": "a", "question": "Is it in stock?", "page_product_id": "FH-10001"},
    {"id": "2", "conversation": "a", "question": "and how much is it?"},
    {"id": "3", "conversation": "b", "question": "Do you ship to Canada?"},
    {"id": "4", "conversation": "c", "question": "asdf qwer zxcv"},
    {"id": "5", "conversation": "d", "question": "What does the QL-999Z weigh?"},
]
OUTCOMES = {"1": "answer", "2": "answer", "3": "policy", "4": "out_of_scope", "5": "not_found"}


def _evaluate(stack: RunningStack, folder: Path, *options: str) -> dict[str, dict[str, object]]:
    cases, out = folder / "cases.jsonl", folder / "results.jsonl"
    cases.write_text("".join(json.dumps(case) + "\n" for case in CASES), encoding="utf-8")
    done = stack.shopclerk("evaluate", "answers", "--cases", str(cases), "--out", str(out), *options, seconds=180)
    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return {str(result["id"]): result for result in results}


def test_evaluate_answers_in_process_and_over_http_agree_on_outcomes_and_products(
    stack: RunningStack, tmp_path: Path
) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "http").mkdir()
    inside = _evaluate(stack, tmp_path / "inside")
    over_http = _evaluate(stack, tmp_path / "http", "--via", stack.gateway_url)
    assert {key: result["outcome"] for key, result in inside.items()} == OUTCOMES
    assert {key: result["outcome"] for key, result in over_http.items()} == OUTCOMES
    assert inside["2"]["product_ids"] == over_http["2"]["product_ids"] == ["FH-10001"]


def test_ask_prints_the_answer_with_its_source(stack: RunningStack) -> None:
    asked = stack.shopclerk("ask", "Do you ship to Canada?")
    assert asked.returncode == 0, asked.stderr
    assert "Canada" in asked.stdout
    assert "/policies/shipping" in asked.stdout
