"""Messages that customers send in private chats."""

from collections.abc import Collection

from aiogram import F, Router
from aiogram.types import Message, User

from bot.desk.greet import greet, greet_customer
from bot.desk.linking import Linking
from bot.telegram.desk import Desk
from bot.telegram.filters import When
from bot.telegram.kinds import CONTENT
from bot.telegram.reading import incoming_of, words_of
from bot.telegram.work import Work
from bot.triage import Triage

# What opens a chat; words behind it are a message like any other.
BARE_START = r"^/start(@\w+)?(\s+[\w-]{1,64})?$"


def build_router(agents: Collection[int]) -> Router:
    router = Router(name=__name__)
    private = When((F.chat.type == "private") & ~F.chat.id.in_(set(agents)))
    router.message.filter(private)
    router.edited_message.filter(private)
    content, sender = When(F.content_type.in_(CONTENT)), When(F.from_user.as_("sender"))
    router.message(When(F.text.regexp(BARE_START)), sender)(welcome)
    # Only one's own number says who one is; a card of somebody else, or a forwarded one, is a message like any other.
    own = When(F.contact & (F.contact.user_id == F.from_user.id) & ~F.forward_origin & ~F.via_bot)
    router.message(own, When(F.contact.phone_number.as_("phone")), sender)(take_number)
    router.message(content, sender)(triage_message)
    router.edited_message(content, sender)(triage_edit)
    return router


async def welcome(message: Message, sender: User, desk: Desk, triage: Triage, work: Work) -> None:
    """Greet; a topic is made at the first message, not before. What came behind /start may join a shop account."""
    _, *token = words_of(message).split()
    work.effects += await Linking(triage, desk.shop_secret).by_token(incoming_of(message, sender), "".join(token))
    work.add(
        greet_customer(
            message.chat.id,
            shop=desk.shop.name,
            machine_now=desk.clocks.machine(),
            lang=sender.language_code,
        )
    )


async def take_number(message: Message, phone: str, sender: User, desk: Desk, triage: Triage, work: Work) -> None:
    """Join by the sender's own number; the answer is the same whether the shop knows it or not."""
    thanks = greet(
        message.chat.id,
        shop=desk.shop.name,
        machine_now=desk.clocks.machine(),
        key="contact_thanks",
        lang=sender.language_code,
    )
    work.effects += await Linking(triage).by_contact(incoming_of(message, sender), phone, thanks)


async def triage_message(message: Message, sender: User, triage: Triage, work: Work) -> None:
    """Triage the message; what is to be said becomes outgoing rows of this work."""
    work.effects += await Linking(triage).by_words(incoming_of(message, sender, work.received_at))


async def triage_edit(message: Message, sender: User, triage: Triage, work: Work) -> None:
    """Keep the new wording beside the old one, and bring relay and card up to date."""
    work.add(await triage.edited(incoming_of(message, sender, work.received_at)))
