"""How Elasticsearch keeps a shop: analyzers and fields of the products, evidence and policies indexes.

Attributes are stored, and indexed in two flattened fields (`retrieval.facets`): a catalogue of thousands of attribute
names must not become thousands of fields.
"""

from __future__ import annotations

from typing import Any

# An index made under another version of its part's schema is made afresh: raise it with every change of fields.
PRODUCT_SCHEMA = 3
PASSAGE_SCHEMA = 1

_KEYWORD: dict[str, Any] = {"type": "keyword", "ignore_above": 512}
_STORED: dict[str, Any] = {"type": "object", "enabled": False}
_TEXT: dict[str, Any] = {"type": "text", "analyzer": "shop_english"}

_ANALYSIS: dict[str, Any] = {
    "filter": {
        "english_possessive": {"type": "stemmer", "language": "possessive_english"},
        "english_stop": {"type": "stop", "stopwords": "_english_"},
        "english_stem": {"type": "stemmer", "language": "english"},
        # A model number is kept whole, split at its separators and letter-digit borders, and written together.
        "split_models": {
            "type": "word_delimiter_graph",
            "preserve_original": True,
            "catenate_all": True,
            "split_on_case_change": False,
            "stem_english_possessive": False,
            "adjust_offsets": False,
        },
    },
    "analyzer": {
        "shop_english": {
            "type": "custom",
            "tokenizer": "standard",
            "filter": ["english_possessive", "lowercase", "asciifolding", "english_stop", "english_stem"],
        },
        "models_index": {
            "type": "custom",
            "tokenizer": "whitespace",
            "filter": ["lowercase", "asciifolding", "split_models", "flatten_graph", "unique"],
        },
        "models_query": {
            "type": "custom",
            "tokenizer": "whitespace",
            "filter": ["lowercase", "asciifolding", "split_models", "unique"],
        },
    },
}


def settings() -> dict[str, Any]:
    """One shard, no replica: what a single node needs; a cluster's operator raises them."""
    return {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}, "analysis": _ANALYSIS}


def product_mapping(embedding_dims: int) -> dict[str, Any]:
    """Fields of a product; whatever is not named here is kept and not indexed."""
    models = {"type": "text", "analyzer": "models_index", "search_analyzer": "models_query"}
    return {
        "dynamic": False,
        "properties": {
            "id": _KEYWORD,
            "title": {**_TEXT, "fields": {"models": models}},
            "brand": _TEXT,
            "product_type": _TEXT,
            "short_text": _TEXT,
            "identifier_text": models,
            "identifier_keys": _KEYWORD,
            "confusion_keys": {**_KEYWORD, "doc_values": False},
            "title_key": _KEYWORD,
            "naming_words": _KEYWORD,
            "brand_key": _KEYWORD,
            "item_group_id": _KEYWORD,
            "group_key": _KEYWORD,
            "active": {"type": "boolean"},
            "tombstone": {"type": "boolean"},
            "version": {"type": "long"},
            "attributes": _STORED,
            "attribute_measures": {"type": "flattened"},
            "attribute_words": {"type": "flattened"},
            "type_keys": _KEYWORD,
            "identifiers": _STORED,
            "offer": {
                "dynamic": False,
                "properties": {
                    "price_minor": {"type": "long"},
                    "sale_price_minor": {"type": "long"},
                    "sale_ends": {"type": "date"},
                    "availability": _KEYWORD,
                    "version": {"type": "long"},
                },
            },
            "embedding": _vector(embedding_dims),
        },
    }


def passage_mapping(embedding_dims: int) -> dict[str, Any]:
    """Fields of a passage or a policy section, under the names that Haystack's document store reads."""
    return {
        "dynamic": False,
        "properties": {
            "id": _KEYWORD,
            "content": _TEXT,
            "heading": _TEXT,
            "title": _TEXT,
            "kind": _KEYWORD,
            "policy": _KEYWORD,
            "product_id": _KEYWORD,
            "attribute": _KEYWORD,
            "source": _KEYWORD,
            "url": {"type": "keyword", "index": False, "doc_values": False},
            "active": {"type": "boolean"},
            "tombstone": {"type": "boolean"},
            "version": {"type": "long"},
            "as_of": {"type": "date"},
            "embedding": _vector(embedding_dims),
        },
    }


def _vector(dims: int) -> dict[str, Any]:
    return {
        "type": "dense_vector",
        "dims": dims,
        "index": True,
        "similarity": "cosine",
        "index_options": {"type": "int8_hnsw"},
    }
