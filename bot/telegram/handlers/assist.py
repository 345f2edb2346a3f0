"""What people of the desk hand in privately: a customer's words, forwarded or pasted."""

from functools import partial

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message, User

from bot.desk.assist import Given, choose_tone, hand_in, keep_words
from bot.storage.effects import answer
from bot.telegram.callbacks import Press, unpack
from bot.telegram.circle import OfTheDesk
from bot.telegram.desk import Desk
from bot.telegram.filters import When
from bot.telegram.handed import part_of
from bot.telegram.reading import actor_of, words_of
from bot.telegram.work import Work


def build_router() -> Router:
    """Build it; commands are others' business, and a topic in the private chat is a customer's."""
    router = Router(name=__name__)
    private, sender, desk = (
        When((F.chat.type == "private") & ~F.message_thread_id),
        F.from_user.as_("sender"),
        OfTheDesk(),
    )
    words = F.func(words_of)
    router.message(private, When(words & (F.forward_origin | ~words.startswith("/"))), desk, When(sender))(take_words)
    router.message(private, When(F.photo), desk)(refuse_picture)
    router.message(private, When(~words & F.content_type.in_(WORDLESS)), desk)(refuse_wordless)
    return router


def build_presses() -> Router:
    """Build the buttons below such cards; whoever is not of the desk is left to the routers after this one."""
    router = Router(name=f"{__name__}.presses")
    known, sender = When(F.data.func(unpack).as_("press")), When(F.from_user.as_("sender"))
    for action, handle in (("as_tone", show_tone), ("as_keep", keep)):
        named = When(F.data.split(":")[1] == action)
        router.callback_query(named, known, OfTheDesk(), sender)(handle)
    return router


WORDLESS = frozenset(
    {"voice", "video", "video_note", "audio", "document", "sticker", "animation", "location", "contact"}
)


async def take_words(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """Have the words read; nobody but the agent sees what comes of it."""
    work.message = (message.chat.id, message.message_id)
    answered = message.reply_to_message.message_id if message.reply_to_message else None
    given = Given(part_of(message), message.chat.id, answered)
    work.add(partial(hand_in, action=desk.action(actor_of(sender)), given=given))


async def refuse_picture(message: Message, work: Work) -> None:
    """Say that text in pictures is not read here."""
    work.message = (message.chat.id, message.message_id)
    work.say(answer("assist_picture"))


async def refuse_wordless(message: Message, work: Work) -> None:
    """Say that only words are read."""
    work.message = (message.chat.id, message.message_id)
    work.say(answer("assist_wordless"))


async def show_tone(query: CallbackQuery, press: Press, sender: User, desk: Desk, work: Work) -> None:
    """Swap the reply on the card."""
    work.callback_id = query.id
    action = desk.action(actor_of(sender))
    work.add(partial(choose_tone, action=action, assist_id=press.numbers[0], tone=press.words[0]))


async def keep(query: CallbackQuery, press: Press, sender: User, desk: Desk, work: Work) -> None:
    """Keep the words as a note with their writer."""
    work.callback_id = query.id
    work.add(partial(keep_words, action=desk.action(actor_of(sender)), assist_id=press.numbers[0]))
