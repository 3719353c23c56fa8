"""Settings come from the environment, or fail naming the variable."""

from __future__ import annotations

import pickle

import pytest

from retrieval.errors import IndexMissing, IndexUnavailable, InputInvalid, SchemaMismatch, SettingsInvalid
from retrieval.settings import RetrievalSettings


def test_settings_of_an_empty_environment() -> None:
    settings = RetrievalSettings.from_environment({})
    assert (settings.shop, settings.elasticsearch_url) == ("demo", "http://127.0.0.1:9200")
    assert settings.elasticsearch_api_key is None


def test_settings_take_the_local_port_unless_a_url_is_given() -> None:
    port = {"SHOPCLERK_ELASTICSEARCH_PORT": "9333"}
    assert RetrievalSettings.from_environment(port).elasticsearch_url == "http://127.0.0.1:9333"
    both = {**port, "ELASTICSEARCH_URL": "https://search.example:443"}
    assert RetrievalSettings.from_environment(both).elasticsearch_url == "https://search.example:443"


def test_settings_never_show_the_key() -> None:
    settings = RetrievalSettings.from_environment({"ELASTICSEARCH_API_KEY": "hush-hush"})
    assert "hush-hush" not in repr(settings)
    assert settings.elasticsearch_api_key == "hush-hush"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SHOPCLERK_SHOP", "My Shop"),
        ("SHOPCLERK_SHOP", "*"),
        ("SHOPCLERK_SHOP", "-x"),
        ("SHOPCLERK_SHOP", "a" * 49),
        ("ELASTICSEARCH_URL", "localhost:9200"),
        ("SHOPCLERK_ELASTICSEARCH_PORT", "0"),
        ("SHOPCLERK_ELASTICSEARCH_PORT", "http"),
        ("SHOPCLERK_ELASTICSEARCH_TIMEOUT_S", "soon"),
        ("SHOPCLERK_ELASTICSEARCH_TIMEOUT_S", "-1"),
        ("SHOPCLERK_ELASTICSEARCH_TIMEOUT_S", "nan"),
    ],
)
def test_settings_name_the_variable_that_is_wrong(variable: str, value: str) -> None:
    with pytest.raises(SettingsInvalid, match=variable) as caught:
        RetrievalSettings.from_environment({variable: value})
    assert caught.value.got == value


@pytest.mark.parametrize(
    "error",
    [
        IndexUnavailable("http://127.0.0.1:1", "refused"),
        IndexMissing("shopclerk-demo-products"),
        SchemaMismatch("alias", "384", "64"),
        InputInvalid("file, line 2", "a rating", "x"),
        SettingsInvalid("SHOPCLERK_SHOP", "a name", "*"),
    ],
)
def test_errors_pickle_with_their_data(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
