"""`/news` of customers in private, and `/consent` of agents in a topic."""

from collections.abc import Collection
from functools import partial
from typing import Final

from aiogram import F, Router
from aiogram.types import Message, User

from bot.desk.consenting import note_consent, switch_news
from bot.desk.rights import Asked
from bot.telegram.desk import Desk
from bot.telegram.filters import When, in_group, of_customer
from bot.telegram.reading import actor_of, incoming_of, topic_of, words_of
from bot.telegram.work import Work
from bot.triage import Triage

# One word behind it at most: "/news about my order?" is a message like any other.
NEWS: Final = r"^/news(@\w+)?(\s+\w{1,5})?\s*$"
CONSENT: Final = r"^/consent(@\w+)?(\s|$)"


def build_router(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> Router:
    """Build the commands; whoever may not use them is left to the routers after this one."""
    router = Router(name=__name__)
    topic, private = When(in_group(staff_chats, agents) & F.message_thread_id), When(of_customer(listed))
    sender = When(F.from_user.as_("sender"))
    router.message(When(F.text.regexp(CONSENT)), topic, sender)(note_in_topic)
    router.message(When(F.text.regexp(NEWS)), private, sender)(switch_own)
    return router


async def note_in_topic(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """Note where and how the topic's customer agreed to news, or that they do not any more."""
    work.about(message)
    topic, words = topic_of(message), words_of(message).partition(" ")[2]
    work.add(partial(note_consent, action=desk.action(actor_of(sender)), topic=topic, words=words))


async def switch_own(message: Message, sender: User, desk: Desk, triage: Triage, work: Work) -> None:
    """Take a customer's yes or no to news of the shop."""
    now, machine = desk.clocks.business(), desk.clocks.machine()
    asked = Asked(incoming_of(message, sender), desk.shop, now, machine, triage.staff_chats)
    work.add(partial(switch_news, asked=asked, wish=words_of(message).partition(" ")[2]))
