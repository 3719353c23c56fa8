"""Ranking measures, computed by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from retrieval.errors import InputInvalid
from retrieval.evaluate_retrieval import evaluate
from retrieval.judgements import read_judgements
from retrieval.retrieval_measures import measure, ndcg, recall, reciprocal_rank
from retrieval.schema import Product
from tests.fakes.retrieval import make_product

RATINGS = {"a": 3, "b": 1, "c": 0}


def test_ndcg_has_gain_of_two_to_the_rating() -> None:
    best = 7 + 1 / math.log2(3)
    assert ndcg(["a", "b"], RATINGS) == pytest.approx(1.0)
    assert ndcg(["b", "a"], RATINGS) == pytest.approx((1 + 7 / math.log2(3)) / best)
    assert ndcg(["x", "c", "a"], RATINGS) == pytest.approx(7 / math.log2(4) / best)
    assert ndcg([], RATINGS) == 0.0


def test_ndcg_reads_ten() -> None:
    assert ndcg([*(f"x{number}" for number in range(10)), "a"], RATINGS) == 0.0


def test_recall_and_reciprocal_rank() -> None:
    assert recall(["x", "b"], RATINGS) == 0.5
    assert recall([*(f"x{number}" for number in range(100)), "a"], RATINGS) == 0.0
    assert reciprocal_rank(["c", "x", "b", "a"], RATINGS) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c"], RATINGS) == 0.0


def test_measure_leaves_out_queries_without_a_positive_rating() -> None:
    found = measure({"q": ["x", "a", "b"]}, {"q": RATINGS, "none": {"a": 0}})
    assert found.queries == 1
    assert found.ndcg_judged_only == pytest.approx(1.0)
    assert found.ndcg_unjudged_0 == pytest.approx((7 / math.log2(3) + 1 / math.log2(4)) / (7 + 1 / math.log2(3)))


def test_measure_counts_a_query_without_answer_as_nothing() -> None:
    assert measure({"q": ["a", "b"]}, {"q": RATINGS, "r": {"z": 1}}).mrr == 0.5


def test_measure_refuses_judgements_without_a_positive_rating() -> None:
    with pytest.raises(InputInvalid, match="positive"):
        measure({}, {"q": {"a": 0}})


def test_evaluate_reports_in_the_stated_form() -> None:
    class Search:
        def search(self, query: str, *, limit: int) -> list[Product]:
            return [make_product(one, one) for one in ("a", "b")][:limit]

    report = evaluate(Search(), {"q": RATINGS, "none": {"a": 0}}).as_json()
    assert report["ndcg@10"] == {"unjudged_0": pytest.approx(1.0), "judged_only": pytest.approx(1.0)}
    assert (report["recall@100"], report["mrr"], report["queries"]) == (1.0, 1.0, 1)
    assert report["latency_ms"]["p95"] >= report["latency_ms"]["p50"] > 0


def test_read_judgements(tmp_path: Path) -> None:
    file = tmp_path / "j.csv"
    file.write_text('query,docid,rating\n"usb, cable",1,3\nusb,2,0\n', encoding="utf-8-sig")
    assert read_judgements(file) == {"usb, cable": {"1": 3}, "usb": {"2": 0}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("q,d,r\na,b,1\n", "columns query, docid, rating"),
        ("query,docid,rating\na,b,good\n", "line 2.*rating"),
        ("query,docid,rating\na,b\n", "line 2.*rating"),
        ("query,docid,rating\n,b,1\n", "line 2.*query"),
        ("", "columns"),
    ],
)
def test_read_judgements_names_the_line(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "j.csv"
    file.write_text(content)
    with pytest.raises(InputInvalid, match=message):
        read_judgements(file)


def test_command_fails_with_two_when_the_file_is_not_there(tmp_path: Path) -> None:
    import typer

    from retrieval.cli import evaluate_retrieval

    app = typer.Typer()
    app.command()(evaluate_retrieval)
    result = CliRunner().invoke(app, ["--judgements", str(tmp_path / "none.csv"), "--json"])
    assert result.exit_code == 2
    assert "none.csv" in result.output
    with pytest.raises(json.JSONDecodeError):
        json.loads(result.output)
