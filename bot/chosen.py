"""Lays what an owner chose by chat under the environment and `shop.yaml`: what is written there comes first."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.settings import Settings
from playbooks.yamlfile import read_yaml

logger = logging.getLogger(__name__)

IDS: Final = ("staff_chat", "agents", "leads", "owners")
# Settings that may be chosen by chat, and sections of shop.yaml that may.
FROM_CHAT: Final = (*IDS, "timezone", "language", "playbooks")
OF_SHOP: Final = ("name", "languages", "hours")
# A change of one of these starts the bot's parts anew.
IN_FORCE: Final = (*FROM_CHAT, *OF_SHOP, "done")


def with_chosen(settings: Settings, chosen: Mapping[str, Any]) -> Settings:
    """Fill in what the environment leaves open."""
    open_ = {name: chosen[name] for name in FROM_CHAT if name in chosen and name not in settings.model_fields_set}
    read = {name: _read(name, value) for name, value in open_.items()}
    if "playbooks" in read and not read["playbooks"].is_dir():  # of another machine, or gone: no reason not to start
        logger.warning("the folder of playbooks that was made by chat is not here: %s", read.pop("playbooks"))
    return settings.model_copy(update=read) if read else settings


def shop_under(chosen: Mapping[str, Any]) -> dict[str, object]:
    """Give the sections of shop.yaml that were chosen by chat."""
    return {name: chosen[name] for name in OF_SHOP if name in chosen}


def fixed_by(settings: Settings) -> frozenset[str]:
    """Name what the environment and shop.yaml say, which chat cannot change."""
    own = read_yaml(settings.shop).keys() if settings.shop else ()
    return frozenset({*settings.model_fields_set} & {*FROM_CHAT}) | ({*own} & {*OF_SHOP})


def _read(name: str, value: Any) -> Any:
    if name in IDS:
        return tuple(int(each) for each in value)
    return Path(value) if name == "playbooks" else value
