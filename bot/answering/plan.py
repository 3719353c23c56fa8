"""What to say to a question, decided from its match, its words and the evidence; the intent only breaks ties."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.answering.kinds import is_comparison, is_summary, is_worded_as_search
from bot.answering.model_words import holds_model_words
from bot.answering.naming import short_name, with_code
from bot.answering.narrowing import MOST_SHOWN, vocabulary
from bot.answering.planning.alternatives import followed_search
from bot.answering.planning.clarify import is_meant_plan, not_found_plan, which_one_plan, which_product_plan
from bot.answering.planning.compare import comparison_claims
from bot.answering.planning.each import certain_plans, each_plan, joined_plan
from bot.answering.planning.facts import product_sources
from bot.answering.planning.policy import (
    LIKELY,
    SURE,
    policy_follow_up,
    policy_not_stated_plan,
    policy_plan,
    policy_section,
    speaks_of_policy,
)
from bot.answering.planning.product import ProductPlanner
from bot.answering.planning.search import search_plan
from bot.answering.planning.smalltalk import is_smalltalk, smalltalk_plan
from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.resolution import Resolution, several
from bot.answering.resolve import says_only_a_name
from bot.answering.types import AnswerPlan, Focus, ProductMatch, Question
from bot.answering.wishes.finder import Finder
from bot.answering.wishes.wish import wish_of
from retrieval.naming import naming_words
from retrieval.schema import Product

_OF_ONE = re.compile(r"\b(?:what(?: is|'s| are)|which|how|tell me|need to know)\b|\w (?:of|on) ", re.IGNORECASE)

_HOW_TO = re.compile(
    r"\b(?:how (?:do|can|should|would) (?:i|we|you)|how to|how often|where (?:do|can) i)\b", re.IGNORECASE
)
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Planner:
    """Chooses the kind of answer; each kind has a file of its own in `planning`."""

    products: ProductPlanner
    finder: Finder

    def plan(self, question: Question, reading: Reading, resolution: Resolution, *, wants_search: bool) -> AnswerPlan:
        """The plan of a reply; raises `retrieval.RetrievalError`."""
        match, intent = resolution.match, question.intent
        names_product = match.mention is not None or question.chosen_product_id is not None
        searched = None if names_product else followed_search(reading, self.products.lookup, self.finder, question)
        if searched:
            return searched
        if intent is not None and is_smalltalk(intent, reading, names_product=names_product):
            return smalltalk_plan(intent, self.products.shop, question.focus)
        asked = Reading(_carried_over(question, resolution.asked))
        followed = None if names_product else self._policy_followed(match.products, reading, question)
        if followed:
            return followed
        if match.status == "unknown":
            return self._policy_about(reading, question) or self._unknown(match, asked, question)
        if match.status == "ambiguous":
            return self._policy_about(asked, question) or self._which_one(match, asked, question)
        if match.status == "none":
            return self._no_product(question, reading, wants_search=wants_search)
        if len(match.products) > 1:
            return self._comparison(match.products, asked, question)
        plan = self._product(match.products[0], asked, question, named=names_product)
        return _named_as_asked(plan, match.products[0], match.mention)

    def _which_one(self, match: ProductMatch, asked: Reading, question: Question) -> AnswerPlan:
        """What is certain and what holds for every version alike; of the first that is neither, asks which one."""
        if match.beside and is_comparison(asked.text):
            return which_one_plan(match, asked.text, question, self.products.shop)
        told, left = certain_plans(self.products, (match.products, *match.beside), asked, question)
        if left:
            open_match = match if left[0] == match.products else several(left[0])
            told.append(which_one_plan(open_match, asked.text, question, self.products.shop))
        return joined_plan(told)

    def _unknown(self, match: ProductMatch, asked: Reading, question: Question) -> AnswerPlan:
        """That nobody has a name, or whether what holds it is meant; first what is asked of those named beside it."""
        shop = self.products.shop
        plan = (
            is_meant_plan(match.proposals[:MOST_SHOWN], asked.text, shop, question, mention=match.mention)
            if match.within_names
            else not_found_plan(match, asked.text, question, shop)
        )
        if not match.beside or is_comparison(asked.text):
            return plan
        told, _ = certain_plans(self.products, match.beside, asked, question)
        return joined_plan((*told, plan))

    def _product(self, product: Product, asked: Reading, question: Question, *, named: bool) -> AnswerPlan:
        """About one product: its own data first, then a policy, then that it is not stated."""
        planner, intent = self.products, question.intent
        if intent == "out_of_scope" and not (named or asked.points) and not _speaks_of(product, asked):
            return smalltalk_plan("out_of_scope", planner.shop, question.focus)
        of_policy = intent == "ask_policy" or speaks_of_policy(asked.text)
        if (
            of_policy
            and not planner.offer(product, asked, question.asked_at)
            and not _names_attribute(planner, product, asked)
        ):
            section = policy_section(asked, planner.evidence, at_least=LIKELY)
            if section:
                return policy_plan(asked, section, question.focus)
        answer = planner.plan(product, asked, question)
        if answer:
            return answer
        section = policy_section(asked, planner.evidence, at_least=SURE)
        if section:
            return policy_plan(asked, section, question.focus)
        if intent == "ask_policy" and not named:
            return policy_not_stated_plan(question.focus)
        return planner.not_stated(product, asked, question)

    def _policy_followed(
        self, products: tuple[Product, ...], reading: Reading, question: Question
    ) -> AnswerPlan | None:
        """What the policy spoken of says to a question that goes on from it; None for a question of a product."""
        asked = policy_follow_up(reading, question.focus)
        if asked is None or any(self.products.attribute(product, reading) for product in products[:1]):
            return None
        section = policy_section(asked, self.products.evidence, at_least=LIKELY, said=reading)
        return policy_plan(reading, section, question.focus) if section else policy_not_stated_plan(question.focus)

    def _policy_about(self, asked: Reading, question: Question) -> AnswerPlan | None:
        """A policy where the question is one of policy, or of how to do something, whichever product it mentions."""
        of_policy = question.intent == "ask_policy"
        if not (of_policy or _HOW_TO.search(asked.text)) or asked.asks_price or asked.asks_stock:
            return None
        section = policy_section(asked, self.products.evidence, at_least=LIKELY if of_policy else SURE)
        return policy_plan(asked, section, question.focus) if section else None

    def _no_product(self, question: Question, reading: Reading, *, wants_search: bool) -> AnswerPlan:
        intent, shop = question.intent, self.products.shop
        of_policy = intent == "ask_policy" or speaks_of_policy(reading.text)
        section = policy_section(reading, self.products.evidence, at_least=LIKELY if of_policy else SURE)
        if section and (not wants_search or intent == "ask_policy" or _HOW_TO.search(reading.text)):
            return policy_plan(reading, section, question.focus)
        if wants_search:
            found = search_plan(reading, self.finder, question)
            if found:
                return self._if_meant(found, reading, question)
        if intent == "out_of_scope":
            return smalltalk_plan("out_of_scope", shop, question.focus)
        if intent == "ask_policy" and not reading.asks_price:
            return policy_not_stated_plan(question.focus)
        if not (reading.points or reading.asks_stock or reading.asks_price):
            seeks = self._says_a_kind(reading)
            found = search_plan(reading, self.finder, question, only_if_found=not seeks)
            if found:
                return found if seeks else self._ask_if_meant(found, reading, question)
        return which_product_plan(reading.text, question)

    def _says_a_kind(self, reading: Reading) -> bool:
        """Whether the words only say what kind of thing is looked for, as in a search box: "4K tv"."""
        wish = wish_of(reading)
        if wish.head is None or reading.points or _asks_about_one(reading) or holds_model_words(reading.text):
            return False
        sought = self.finder.sought(wish)
        labels = (frozenset(naming_words(one.label)) for each in sought.surveyed for one in each.attributes)
        if any(label.issuperset(wish.asked) for label in labels):
            return False
        return any(self.finder.is_looked_for(each, sought) for each in sought.alike)

    def _if_meant(self, found: AnswerPlan, reading: Reading, question: Question) -> AnswerPlan:
        """What a search found; where a certain product was asked about, only proposed, with nothing stated of it."""
        if found.outcome != "answer" or is_worded_as_search(reading.text):
            return found
        asks = _asks_about_one(reading) and self.products.attribute(self._products_of(found)[0], reading)
        certain = holds_model_words(reading.text) or asks
        return self._ask_if_meant(found, reading, question) if certain else found

    def _ask_if_meant(self, found: AnswerPlan, reading: Reading, question: Question) -> AnswerPlan:
        return is_meant_plan(self._products_of(found), reading.text, self.products.shop, question)

    def _products_of(self, found: AnswerPlan) -> list[Product]:
        return self.products.lookup.by_ids(found.product_ids)

    def _comparison(self, products: tuple[Product, ...], asked: Reading, question: Question) -> AnswerPlan:
        planner = self.products
        if len(products) > _PAIR or (asked.asks_stock and not is_comparison(asked.text)):
            return each_plan(planner, products, asked, question)
        claims = comparison_claims(products, asked, planner.ranker, planner.shop, question.asked_at)
        ids = tuple(product.id for product in products)
        focus = Focus(ids, pending_question=asked.text, page_product_id=question.page_product_id)
        stated = any(claim.facts for claim in claims)
        return AnswerPlan(
            "answer" if stated else "not_stated",
            claims,
            sources=product_sources(products, claims),
            focus=focus,
            product_ids=ids,
        )


def _names_attribute(planner: ProductPlanner, product: Product, asked: Reading) -> bool:
    """Whether an attribute answers whose whole name is said: "shipping" alone does not ask for the shipping weight."""
    answer = planner.attribute(product, asked)
    if answer is None:
        return False
    return {stem(word) for word in tokens_of(answer.attribute.label)} <= {stem(word) for word in asked.tokens}


def _asks_about_one(reading: Reading) -> bool:
    """Whether the words ask something of a thing, rather than for one: "what is the … of", "does the … have"."""
    return bool(_OF_ONE.search(reading.text)) or reading.is_yes_no


def _speaks_of(product: Product, asked: Reading) -> bool:
    """Whether every content word of a question stands in the product's data, or it asks its price or stock."""
    known = vocabulary(product)
    return asked.asks_price or asked.asks_stock or all(stem(word) in known for word in asked.content)


def _named_as_asked(plan: AnswerPlan, product: Product, mention: str | None) -> AnswerPlan:
    """The plan with the product's name followed by the code it was asked by."""
    short, name = short_name(product), with_code(product, mention)
    if name == short:
        return plan
    claims = tuple(
        replace(c, values={**c.values, "product": name}) if c.values.get("product") == short else c for c in plan.claims
    )
    return replace(plan, claims=claims)


def _carried_over(question: Question, asked: str) -> str:
    """The question itself, or the one under discussion when only another product is named."""
    pending = question.focus.pending_question
    if pending and says_only_a_name(asked) and not is_comparison(asked) and not is_summary(asked):
        return pending
    return asked
