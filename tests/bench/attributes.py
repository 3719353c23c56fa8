"""Attribute ranking on semiPQA, every question ranked by a model that saw none of its product type."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from importlib.resources import files

from retrieval.embedders import load_embedder
from retrieval.ranking.fit import FEED_SAMPLE, SEED, out_of_fold
from retrieval.ranking.folds import FOLDS
from retrieval.ranking.labelled_questions import read_feed, read_judged, read_written
from retrieval.ranking.rows import AttributeRows
from tests.bench.progress import following
from tests.bench.record import Found, Inputs
from tests.bench.setting import Setting
from tests.bench.shop import FEED

JUDGED = "pqa/semipqa_dev.tsv"


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
    found = out_of_fold(questions, rows)[judged[0].source]
    lines = {
        "P@1, MAP": f"{_shown(found.precision_at_1)}, {_shown(found.mean_average_precision)}",
        "not stated, precision and recall": f"{_shown(found.abstention_precision)}, {_shown(found.abstention_recall)}",
    }
    return Found(asdict(found), lines)


def _shown(figure: float | None) -> str:
    return "none" if figure is None else f"{figure:.3f}"
