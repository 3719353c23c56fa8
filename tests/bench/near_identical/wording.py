"""The words around a model number: what is asked, and what it stands in."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from tests.bench.near_identical.gold import Family

_ASKED: Mapping[Family, Sequence[str]] = {
    "number": (
        "What is the {label} of the {name}?",
        "{name}: what's its {label}?",
        "Could you tell me the {label} for the {name}?",
        "Which {label} does the {name} have?",
        "I need to know the {label} of the {name}, please",
    ),
    "text": (
        "What is the {label} of the {name}?",
        "What {label} does the {name} have?",
        "Can you tell me the {label} of the {name}?",
        "{name} {label}?",
    ),
    "boolean": (
        "Does the {name} have {label}?",
        "Does {name} come with {label}?",
        "{label} on the {name}, yes or no?",
        "Is it true that the {name} has {label}?",
    ),
    "price": (
        "How much is the {name}?",
        "What does the {name} cost?",
        "price of {name}",
        "What's the price of the {name} today?",
    ),
    "stock": (
        "Is the {name} in stock?",
        "Is {name} available right now?",
        "Can I get the {name} today, is it in stock?",
    ),
    "have": ("Do you have the {name}?", "Do you sell the {name}?", "do you carry {name}"),
    "comparison": (
        "What is the difference between the {name} and the {other}?",
        "Compare the {name} with the {other}",
        "{name} or {other}, how do they differ?",
    ),
}
_AROUND = (
    "Hi there! My sister moved house and asked me to help her shop. {question} Thanks a lot for your help!",
    "Good evening, quick one before I order as a present for my father. {question}",
    "Hello, I saw this in a friend's office and liked it very much. {question} I would decide this week.",
    "sorry to bother you again 🙂 {question} thx",
)
_PASTED = (
    "Dear all,\nas agreed on Monday, here is what our office wants to order. Please read it to the end.\n",
    "The list was made by our administration after asking every team what it misses most.\n",
    "Delivery goes to the back door, where somebody will sign for it.\n",
    "Invoices go to accounting; they ask for one document for each delivery.\n",
    "Whoever has questions about the budget should talk to the team assistant.\n",
    "Nothing on this list replaces what was ordered in spring.\n",
    "Kind regards from the whole team, and a pleasant weekend to everybody!\n",
)


def asking(family: Family, names: Sequence[str], label: str | None, rng: random.Random) -> str:
    """A question of a family about one name, or two for a comparison."""
    template = rng.choice(_ASKED[family])
    return template.format(name=names[0], other=names[-1], label=label)


def in_sentence(question: str, rng: random.Random) -> str:
    """The question among a customer's other sentences."""
    return rng.choice(_AROUND).format(question=question)


def in_pasted_text(question: str, rng: random.Random) -> str:
    """The question somewhere in a long pasted text, of 1,500 to 10,000 characters."""
    lines = [_PASTED[0], *(rng.choice(_PASTED[1:-1]) for _ in range(rng.randint(24, 110))), _PASTED[-1]]
    place = rng.randint(1, len(lines) - 1)
    return "".join([*lines[:place], question + "\n", *lines[place:]])


def spoken(label: str) -> str:
    """A label as it stands within a sentence: its first letter small, unless it begins an abbreviation."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]
