"""The environment, read here and nowhere else."""

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "TRIAGE_"
OFFICIAL_API = "https://api.telegram.org"

Ids = Annotated[tuple[int, ...], NoDecode]


class SettingsError(Exception):
    """A setting is missing or wrong; the sentence names it and says what would be right."""


class Settings(BaseSettings):
    """Every setting, from `TRIAGE_…` variables and `.env`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    bot_token: SecretStr | None = Field(default=None, description="The bot's token from @BotFather.")
    telegram_api: str = Field(default=OFFICIAL_API, description="Base address of the Bot API server.")
    database_url: str | None = Field(
        default=None, description="sqlite:///FILE, postgresql+asyncpg://… or postgresql+psycopg://…"
    )
    data: Path = Field(default=Path("data"), description="Folder for the SQLite file.")
    staff_chat: Ids = Field(default=(), description="Id of the agents' forum group, or several with commas.")
    agents: Ids = Field(default=(), description="Telegram ids of agents; empty means everybody in the staff group.")
    leads: Ids = Field(default=(), description="Telegram ids of leads, who are alerted privately.")
    owners: Ids = Field(
        default=(),
        description="Telegram ids of owners, who may all that leads may and hear of danger that nobody took.",
    )
    timezone: str = Field(default="UTC", description="The shop's time zone, such as Europe/Amsterdam.")
    language: Literal["en", "ru"] = Field(default="en", description="Language of the desk.")
    shop: Path | None = Field(default=None, description="The shop's shop.yaml.")
    playbooks: Path | None = Field(default=None, description="Folder with the shop's own playbooks.")
    webhook_url: str | None = Field(default=None, description="Public https address; polling when not set.")
    webhook_secret: SecretStr | None = Field(default=None, description="Secret that Telegram sends with each update.")
    shopify_secret: SecretStr | None = Field(
        default=None, description="Signs Shopify's webhooks; the app's client secret."
    )
    woocommerce_secret: SecretStr | None = Field(default=None, description="Signs WooCommerce's webhooks.")
    shop_secret: SecretStr | None = Field(
        default=None, description="Signs what the shop's own pages send: engagement, and links that join a customer."
    )
    http_host: str = Field(default="127.0.0.1", description="Address to listen on.")
    http_port: int = Field(default=8080, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    log: Literal["plain", "json"] = Field(default="plain", description="Form of the logs: lines to read, or JSON.")
    alarm_url: str | None = Field(default=None, description="Called when danger goes unclaimed.")
    limits: Literal["on", "off"] = Field(default="on", description="Telegram's pacing; off only for the sandbox.")

    @field_validator("staff_chat", "agents", "leads", "owners", mode="before")
    @classmethod
    def _split_ids(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(_whole_number(part) for part in value.replace(",", " ").split())
        return (value,) if isinstance(value, int) else value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            near = [name for name in available_timezones() if name.lower().endswith(value.rsplit("/", 1)[-1].lower())]
            hint = f"; did you mean {min(near)}?" if near else ""
            raise ValueError(f"{value!r} is no time zone; write one like Europe/Amsterdam{hint}") from error
        return value

    @field_validator("telegram_api", "webhook_url", "alarm_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError(f"{value!r} is no address; write one that begins with https://")
        return value.rstrip("/") if value else value

    @property
    def heads(self) -> tuple[int, ...]:
        """Who may see and decide what agents may not: the leads, and the owners."""
        return tuple(dict.fromkeys((*self.leads, *self.owners)))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The address of the database, by default a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'triage.db'}"

    def require_token(self) -> str:
        """Hand out the token; refuses where none is set or it cannot be one."""
        if self.bot_token is None:
            raise SettingsError(
                "TRIAGE_BOT_TOKEN is not set: write the token that @BotFather gave you, or run `triage sandbox` to try without one"
            )
        token = self.bot_token.get_secret_value()
        number, _, secret = token.partition(":")
        if not number.isdigit() or not secret:
            raise SettingsError(
                "TRIAGE_BOT_TOKEN is no bot token: it looks like 123456789:AAE… (copy it again from @BotFather)"
            )
        return token

    def require_one_shop(self) -> None:
        """Refuse two shops: their order numbers and customer numbers would be taken for one another's."""
        if self.shopify_secret and self.woocommerce_secret:
            raise SettingsError(
                "TRIAGE_SHOPIFY_SECRET and TRIAGE_WOOCOMMERCE_SECRET are both set: one Triage serves one shop, "
                "since order 2000 of one is not order 2000 of the other; take one away"
            )

    def require_staff_chats(self) -> tuple[int, ...]:
        """Hand out the staff groups; refuses where none is set."""
        if not self.staff_chat:
            raise SettingsError(
                "TRIAGE_STAFF_CHAT is not set: write the id of the agents' group, a number like -1001234567890"
            )
        return self.staff_chat


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no Telegram id; write a whole number like -1001234567890") from error


def load_settings(**overrides: Any) -> Settings:
    """Read the environment; raises `SettingsError` with one sentence for the first thing that is wrong."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        words = str(first["msg"]).removeprefix("Value error, ")
        if "SECRET" in name or "TOKEN" in name:
            raise SettingsError(f"{name}: {words}") from None
        shown = "" if repr(first["input"]) in words else f" (got {first['input']!r})"
        raise SettingsError(f"{name}: {words}{shown}") from None
