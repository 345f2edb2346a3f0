"""What a customer is told about news of the shop, and what stands below a note that the shop began itself."""

from collections.abc import Collection
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from playbooks.shipped import shipped_texts, shipped_wording
from playbooks.templates import compiled

TEXTS: Final = Path(__file__).with_name("news.yaml")

News: TypeAlias = Literal["news_on", "news_off", "news_how", "automatic", "way_out"]
NEWS: Final[tuple[News, ...]] = get_args(News)


def say_news(news: News, lang: str | None, *, shop: str, formal: Collection[str]) -> str:
    """Say it in the customer's language, else in English; Telegram's `pt-BR` is read as `pt`."""
    spoken = (lang or "").partition("-")[0]
    variant, _ = shipped_wording(shipped_texts(TEXTS)[news], spoken, formal=spoken in formal)
    return compiled(variant.text).render({"shop": {"name": shop}})
