"""`/privacy`, `/export`, `/forget`, `/noprofile`: for customers in private, for agents in a topic."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Final

from aiogram import F, Router
from aiogram.types import Message, User

from bot.desk.forget import look_before_forgetting
from bot.desk.linking import Linking
from bot.desk.rights import Asked, object_to_profile, switch_profile, tell_right
from bot.telegram.desk import Desk
from bot.telegram.exporter import Exporter
from bot.telegram.filters import When, in_group, of_customer
from bot.telegram.reading import actor_of, incoming_of, topic_of
from bot.telegram.work import Work
from bot.triage import Triage
from playbooks.rights import Right

# Alone in a message: "/forget it" is a message like any other.
BARE: Final = r"^/{}(@\w+)?\s*$"


def build_router(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> Router:
    """Build the commands; whoever may not use them is left to the routers after this one."""
    router = Router(name=__name__)
    topic, private = When(in_group(staff_chats, agents) & F.message_thread_id), When(of_customer(listed))
    sender = When(F.from_user.as_("sender"))
    for word, in_topic in (("export", send_export), ("forget", show_forget), ("noprofile", switch_in_topic)):
        router.message(_is(word), topic, sender)(in_topic)
    for word, in_private in (("privacy", tell_privacy), ("noprofile", switch_own)):
        router.message(_is(word), private, sender)(in_private)
    for word, ask in (("export", ask_export), ("forget", ask_forget)):
        router.message(_is(word), private, sender)(ask)
    return router


async def send_export(message: Message, sender: User, exporter: Exporter, work: Work) -> None:
    """Give a lead everything held on the topic's customer."""
    await exporter.ask(message, actor_of(sender), work)


async def show_forget(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """Show what would be erased, to be confirmed by a lead."""
    work.about(message)
    topic = topic_of(message)
    work.add(partial(look_before_forgetting, action=desk.action(actor_of(sender)), topic=topic))


async def switch_in_topic(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """Switch conclusions from history off or on for the topic's customer."""
    work.about(message)
    topic = topic_of(message)
    work.add(partial(switch_profile, action=desk.action(actor_of(sender)), topic=topic))


async def tell_privacy(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """Say what is held and what can be done about it."""
    work.add(partial(tell_right, asked=_asked(message, sender, desk), right="privacy"))


async def switch_own(message: Message, sender: User, desk: Desk, triage: Triage, work: Work) -> None:
    """Switch conclusions from their history off or on."""
    work.add(partial(object_to_profile, asked=_asked(message, sender, desk, triage.staff_chats)))


async def ask_export(message: Message, sender: User, desk: Desk, triage: Triage, work: Work) -> None:
    """Pass the wish on like any message, and say that a person answers it."""
    await _pass_on("export", _asked(message, sender, desk), triage, work)


async def ask_forget(message: Message, sender: User, desk: Desk, triage: Triage, work: Work) -> None:
    """The same for being forgotten: nobody is erased by a typed word."""
    await _pass_on("forget", _asked(message, sender, desk), triage, work)


async def _pass_on(right: Right, asked: Asked, triage: Triage, work: Work) -> None:
    work.effects += await Linking(triage).by_words(asked.incoming)
    work.add(partial(tell_right, asked=asked, right=right))


def _asked(message: Message, sender: User, desk: Desk, staff_chats: Sequence[int] = ()) -> Asked:
    now, machine = desk.clocks.business(), desk.clocks.machine()
    return Asked(incoming_of(message, sender), desk.shop, now, machine, staff_chats)


def _is(word: str) -> When:
    return When(F.text.regexp(BARE.format(word)))
