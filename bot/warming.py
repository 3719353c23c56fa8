"""What the first question would otherwise wait for, done before it comes."""

from __future__ import annotations

from decimal import Decimal

import structlog

from bot.answering.pipeline import AnsweringPipeline
from retrieval.errors import RetrievalError
from retrieval.measures.quantity import Quantity, is_same

_log = structlog.get_logger(__name__)
_QUESTION = "how heavy is it?"
_PRODUCTS = 20


def warmed(pipeline: AnsweringPipeline) -> AnsweringPipeline:
    """The same pipeline, its index asked once, the units read and some products' attributes embedded.

    An index that cannot be asked yet is logged; the pipeline answers all the same.
    """
    is_same(Quantity(Decimal(1), "kilogram"), Quantity(Decimal(1), "pound"))
    try:
        products = pipeline.search.search(_QUESTION, limit=_PRODUCTS)
    except RetrievalError as error:
        _log.warning("index_not_warmed", error=str(error))
        return pipeline
    for product in products:
        pipeline.ranker.rank(_QUESTION, product.attributes)
    _log.info("warmed", products=len(products))
    return pipeline
