"""Reactions of both sides, and `/unsend` in a topic."""

from collections.abc import Collection
from functools import partial
from typing import Final

from aiogram import F, Router
from aiogram.types import Message, MessageReactionUpdated, User

from bot.desk.reacting import show_agents, show_customers
from bot.desk.unsend import unsend_here
from bot.telegram.desk import Desk
from bot.telegram.filters import When, in_group
from bot.telegram.reading import actor_of, answered_number, reaction_of, topic_of
from bot.telegram.work import Work

UNSEND: Final = r"^/unsend(@\w+)?\s*$"


def build_router(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> Router:
    router = Router(name=__name__)
    group = F.chat.id.in_(set(staff_chats))
    known = F.user.id.in_(set(agents)) if agents else F.user
    private = (F.chat.type == "private") & ~F.chat.id.in_(set(listed))
    router.message_reaction(When(group & known & ~F.user.is_bot))(agent_reacted)
    router.message_reaction(When(private))(customer_reacted)
    topic = When(in_group(staff_chats, agents) & F.message_thread_id)
    router.message(topic, When(F.text.regexp(UNSEND)), When(F.from_user.as_("sender")))(take_back)
    return router


async def customer_reacted(event: MessageReactionUpdated, desk: Desk, work: Work) -> None:
    """Show the agents what the customer put on a reply."""
    work.add(partial(show_customers, reaction=reaction_of(event), machine_now=desk.clocks.machine()))


async def agent_reacted(event: MessageReactionUpdated, desk: Desk, work: Work) -> None:
    """Put on the customer's message what an agent put on its relay."""
    work.add(partial(show_agents, reaction=reaction_of(event), machine_now=desk.clocks.machine()))


async def take_back(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """Delete a reply at the customer's: the one that the command answers, else the last."""
    work.about(message)
    topic, answered = topic_of(message), answered_number(message)
    work.add(partial(unsend_here, action=desk.action(actor_of(sender)), topic=topic, answered=answered))
