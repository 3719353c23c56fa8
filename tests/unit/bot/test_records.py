from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.answering.payload import focus_from_payload, focus_payload, reply_from_payload, reply_payload
from bot.answering.receipt import FileReceiptBook
from bot.answering.types import Focus, Question, Reply
from bot.case_file import read_cases, read_results
from bot.errors import CasesInvalid, SettingsInvalid
from bot.intents import ExemplarIntents, read_examples
from bot.settings import BotSettings
from bot.talk import LocalTalk
from tests.fakes.bot import NOW, Conversation, unlike_versions
from tests.fakes.embedders import HashingEmbedder

QUESTION = Question("my secret words", "c1", NOW)


def test_reply_payload_comes_back_whole() -> None:
    reply = Conversation().ask("How much is the QL-510?")
    back = reply_from_payload(json.loads(json.dumps(reply_payload(reply))))
    assert replace(back, focus=reply.focus) == reply


def test_focus_comes_back_whole_and_rubbish_is_an_empty_one() -> None:
    focus = Focus(("a",), "weight", "and it?", ("b", "c"), "p")
    assert focus_from_payload(json.loads(json.dumps(focus_payload(focus)))) == focus
    assert focus_from_payload({"product_ids": 5}) == Focus()


def test_receipt_holds_facts_and_versions_and_no_words_of_the_customer(tmp_path: Path) -> None:
    reply = Conversation().ask("How much is the QL-510?")
    FileReceiptBook(tmp_path).write(QUESTION, reply, adapter=None)
    line = (tmp_path / "receipts.jsonl").read_text()
    assert "secret" not in line
    assert json.loads(line)["facts"][0] | {"value": "169.00", "version": 1} == json.loads(line)["facts"][0]


def test_receipts_rotate(tmp_path: Path) -> None:
    book = FileReceiptBook(tmp_path, max_bytes=1)
    for _ in range(3):
        book.write(QUESTION, Conversation().ask("hello", intent="greet"), adapter=None)
    assert {path.name for path in tmp_path.iterdir()} == {"receipts.jsonl", "receipts.1.jsonl", "receipts.2.jsonl"}


def test_receipt_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    FileReceiptBook(tmp_path / "file").write(QUESTION, Conversation().ask("hello", intent="greet"), adapter=None)


@pytest.mark.parametrize(
    ("line", "problem"),
    [("{", "not JSON"), ("[1]", "JSON object"), ('{"id":"1","conversation":"c"}', "'question'"), ('{"id":1}', "'id'")],
)
def test_read_cases_names_the_line(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id":"0","conversation":"c","question":"q"}\n\n' + line + "\n")
    with pytest.raises(CasesInvalid, match=problem) as caught:
        read_cases(path)
    assert caught.value.line == 3


def test_read_results_leaves_out_a_cut_off_line(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text('{"id":"a"}\n{"id":"b"')
    assert list(read_results(path)) == ["a"]


@pytest.mark.parametrize(
    ("variable", "value"), [("SHOPCLERK_ANSWER_DEADLINE_S", "soon"), ("SHOPCLERK_SHOP_FILE", "/absent/shop.toml")]
)
def test_settings_name_the_wrong_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsInvalid, match=variable):
        BotSettings.from_environment({variable: value})


def test_intents_are_read_from_the_assistants_data_without_markup(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(
        "nlu:\n- intent: ask_product\n  examples: |\n    - how heavy is the [QL-500](model)\n"
        '- intent: other\n  examples: "- x"\n'
    )
    assert list(read_examples(tmp_path)) == [("how heavy is the QL-500", "ask_product")]


def test_intents_follow_the_nearest_examples() -> None:
    intents = ExemplarIntents.from_examples(
        HashingEmbedder(), [("return a parcel", "ask_policy"), ("weight of kettle", "ask_product")]
    )
    assert intents.classify("kettle weight") == "ask_product"
    assert intents.classify("return parcel") == "ask_policy"


def test_local_talk_presses_a_button() -> None:
    class Answering:
        def answer(self, question: Question) -> Reply:
            return Conversation(unlike_versions(), focus=question.focus).ask(
                question.text, chosen=question.chosen_product_id
            )

    talk = LocalTalk(Answering())
    asked = talk.say("What does the QL-500 weigh?")
    chosen = talk.press(asked["buttons"][1]["payload"])
    assert (chosen["product_ids"], Decimal(chosen["facts"][0]["value"])) == (["H2"], Decimal(256))
