"""Identity: what is one identifier, what is two, and where a text may name one."""

from __future__ import annotations

import pytest

from retrieval.keys import MAX_MENTIONS, apart, gtin_keys, looks_like_model, mention_keys, normalise_key, product_keys
from tests.fakes.retrieval import make_product

SPELLINGS = [
    ("006R90321", "006r-90321", "006R 90321", "006r90321", "006R_90321", "006R/90321", "006R.90321", "006R·90321"),
    ("DV7-1211EA", "dv7 1211ea", "dv7\u00a01211ea", "dv7\u20131211ea", "dv7\u22121211ea", "dv7\u200b1211ea"),
    (
        "WH-1000XM4",
        "ＷＨ－１０００ＸＭ４",
        "wh1000xm4",
        "(WH-1000XM4)",
        "“WH-1000XM4”",
        "WH-1000XM4™",
        "🎧WH-1000XM4🎧",
    ),
    ("S10+", "s10 plus", "S10＋", "S10 PLUS"),
    ("CAFÉ-2", "cafe\u0301 2"),
    ("STRASSE 5", "Straße-5"),
]
DIFFERENT = [
    ("WH-1000XM4", "WH-1000XM5"),
    ("AO-10", "A0-10"),
    ("I-10", "1-10"),
    ("S10+", "S10"),
    ("AK-17", "AK-17B"),
    ("CAFÉ-2", "CAFE-2"),
    ("006R90321", "06R90321"),
]
TEXTS = [
    "",
    "Is the WH-1000XM4/B's case, or dv7 1211ea. Sold?",
    "ＷＨ－１０００ＸＭ４ と S10+ の違い",
    "naïve cafe\u0301-2 ﬁ-12 ½-inch 20℃ №5",
    '{"query": "title:(a* OR b~2) AND /.*[a-z]+/ \\\\ ^4"}',
    "(?:(a+)+)$ [[[ ))) %s {0} <b>X-1</b> '; DROP TABLE products; --",
    "👩‍👩‍👧‍👦 X-1 🏴󠁧󠁢󠁥󠁮󠁧󠁿 Y-2",
    "a\nb\r\nc\x00d\u2028e",
]


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_normalise_key_is_one_for_all_spellings(spellings: tuple[str, ...]) -> None:
    assert len({normalise_key(spelling) for spelling in spellings}) == 1
    assert normalise_key(spellings[0])


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_normalise_key_keeps_different_models_apart(one: str, other: str) -> None:
    assert normalise_key(one) != normalise_key(other)


@pytest.mark.parametrize("text", [*TEXTS, *(spelling for row in SPELLINGS for spelling in row)])
def test_normalise_key_is_idempotent_and_alphanumeric(text: str) -> None:
    key = normalise_key(text)
    assert normalise_key(key) == key
    assert not any(character.isspace() or character in "-_/.·+" for character in key)


@pytest.mark.parametrize("text", ["", " ", "---", "🎧", "\u200b", "…", "+", "++"])
def test_normalise_key_of_nothing_is_empty(text: str) -> None:
    assert normalise_key(text) == ""


@pytest.mark.parametrize("text", TEXTS)
def test_mention_keys_are_the_keys_of_the_text_they_span(text: str) -> None:
    mentions = mention_keys(text)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
        assert normalise_key(mention.text) == mention.key
    assert len({mention.key for mention in mentions}) == len(mentions)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("What does the WH-1000XM4 weigh?", "wh1000xm4"),
        ("dv7 1211ea battery?", "dv71211ea"),
        ("the dv7-1211ea's battery", "dv71211ea"),
        ("(006r-90321)", "006r90321"),
        ("price of ＷＨ－１０００ＸＭ４?", "wh1000xm4"),
        ("WH 1000 XM4", "wh1000xm4"),
        ("Galaxy S10+, please", "s10plus"),
        ("have you 4006381333931", "4006381333931"),
        ("Cat6, 14ft", "cat614ft"),
        ("the Protect It! 7-outlet one", "protectit7outlet"),
        ("🎧X-100🎧", "x100"),
        ("AB-1:CD-2", "ab1"),
        ("*WH-1000XM4~2", "wh1000xm4"),
    ],
)
def test_mention_keys_hold_the_model_named(text: str, key: str) -> None:
    assert key in {mention.key for mention in mention_keys(text)}


@pytest.mark.parametrize(
    ("text", "key"),
    [("size M, 36 please", "m36"), ("order X\n100 of them", "x100"), ("It is an A. 10 of those", "a10")],
)
def test_mention_keys_do_not_join_what_is_said_apart(text: str, key: str) -> None:
    assert key not in {mention.key for mention in mention_keys(text)}


def test_mention_keys_tell_a_part_of_a_model_from_the_whole() -> None:
    whole = {mention.key: mention.whole for mention in mention_keys("toner for TN-2110, not 2130")}
    assert whole["tn2110"]
    assert not whole["2110"]
    assert not whole["tn"]
    assert whole["2130"]


def test_mention_keys_prefer_the_whole_place_of_a_key_named_twice() -> None:
    mention = next(one for one in mention_keys("TN-2110 and 2110") if one.key == "2110")
    assert (mention.start, mention.whole) == (12, True)


