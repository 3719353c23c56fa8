"""Attribute ranking on semiPQA, every question ranked by a model that saw none of its product type; and its parts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files

import numpy as np

from retrieval.embedders import load_embedder
from retrieval.ranking.features import FEATURES, Matrix
from retrieval.ranking.fit import FEED_SAMPLE, SEED, out_of_fold
from retrieval.ranking.folds import FOLDS
from retrieval.ranking.labelled_questions import LabelledQuestion, read_feed, read_judged, read_written
from retrieval.ranking.metrics import RankingFigures, figures, ranking_of
from retrieval.ranking.rows import AttributeRows
from tests.bench.progress import following
from tests.bench.record import Found, Inputs
from tests.bench.setting import Setting
from tests.bench.shop import FEED

JUDGED = "pqa/semipqa_dev.tsv"
OURS, COSINE, LABEL = "shopclerk", "embedding cosine of label and value", "embedding cosine of the label"
# The features of a part, by name.
PARTS = {"embeddings": "cosine|far", "concepts": "concept", "words": "covered|extra|value_|unexplained|unsupported"}
_LABEL, _STATEMENT = FEATURES.index("label_cosine"), FEATURES.index("statement_cosine")


def inputs(setting: Setting) -> Inputs:
    """The judged questions, and the feed that written ones are asked of."""
    return Inputs(
        (JUDGED, FEED),
        {"folds": FOLDS, "seed": SEED, "feed_sample": FEED_SAMPLE, "embedder": setting.retrieval.embedder},
    )


def run(setting: Setting) -> Found:
    """The out-of-fold figures of the judged questions; each fold's model is fitted on what the shipped one is."""
    judged = read_judged(setting.file(JUDGED))
    written = tomllib.loads((files("retrieval.ranking") / "shopper_questions.toml").read_text(encoding="utf-8"))
    feed = read_feed(setting.file(FEED), limit=FEED_SAMPLE, seed=SEED)
    questions = [*judged, *read_written(written, feed, seed=SEED)]
    maker = AttributeRows(load_embedder(setting.retrieval), cache_folder=setting.out / "embeddings")
    rows = [maker.rows(one.question, one.attributes) for one in following(questions, "reading questions")]
    found = _ablated(questions, rows, judged=len(judged))
    ours = found.pop(OURS)
    peers = {COSINE: _by(_STATEMENT, judged, rows), LABEL: _by(_LABEL, judged, rows)}
    lines = {f"{name}: P@1, MAP": _shown(each) for name, each in {OURS: ours, **found, **peers}.items()}
    lines["not stated, precision and recall"] = f"{ours.abstention_precision:.3f}, {ours.abstention_recall:.3f}"
    return Found(
        {**asdict(ours), "ablation": {name: asdict(each) for name, each in found.items()}},
        lines,
        {name: asdict(each) for name, each in peers.items()},
    )


def _ablated(
    questions: Sequence[LabelledQuestion], rows: Sequence[Matrix], *, judged: int
) -> dict[str, RankingFigures]:
    """The ranker whole, and fitted anew with each of its parts left out."""
    source = questions[0].source
    found = {OURS: out_of_fold(questions, rows)[source]}
    for name, part in following(list(PARTS.items()), "leaving parts out"):
        kept = np.array([re.search(part, feature) is None for feature in FEATURES], dtype=np.float64)
        found[f"without {name}"] = out_of_fold(questions, [matrix * kept for matrix in rows])[source]
    found["without rules"] = out_of_fold(questions, rows, ruled=False)[source]
    found["without written questions"] = out_of_fold(questions[:judged], rows[:judged])[source]
    return found


def _by(column: int, questions: Sequence[LabelledQuestion], rows: Sequence[Matrix]) -> RankingFigures:
    """A ranking by one cosine and nothing else, which never abstains."""
    rankings = [ranking_of(one, list(matrix[:, column])) for one, matrix in zip(questions, rows, strict=False)]
    return figures(rankings, threshold=-1.0)


def _shown(found: RankingFigures) -> str:
    return f"{found.precision_at_1:.3f}, {found.mean_average_precision:.3f}"
