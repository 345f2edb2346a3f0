"""From buttons to what the desk does: one file a subject, gathered here."""

from collections.abc import Mapping
from typing import Final

from bot.telegram.deeds import cards, channels, followups, incidents, messages, service, team
from bot.telegram.deeds.deed import Deed

DEEDS: Final[Mapping[str, Deed]] = {
    **cards.DEEDS,
    **service.DEEDS,
    **incidents.DEEDS,
    **followups.DEEDS,
    **messages.DEEDS,
    **team.DEEDS,
    **channels.DEEDS,
}
