"""Fits the attribute ranker and writes its coefficients with their manifest.

python -m retrieval.ranking.fit --judged SEMIPQA_DEV.tsv --feed ICECAT.jsonl.gz [--out FOLDER] [--cache FOLDER]

Figures in the manifest are out of fold: questions about one type of product (see product_types), or written for one
entry of shopper_questions.toml, are never in two folds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]

from retrieval.embedders import load_embedder
from retrieval.ranking.features import FEATURES, Matrix
from retrieval.ranking.folds import FOLDS, folds
from retrieval.ranking.labelled_questions import LabelledQuestion, read_feed, read_judged, read_written
from retrieval.ranking.metrics import RankingFigures, figures, ranking_of
from retrieval.ranking.model import RankerModel, standardised
from retrieval.ranking.objective import Objective
from retrieval.ranking.rows import AttributeRows
from retrieval.ranking.rules import judged
from retrieval.settings import RetrievalSettings

# What can only speak against an attribute, whatever the sample of questions happens to say.
SPEAKS_AGAINST = frozenset(
    (
        "empty",
        "far",
        "generic_only",
        "measured_without_number",
        "of_limit",
        "of_packaging",
        "opinion",
        "question_unexplained",
        "unsupported",
        "unsupported_far",
    )
)
# Few questions of the sample turn on these, and a shopper would wonder: the most there could be told for what is
# there, and one included thing for another.
AT_MOST = {"of_limit": -0.3, "generic_only": -0.1}
SEED = 7
FEED_SAMPLE = 1_500
RIDGE = 20.0
# What the loss of each attribute by itself weighs beside that of the choice among them.
ALONE = 0.3
# A hand-written question stands beside about ten products, a judged one beside its own.
WEIGHT = {"judged": 1.0, "written": 0.2}
# Chosen out of fold: above it, more right answers are lost than wrong ones are kept back.
THRESHOLD = 0.4


def main() -> None:
    """Reads the data, measures out of fold, fits on all of it, and writes `attribute_ranker.json` and its manifest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judged", type=Path, required=True, help="questions with judged candidates (semiPQA columns)")
    parser.add_argument("--feed", type=Path, required=True, help="gzipped JSONL feed with attr_t_, attr_n_, attr_b_")
    parser.add_argument("--out", type=Path, default=Path("retrieval/ranking/models"))
    parser.add_argument("--cache", type=Path, default=None, help="folder that keeps embeddings between runs")
    arguments = parser.parse_args()
    written = files("retrieval.ranking") / "shopper_questions.toml"
    data = tomllib.loads(written.read_text(encoding="utf-8"))
    questions = read_judged(arguments.judged)
    questions += read_written(data, read_feed(arguments.feed, limit=FEED_SAMPLE, seed=SEED), seed=SEED)
    embedder = load_embedder(RetrievalSettings())
    maker = AttributeRows(embedder, cache_folder=arguments.cache)
    rows = [maker.rows(one.question, one.attributes) for one in questions]
    metrics = out_of_fold(questions, rows)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "attribute_ranker.json").write_text(fit(questions, rows).as_json() + "\n", encoding="utf-8")
    manifest = {
        "command": "python -m retrieval.ranking.fit --judged semipqa_dev.tsv --feed products.jsonl.gz",
        "inputs": {
            "judged": _hash(arguments.judged.read_bytes()),
            "feed": _hash(arguments.feed.read_bytes()),
            "shopper_questions.toml": _hash(written.read_bytes()),
            "attribute_concepts.toml": _hash((files("retrieval.ranking") / "attribute_concepts.toml").read_bytes()),
            "measures.toml": _hash((files("retrieval.ranking") / "measures.toml").read_bytes()),
        },
        "embedder": embedder.name,
        "seed": SEED,
        "folds": FOLDS,
        "feed_sample": FEED_SAMPLE,
        "ridge": RIDGE,
        "alone": ALONE,
        "weight": WEIGHT,
        "questions": {source: sum(one.source == source for one in questions) for source in WEIGHT},
        "out_of_fold": {source: asdict(figure) for source, figure in metrics.items()},
    }
    (arguments.out / "attribute_ranker.manifest.json").write_text(
        json.dumps(manifest, indent=1) + "\n", encoding="utf-8"
    )
    print(json.dumps(manifest["out_of_fold"], indent=1))


def fit(questions: Sequence[LabelledQuestion], rows: Sequence[Matrix]) -> RankerModel:
    """The log-linear model of these questions; attributes whose answer is not known are left out."""
    known = [np.array([answer is not None for answer in one.answers]) for one in questions]
    matrix = np.vstack([row[mask] for row, mask in zip(rows, known, strict=True)])
    answers = np.array([answer for one in questions for answer in one.answers if answer is not None])
    weights = np.concatenate(
        [np.full(mask.sum(), WEIGHT[one.source]) for one, mask in zip(questions, known, strict=True)]
    )
    means, scales = np.average(matrix, axis=0, weights=weights), matrix.std(axis=0)
    # A feature that never varies keeps its scale: it says nothing here.
    scales[scales < 1e-6] = 1.0
    counts = [int(mask.sum()) for mask in known if mask.any()]
    objective = Objective(
        rows=standardised(matrix, means, scales),
        answers=answers.astype(np.float64),
        weights=weights,
        starts=np.cumsum([0, *counts[:-1]]),
        alone=ALONE,
        ridge=RIDGE,
    )
    coefficients, intercept = _minimised(objective)
    return RankerModel(
        features=FEATURES,
        means=_rounded(means),
        scales=_rounded(scales),
        coefficients=_rounded(coefficients),
        intercept=round(intercept, 6),
        threshold=THRESHOLD,
    )


def out_of_fold(
    questions: Sequence[LabelledQuestion], rows: Sequence[Matrix], *, ruled: bool = True
) -> dict[str, RankingFigures]:
    """The figures of each source, every question ranked by a model that saw none of its group; `ruled` as it ships."""
    fold_of = folds([one.group for one in questions])
    rankings: dict[str, list[Any]] = {source: [] for source in WEIGHT}
    for fold in range(FOLDS):
        seen = [place for place in range(len(questions)) if fold_of[place] != fold]
        model = fit([questions[place] for place in seen], [rows[place] for place in seen])
        for place in (place for place in range(len(questions)) if fold_of[place] == fold):
            asked = questions[place]
            likely = model.probabilities(rows[place])
            if ruled:
                likely = judged(asked.question, asked.attributes, likely)
            rankings[asked.source].append(ranking_of(asked, list(likely)))
    return {source: figures(found, threshold=THRESHOLD) for source, found in rankings.items()}


def _minimised(objective: Objective) -> tuple[Matrix, float]:
    """The coefficients and the intercept of least loss, none on the side of zero where it makes no sense."""
    bounds = [*(_bounds(name) for name in FEATURES), (None, None)]
    start = np.append(np.zeros(len(FEATURES)), -3.0)
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return found.x[:-1], float(found.x[-1])


def _bounds(feature: str) -> tuple[float | None, float | None]:
    return None, AT_MOST.get(feature, 0.0 if feature in SPEAKS_AGAINST else None)


def _rounded(numbers: Matrix) -> tuple[float, ...]:
    return tuple(round(float(number), 6) for number in numbers)


def _hash(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
