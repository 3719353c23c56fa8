"""The gateway's settings, read once from the environment.

SHOPCLERK_HOST, SHOPCLERK_PORT      where the gateway listens (127.0.0.1, 8080)
SHOPCLERK_STATE_DIR                 where its SQLite file lies (var)
SHOPCLERK_GATEWAY_DATABASE_URL      sessions and outbox; default sqlite under the state directory
SHOPCLERK_RASA_URL                  the dialogue (http://127.0.0.1:5005)
SHOPCLERK_RASA_DEADLINE             seconds until a late answer is given up (8)
SHOPCLERK_RASA_CONCURRENCY          questions the dialogue works on at once (16)
SHOPCLERK_RESTART_TURNS             turns after which the dialogue's tracker begins anew, slots kept (0 = never:
                                    the dialogue of this repository sees to that itself)
SHOPCLERK_PUBLIC_URL                the shop's address as customers see it; makes links absolute
SHOPCLERK_ALLOWED_ORIGINS           other websites that may use the widget: origins, separated by commas
SHOPCLERK_SESSION_SECRET            keys the stored hashes of session ids; changing it ends every session
SHOPCLERK_SESSION_HOURS             how long a session lives (24)
SHOPCLERK_RATE_LIMIT_SESSION        messages per session ("30/minute"; several with ";"; "off")
SHOPCLERK_RATE_LIMIT_ADDRESS        requests per client address ("300/minute"; "off")
SHOPCLERK_RATE_LIMIT_STORE          async+memory:// or async+redis://host:6379/0 where several gateways run
SHOPCLERK_TRUSTED_PROXIES           proxies whose X-Forwarded-For is believed, separated by commas (none)
SHOPCLERK_RETENTION_DAYS            after which conversations are deleted (30)
SHOPCLERK_METRICS_PORT              serves Prometheus metrics on this port of 127.0.0.1 only; unset = not at all
SHOPCLERK_DEMO_SHOP                 folder of the demo data: serves the demo shop's pages
SHOPCLERK_DEMO_POLICIES             folder of its policies (catalog/demo/policies beside this package)
SHOPCLERK_DEMO_SHOP_TOML            its name and contact (catalog/demo/shop.toml beside this package)
SHOPCLERK_SHOP                      the shop whose products webhooks speak of (demo)
SHOPCLERK_SHOPIFY_WEBHOOK_SECRET, SHOPCLERK_WOOCOMMERCE_WEBHOOK_SECRET
                                    open /webhooks/shopify and /webhooks/woocommerce; with _PREVIOUS after their
                                    names, the secret that is being replaced and still holds
SHOPCLERK_SHOPIFY_DOMAIN            the only shop that is taken, as acme.myshopify.com (any whose webhooks are signed)
SHOPCLERK_WEBHOOK_MAX_KB            the largest product that is taken (2048)
SHOPCLERK_DATABASE_URL              the catalogue's state with the webhooks' inbox (SQLite in the state directory)
CELERY_BROKER_URL                   where the catalogue's workers are woken up (files under the state directory)
TELEGRAM_BOT_TOKEN, TELEGRAM_WEBHOOK_SECRET, TELEGRAM_API_URL   the Telegram channel; off until the first two are set
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from channels.errors import SettingsError

REPOSITORY = Path(__file__).resolve().parent.parent
TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def _split(value: object) -> object:
    return (
        tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        if isinstance(value, str)
        else value
    )


def _without_slash(value: object) -> object:
    return value.rstrip("/") if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_split)]
Url = Annotated[str, BeforeValidator(_without_slash), Field(pattern=r"^https?://[^\s/]+")]
Secret = SecretStr | None
SHORTEST_SECRET = 8


class GatewaySettings(BaseModel):
    """What one gateway process needs to know; frozen, and wrong values fail at start."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")

    host: str = Field("127.0.0.1", alias="SHOPCLERK_HOST")
    port: int = Field(8080, alias="SHOPCLERK_PORT", ge=0, le=65535)
    state_dir: Path = Field(Path("var"), alias="SHOPCLERK_STATE_DIR")
    gateway_database_url: str | None = Field(None, alias="SHOPCLERK_GATEWAY_DATABASE_URL")
    rasa_url: Url = Field("http://127.0.0.1:5005", alias="SHOPCLERK_RASA_URL")
    rasa_deadline_s: float = Field(8.0, alias="SHOPCLERK_RASA_DEADLINE", gt=0, le=120)
    rasa_concurrency: int = Field(16, alias="SHOPCLERK_RASA_CONCURRENCY", ge=1)
    restart_turns: int = Field(0, alias="SHOPCLERK_RESTART_TURNS", ge=0)
    public_url: Url | None = Field(None, alias="SHOPCLERK_PUBLIC_URL")
    allowed_origins: Names = Field((), alias="SHOPCLERK_ALLOWED_ORIGINS")
    session_secret: SecretStr = Field(SecretStr(""), alias="SHOPCLERK_SESSION_SECRET")
    session_hours: float = Field(24.0, alias="SHOPCLERK_SESSION_HOURS", gt=0)
    rate_limit_session: str = Field("30/minute", alias="SHOPCLERK_RATE_LIMIT_SESSION")
    rate_limit_address: str = Field("300/minute", alias="SHOPCLERK_RATE_LIMIT_ADDRESS")
    rate_limit_store: str = Field(
        "async+memory://", alias="SHOPCLERK_RATE_LIMIT_STORE", pattern=r"^async\+(memory|redis|rediss)://"
    )
    trusted_proxies: Names = Field((), alias="SHOPCLERK_TRUSTED_PROXIES")
    retention_days: float = Field(30.0, alias="SHOPCLERK_RETENTION_DAYS", gt=0)
    metrics_port: int | None = Field(None, alias="SHOPCLERK_METRICS_PORT", ge=0, le=65535)
    demo_shop: Path | None = Field(None, alias="SHOPCLERK_DEMO_SHOP")
    demo_policies: Path = Field(REPOSITORY / "catalog/demo/policies", alias="SHOPCLERK_DEMO_POLICIES")
    demo_shop_toml: Path = Field(REPOSITORY / "catalog/demo/shop.toml", alias="SHOPCLERK_DEMO_SHOP_TOML")
    shop: str = Field("demo", alias="SHOPCLERK_SHOP", pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$")
    catalogue_database_url: str | None = Field(None, alias="SHOPCLERK_DATABASE_URL")
    broker_url: str = Field("", alias="CELERY_BROKER_URL")
    shopify_secret: Secret = Field(None, alias="SHOPCLERK_SHOPIFY_WEBHOOK_SECRET")
    shopify_previous: Secret = Field(None, alias="SHOPCLERK_SHOPIFY_WEBHOOK_SECRET_PREVIOUS")
    shopify_domain: str | None = Field(None, alias="SHOPCLERK_SHOPIFY_DOMAIN", pattern=r"^[a-z0-9.-]+$")
    woocommerce_secret: Secret = Field(None, alias="SHOPCLERK_WOOCOMMERCE_WEBHOOK_SECRET")
    woocommerce_previous: Secret = Field(None, alias="SHOPCLERK_WOOCOMMERCE_WEBHOOK_SECRET_PREVIOUS")
    webhook_max_kb: int = Field(2_048, alias="SHOPCLERK_WEBHOOK_MAX_KB", ge=1, le=65_536)
    telegram_bot_token: SecretStr | None = Field(None, alias="TELEGRAM_BOT_TOKEN")
    telegram_webhook_secret: SecretStr | None = Field(None, alias="TELEGRAM_WEBHOOK_SECRET")
    telegram_api_url: Url = Field("https://api.telegram.org", alias="TELEGRAM_API_URL")

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _telegram_takes_only_these(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TELEGRAM_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("expected 1 to 256 of the characters A-Z a-z 0-9 _ -")
        return value

    @field_validator("shopify_secret", "shopify_previous", "woocommerce_secret", "woocommerce_previous")
    @classmethod
    def _secret_cannot_be_guessed(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"expected at least {SHORTEST_SECRET} characters")
        return value

    @property
    def catalogue_database(self) -> str:
        """The catalogue's state."""
        return self.catalogue_database_url or f"sqlite:///{(self.state_dir / 'catalog.sqlite3').absolute()}"

    @property
    def database_url(self) -> str:
        """The database of sessions and outbox."""
        return self.gateway_database_url or f"sqlite:///{(self.state_dir / 'gateway.sqlite').absolute()}"


def load_settings(environment: Mapping[str, str] | None = None) -> GatewaySettings:
    """Settings from the environment; raises SettingsError naming each variable that is wrong."""
    given = os.environ if environment is None else environment
    try:
        return GatewaySettings.model_validate({name: value for name, value in given.items() if value.strip()})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False)
        )
        raise SettingsError(f"The gateway cannot start with these settings. {problems}") from error
