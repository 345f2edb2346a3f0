"""Takes Telegram off a message that an agent handed in: the words, and who wrote them where Telegram tells."""

from aiogram.types import Message, MessageOriginHiddenUser, MessageOriginUser

from bot.storage.assists import Part
from bot.telegram.reading import words_of


def part_of(message: Message) -> Part:
    """Read a part; a hidden writer has a name and no number."""
    text, origin = words_of(message), message.forward_origin
    if isinstance(origin, MessageOriginUser):
        return Part(text, True, origin.sender_user.first_name, origin.sender_user.id)
    if isinstance(origin, MessageOriginHiddenUser):
        return Part(text, True, next(iter(origin.sender_user_name.split()), None))
    return Part(text, forwarded=origin is not None)
