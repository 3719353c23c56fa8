"""Fits the attribute ranker and writes its coefficients with their manifest.

python -m retrieval.ranker_fit --judged SEMIPQA_DEV.tsv --feed ICECAT.jsonl.gz [--out retrieval/models] [--cache FOLDER]

Figures in the manifest are out of fold: questions about one product, answered by attributes of one name, or written
for one entry of shopper_questions.toml are never in two folds.
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
import sklearn  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.model_selection import GroupKFold  # type: ignore[import-untyped]

from retrieval.embedders import load_embedder
from retrieval.ranker_data import LabelledQuestion, read_feed, read_judged, read_written
from retrieval.ranker_features import FEATURES, Matrix
from retrieval.ranker_metrics import RankingFigures, figures, ranking_of
from retrieval.ranker_model import RankerModel
from retrieval.ranker_rows import AttributeRows
from retrieval.settings import RetrievalSettings

SEED = 7
FOLDS = 10
FEED_SAMPLE = 1_500
REGULARISATION = 0.1
# A hand-written question stands beside about ten products, a judged one beside its own.
WEIGHT = {"judged": 1.0, "written": 0.15}
THRESHOLD = 0.5


def main() -> None:
    """Reads the data, measures out of fold, fits on all of it, and writes `attribute_ranker.json` and its manifest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judged", type=Path, required=True, help="questions with judged candidates (semiPQA columns)")
    parser.add_argument("--feed", type=Path, required=True, help="gzipped JSONL feed with attr_t_, attr_n_, attr_b_")
    parser.add_argument("--out", type=Path, default=Path("retrieval/models"))
    parser.add_argument("--cache", type=Path, default=None, help="folder that keeps embeddings between runs")
    arguments = parser.parse_args()
    written = files("retrieval") / "shopper_questions.toml"
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
        "command": "python -m retrieval.ranker_fit --judged semipqa_dev.tsv --feed products.jsonl.gz",
        "inputs": {
            "judged": _hash(arguments.judged.read_bytes()),
            "feed": _hash(arguments.feed.read_bytes()),
            "shopper_questions.toml": _hash(written.read_bytes()),
            "attribute_concepts.toml": _hash((files("retrieval") / "attribute_concepts.toml").read_bytes()),
            "measures.toml": _hash((files("retrieval") / "measures.toml").read_bytes()),
        },
        "embedder": embedder.name,
        "seed": SEED,
        "folds": FOLDS,
        "feed_sample": FEED_SAMPLE,
        "regularisation": REGULARISATION,
        "weight": WEIGHT,
        "scikit-learn": sklearn.__version__,
        "questions": {source: sum(one.source == source for one in questions) for source in WEIGHT},
        "out_of_fold": {source: asdict(figure) for source, figure in metrics.items()},
    }
    (arguments.out / "attribute_ranker.manifest.json").write_text(
        json.dumps(manifest, indent=1) + "\n", encoding="utf-8"
    )
    print(json.dumps(manifest["out_of_fold"], indent=1))


def fit(questions: Sequence[LabelledQuestion], rows: Sequence[Matrix]) -> RankerModel:
    """The logistic model of these questions; attributes whose answer is not known are left out."""
    known = [np.array([answer is not None for answer in one.answers]) for one in questions]
    matrix = np.vstack([row[mask] for row, mask in zip(rows, known, strict=True)])
    answers = np.array([answer for one in questions for answer in one.answers if answer is not None])
    weights = np.concatenate(
        [np.full(mask.sum(), WEIGHT[one.source]) for one, mask in zip(questions, known, strict=True)]
    )
    means, scales = np.average(matrix, axis=0, weights=weights), matrix.std(axis=0) + 1e-9
    regression = LogisticRegression(C=REGULARISATION, max_iter=1_000, random_state=SEED)
    regression.fit((matrix - means) / scales, answers, sample_weight=weights)
    return RankerModel(
        features=FEATURES,
        means=_rounded(means),
        scales=_rounded(scales),
        coefficients=_rounded(regression.coef_[0]),
        intercept=round(float(regression.intercept_[0]), 6),
        threshold=THRESHOLD,
    )


def out_of_fold(questions: Sequence[LabelledQuestion], rows: Sequence[Matrix]) -> dict[str, RankingFigures]:
    """The figures of each source, every question ranked by a model that saw none of its group."""
    groups = [one.group for one in questions]
    rankings: dict[str, list[Any]] = {source: [] for source in WEIGHT}
    for seen, unseen in GroupKFold(FOLDS).split(np.zeros(len(questions)), groups=groups):
        model = fit([questions[place] for place in seen], [rows[place] for place in seen])
        for place in unseen:
            ranking = ranking_of(questions[place], list(model.probabilities(rows[place])))
            rankings[questions[place].source].append(ranking)
    return {source: figures(found, threshold=THRESHOLD) for source, found in rankings.items()}


def _rounded(numbers: Matrix) -> tuple[float, ...]:
    return tuple(round(float(number), 6) for number in numbers)


def _hash(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