def test_mention_keys_come_longest_first_at_each_place() -> None:
    places = [(mention.start, -mention.end) for mention in mention_keys("is the AK-17 kettle in stock")]
    assert places == sorted(places)


LONG_TEXTS = {
    "one letter": "a " * 5_000,
    "one digit": "1 " * 5_000,
    "distinct numbers": " ".join(str(number) for number in range(3_000)),
    "distinct words": " ".join(f"w{number}" for number in range(2_500)),
    "glued": "a-" * 5_000,
    "no space": "a" * 10_000,
    "digits": "9" * 10_000,
    "marks": "e" + "\u0301" * 9_999,
    "separators": "-" * 10_000,
    "emoji": "😀" * 10_000,
    "models": "does the WH-1000XM4 fit? " * 400,
    "pauses": "1. " * 3_333,
    "brackets": "((((" * 2_500,
}


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS.keys())
def test_mention_keys_are_bounded_for_long_texts(text: str) -> None:
    assert len(mention_keys(text[:10_000])) <= MAX_MENTIONS


def test_mention_keys_of_a_long_text_keep_every_word_with_a_digit() -> None:
    words = [f"word{chr(97 + number % 26)}" for number in range(1_500)]
    words[700] = "WH-1000XM4"
    assert "wh1000xm4" in {mention.key for mention in mention_keys(" ".join(words))}


@pytest.mark.parametrize(
    "token",
    ["006R90321", "006r-90321", "WH-1000XM4", "dv7-1211ea", "TN-2110", "C4096A", "ＷＨ－１０００ＸＭ４", "1211ea"]
    + ["65UN7300", "KX-T25", "X1", "V8", "G502", "919-008002", "4006381333931", "MP1000", "AK-17", "S10+"]
    + ["6730b", "8540p", "4600n", "690n", "693p", "40X5372"],
)
def test_looks_like_model_of_model_numbers(token: str) -> None:
    assert looks_like_model(token)


@pytest.mark.parametrize(
    "token",
    [
        "500GB",
        "24-inch",
        '24"',
        "2.4GHz",
        "wifi6",
        "wi-fi 6e",
        "usb-c",
        "USB3",
        "usb3.2",
        "4k",
        "1080p",
        "720p",
        "10x",
        "5lbs",
    ]
    + [
        "mp3",
        "mp4",
        "3.5mm",
        "1920x1080",
        "2160p",
        "2x1000",
        "10x150",
        "10x20cm",
        "2-in-1",
        "802.11ac",
        "100%",
        "$499",
        "499.00",
        "1,000",
        "2nd",
    ]
    + ["12-month", "30-day", "6'", "5000mAh", "1.7L", "220-240V", "5GHz/2.4GHz", "ip67", "ipx7", "a4", "ddr4", "5g"]
    + ["cat5e", "bluetooth5", "hdmi2.1", "2024", "100", "kettle", "", "-", "🎧", "½", "i7-8550u", "m.2", "h.264"]
    + [
        "a" * 300,
        "1a" * 300,
        "10,000",
        "３０ｃｍ",
        "24v",
        "10W",
        "1,000,000",
        "2024-05-12",
        "2kg",
        "8-bit",
        "60Hz",
        "7.1",
    ],
)
def test_looks_like_model_of_quantities_and_words_is_false(token: str) -> None:
    assert not looks_like_model(token)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("012345678905", {"012345678905", "0012345678905", "00012345678905"}),
        ("0012345678905", {"012345678905", "0012345678905", "00012345678905"}),
        ("4006381333931", {"4006381333931", "04006381333931"}),
        ("96385074", {"96385074", "000096385074", "0000096385074", "00000096385074"}),
        ("ab12345678", {"ab12345678"}),
        ("1234567", {"1234567"}),
    ],
)
def test_gtin_keys_are_its_spellings_with_leading_zeros(key: str, expected: set[str]) -> None:
    assert set(gtin_keys(key)) == expected


def test_product_keys_are_of_the_id_and_every_identifier() -> None:
    product = make_product("P-1/x", "Aurora", model="AK-17", gtin="4006381333931")
    assert product_keys(product) == {"p1x", "ak17", "4006381333931", "04006381333931"}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("TN-2110/TN-2120", {"tn2110", "tn2120", "tn2110tn2120"}),
        ("TN-2110/12", {"tn211012"}),
        ("AT-X600-48TS/XP-60", {"atx60048tsxp60"}),
        ("MK235ZM/A", {"mk235zma"}),
        ("3.5/2.5", {"3525"}),
    ],
)
def test_a_slash_joins_what_is_no_list_of_models_of_one_form(text: str, whole: set[str]) -> None:
    assert {one.key for one in mention_keys(text) if one.whole} == whole


@pytest.mark.parametrize(
    ("word", "pieces"),
    [("TN-2110/TN-2120", ["TN-2110", "TN-2120"]), ("TN-2110/12", ["TN-2110/12"]), ("a//b/", ["a//b/"]), ("", [""])],
)
def test_models_joined_by_slashes_are_taken_apart(word: str, pieces: list[str]) -> None:
    assert apart(word) == pieces
