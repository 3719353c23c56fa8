"""Folds that keep product types apart: nothing that a fold asks about was taught by another."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pytest

from retrieval.ranking.folds import FOLDS, folds
from retrieval.ranking.labelled_questions import LabelledQuestion, read_judged

TYPES = 12
EVERYWHERE = ("brand", "item_weight", "color", "material")


@pytest.fixture
def judged(tmp_path: Path) -> list[LabelledQuestion]:
    """Three products each of twelve types; a type has six attributes of its own, a product leaves one of them out."""
    chance = random.Random(5)
    lines = ["qid\tqa_pair_id\tquestion\tcandidate\tlabel"]
    for kind in range(TYPES):
        for product in range(3):
            own = [f"kind{kind}_part{part}" for part in range(6) if part != product]
            # Of the first product something is asked that it does not state.
            asked = chance.sample(own, 2) if product else [f"kind{kind}_part0"]
            for name in asked:
                qid = len(lines)
                for number, stated in enumerate((*EVERYWHERE, *own)):
                    value = f'"{stated} {kind} {product}"'
                    question = f"kind {kind}: is the {name} of {product} good?"
                    lines.append(
                        f"{qid}\t{qid}{number}\t{question}\t{stated}: {{ value:{value} }}\t{int(stated == name)}"
                    )
    file = tmp_path / "judged.tsv"
    file.write_text("\n".join(lines).replace('"', "'"), encoding="utf-8")
    return read_judged(file)


def test_folds_keep_every_product_type_whole(judged: list[LabelledQuestion]) -> None:
    fold_of = folds([one.group for one in judged])
    folds_of_type = defaultdict(set)
    for question, fold in zip(judged, fold_of, strict=True):
        folds_of_type[question.question.partition(":")[0]].add(fold)
    assert len(folds_of_type) == TYPES
    assert {len(found) for found in folds_of_type.values()} == {1}
    assert set(fold_of) == set(range(FOLDS))


def test_folds_teach_no_product_wording_or_answering_name_of_another(judged: list[LabelledQuestion]) -> None:
    fold_of = folds([one.group for one in judged])
    seen: dict[object, int] = {}
    for question, fold in zip(judged, fold_of, strict=True):
        answering = {a.name for a, answer in zip(question.attributes, question.answers, strict=True) if answer}
        for what in (question.attributes, question.question, *answering):
            assert seen.setdefault(what, fold) == fold


def test_folds_are_of_about_one_size(judged: list[LabelledQuestion]) -> None:
    fold_of = folds([one.group for one in judged])
    sizes = [fold_of.count(fold) for fold in range(FOLDS)]
    largest_type = max([one.group for one in judged].count(group) for group in {one.group for one in judged})
    assert max(sizes) - min(sizes) <= largest_type


def test_types_that_share_only_what_everything_states_stay_apart(judged: list[LabelledQuestion]) -> None:
    assert len({one.group for one in judged}) == TYPES


def test_questions_of_one_wording_are_one_group_even_where_nothing_answers(tmp_path: Path) -> None:
    rows = ["qid\tqa_pair_id\tquestion\tcandidate\tlabel"]
    for qid, (words, name) in enumerate(
        [("how long is the strap?", "lock"), ("How long  is the strap?", "pocket"), ("is it red?", "lens")]
    ):
        rows += [
            f"{qid}\t{qid}\t{words}\tbrand: {{ value:b{qid} }}\t0",
            f"{qid}\t{qid}\t{words}\t{name}: {{ value:x }}\t0",
        ]
    file = tmp_path / "judged.tsv"
    file.write_text("\n".join(rows), encoding="utf-8")
    one, other, third = read_judged(file)
    assert one.group == other.group != third.group
