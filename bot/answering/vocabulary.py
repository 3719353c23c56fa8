"""The closed word lists the answering path reads questions with."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


PRONOUNS = words("it its it's this these that they them their one ones thing product item article")

FUNCTION_WORDS = words(
    """
    a an the and or but of in on at to for from by with without as is are was were be been being am do does did
    doing done have has had having can could will would shall should may might must i i'm im i'd i've me my mine
    we our us you your yours he she his her what whats what's which who whom whose when where why how if then
    than so just also too please tell know let ask there here any some all each every no not yes yeah ok okay hi
    hello hey thanks thank about much many more most less least very really only even still exactly actually
    want wanna need like get got give show see find look looking question wondering wonder wanted interested
    think say says mean meant go goes going come comes does doesn't don't isn't aren't can't won't whether not
    up down out into over under per vs versus between compared compare difference other another same both either
    that's it's there's hows how's ones again now currently right sure maybe perhaps good great well alright
    anything something else called named model version guys folks
    """
)

QUESTION_STARTS = words(
    """
    is are was were am do does did can could will would has have had should may might isn't aren't doesn't don't
    can't won't hasn't haven't
    """
)

SHOP_WORDS = words(
    """
    price prices priced pricing cost costs costing expensive cheap cheaper cheapest stock available availability
    left sold buy order sale discount discounted reduced offer carry sell sells selling dollars dollar euros
    euro pounds bucks usd eur gbp restock restocked back preorder pre-order backorder soon today
    """
)

COLOURS = words(
    """
    black white red blue green yellow orange purple violet pink brown grey gray silver gold golden beige cream
    ivory navy teal turquoise cyan magenta charcoal graphite copper bronze rose mint olive sand stone lilac
    lavender maroon burgundy coral peach khaki anthracite titanium
    """
)

BASIC_COLOURS = words("black white red blue green yellow orange purple pink brown")

SUFFIX_WORDS = words(
    "pro plus max mini lite ultra se ii iii iv mk2 mk3 mkii mkiii xl fe air slim duo neo prime edge s2 s3 v2 v3"
)

ORDINALS = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "fifth": 4,
    "5th": 4,
}

# What looks like a model number beside the quantities and standards that `retrieval` knows: cells, consoles, codecs.
NO_MODEL = re.compile(
    r"^(cr\d{3,4}|lr\d+|sr\d+|18650|26650|ps[1-5]|win\d+|av1|vp9|lga\d+|hdcp\S*|en\d+|covid\S*)$", re.IGNORECASE
)

# Words that end the description of a product: what follows is asked of it.
VERBS = words(
    """
    is are was does do did has have had weigh weighs cost costs come comes support supports work works last lasts can
    will what whats how when where which why under over below above than if compatible print prints fit fits be still
    available
    take takes hold holds use uses need needs run runs charge charges ship ships deliver delivers send sends
    """
)

# Words after which a name is what a product is used with, not the product asked about.
COMPANION = re.compile(
    r"\b(works?|working|compatible|fits?|connects?|pairs?|paired|used?|using|supports?|suitable|plugs?|charges?|"
    r"attach(?:es)?|mounts?|hooks?|runs?|match(?:es)?)\b",
    re.IGNORECASE,
)

# How many of something a word says.
NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "dozen": 12,
    "single": 1, "dual": 2, "double": 2, "triple": 3,
}  # fmt: skip
