"""Signs of text that deceives: each function gives the passages that show one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

from price_parser import Price

from retrieval.schema import Offer

# Zero-width and direction-changing characters, and the tag and selector characters that can carry a hidden text.
# The joiners within emoji and scripts that need them, and the soft hyphen, are none of these.
CONTROLS = re.compile("[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e01ef]")
_EARLIER = r"(?:(?:all|any|the|your|these|of|my)\s+)*(?:previous|prior|above|earlier|preceding|other|system)"
_READER = r"(?:assistant|chat\s?bot|bot|ai|language model|llm)"
INSTRUCTIONS = re.compile(
    rf"\b(?:ignore|disregard|forget|override)\s+{_EARLIER}\s+(?:instructions?|prompts?|rules|messages?|directions)"
    rf"|\byou are (?:now |actually )?(?:an? |the )?(?:\w+ )?{_READER}\b"
    rf"|\b(?:the |this |any |dear )?{_READER}\b,?\s+(?:must|should|shall|has to|please|will)\s+(?:\w+\s+){{0,2}}"
    r"(?:say|answer|tell|recommend|reply|respond|reveal|claim|state|ignore)"
    r"|\b(?:tell|inform|convince)\s+(?:the|every|each|all)\s+(?:customers?|users?|shoppers?)\b"
    r"|\b(?:do not|don't|never)\s+(?:tell|reveal|mention|inform|show)\b.{0,40}\b(?:customers?|users?|shoppers?)\b"
    r"|\b(?:system|developer) (?:prompt|message)\b"
    r"|<\|(?:im_start|im_end|system|endoftext)\|>|\[/?INST\]|^#{2,}\s*(?:system|instructions?|assistant)\b"
    r"|\bignorier\w*\s+(?:alle\s+)?(?:vorherigen|bisherigen|obigen)\s+(?:anweisungen|regeln)"
    r"|\bignore[zr]?\s+(?:toutes\s+)?les\s+instructions\s+pr[ée]c[ée]dentes"
    r"|\bignora\w*\s+(?:todas\s+)?las\s+instrucciones\s+anteriores",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"')]+", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"\+\d[\d ()/.-]{7,}\d|(?:\b(?:call|phone|tel|whats\s?app|telefon)\b\.?:?\s*)\(?\d[\d ()/.-]{5,}\d", re.IGNORECASE
)
_MONEY = r"(?:[$€£]\s?\d[\d.,]*\d|[$€£]\s?\d|\d[\d.,]*\s?(?:[$€£]|USD|EUR|GBP)\b|\d[\d.,]*\s?[$€£])"
STATED_PRICE = re.compile(
    rf"\b(?:price|only|now|just|costs?|for|sale|preis|nur|jetzt)\b\W{{0,3}}(?:is\s+|of\s+)?({_MONEY})", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_]{4,}")
LATIN = re.compile("[A-Za-z]")
# Cyrillic, then Greek: in a typeface nothing tells them from A, B, E …
LOOK_ALIKES = frozenset("АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧορν")
OFTEN = 4


def control_characters(text: str) -> Iterator[str]:
    """The invisible characters of a text, by code point and with what stands around the first."""
    found = CONTROLS.findall(text)
    if found:
        points = ", ".join(f"U+{ord(char):04X}" for char in dict.fromkeys(found))
        yield f"{len(found)} x {points} in {CONTROLS.sub('', text)[:60]}"


def instructions(text: str) -> Iterator[str]:
    """Passages that speak to a model instead of a shopper."""
    for match in INSTRUCTIONS.finditer(text):
        yield text[max(0, match.start() - 20) : match.end() + 40]


def contacts(text: str, link: str | None) -> Iterator[str]:
    """Web addresses of other hosts than the product's own, e-mail addresses, and telephone numbers."""
    own = _site(link or "")
    for match in ADDRESS.finditer(text):
        if not own or _site(match.group()) != own:
            yield match.group()
    for match in EMAIL.finditer(text):
        if not own or _site(f"//{match.group().partition('@')[2]}") != own:
            yield match.group()
    yield from (match.group() for match in PHONE.finditer(text))


def prices(text: str, offer: Offer) -> Iterator[str]:
    """Prices that a text gives for the product and that its offer does not state."""
    stated: set[Decimal | None] = {offer.price, offer.sale_price} - {None}
    for match in STATED_PRICE.finditer(text) if stated else ():
        amount = Price.fromstring(match[1]).amount
        if amount is not None and amount not in stated:
            yield match.group()


def shouting(title: str) -> Iterator[str]:
    """A title in capitals throughout, or one that repeats a word four times."""
    words = WORD.findall(title)
    if len(words) >= OFTEN and sum(word.isupper() for word in words) > 0.7 * len(words):
        yield title
    word, times = next(iter(Counter(word.casefold() for word in words).most_common(1)), ("", 0))
    if times >= OFTEN:
        yield f"{word} {times} times"


def look_alikes(text: str) -> Iterator[str]:
    """An identifier with Cyrillic or Greek letters that look like the Latin ones beside them."""
    if not text.isascii() and LATIN.search(text) and not LOOK_ALIKES.isdisjoint(text):
        yield text


def _site(address: str) -> str:
    host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    return ".".join(host.split(".")[-2:])
