"""What agents write in the topics of their group, and in private to the bot."""

from collections.abc import Collection
from functools import partial
from typing import Final

from aiogram import F, Router
from aiogram.types import Message, User

from bot.desk.greet import greet
from bot.desk.link import look_back, look_up
from bot.telegram.desk import Desk
from bot.telegram.filters import When, by_agent, in_private
from bot.telegram.kinds import CONTENT, NEVER_COPIED
from bot.telegram.reading import actor_of, topic_of, words_of
from bot.telegram.topics import Topics
from bot.telegram.work import Work

LINK: Final = r"^/link(@\w+)?(\s|$)"
UNLINK: Final = r"^/unlink(@\w+)?(\s|$)"


def build_router(staff_chats: Collection[int], agents: Collection[int]) -> Router:
    """Build what agents do in the topics; without a list everybody in the group is an agent."""
    router = Router(name=__name__)
    topic = F.chat.id.in_(set(staff_chats)) & F.message_thread_id
    router.message.filter(When(topic))
    router.edited_message.filter(When(topic))
    group = When(by_agent(agents))
    content = When(F.content_type.in_(CONTENT))
    sender = When(F.from_user.as_("sender"))
    words = F.func(words_of)  # a caption is words too
    router.message(group, When(words.startswith("//")), sender)(keep_note)
    router.message(group, When(words.regexp(LINK)), sender)(link_account)
    router.message(group, When(words.regexp(UNLINK)), sender)(unlink_account)
    router.message(group, When(words.startswith("/")), sender)(run_command)
    router.message(group, When(F.content_type.in_(NEVER_COPIED)), sender)(refuse_kind)
    router.message(group, content, sender)(answer_customer)
    router.message(When(F.sender_chat), content)(refuse_anonymous)
    router.message(When(~F.from_user.is_bot), content)(refuse_stranger)
    router.edited_message(group, content, sender)(change_words)
    return router


def build_private_router(listed: Collection[int]) -> Router:
    """Build what agents and leads do in private with the bot."""
    router = Router(name=f"{__name__}.private")
    router.message(When(in_private(listed)))(welcome_agent)
    return router


async def keep_note(message: Message, sender: User, topics: Topics, work: Work) -> None:
    """`//` begins a note."""
    await topics.note(message, actor_of(sender), work)


async def link_account(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """`/link` shows whom of the shop it names, to be joined with the topic's customer by a tap."""
    work.about(message)
    (_, *asked), topic = words_of(message).split(maxsplit=1), topic_of(message)
    work.add(partial(look_up, action=desk.action(actor_of(sender)), topic=topic, asked="".join(asked)))


async def unlink_account(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """`/unlink` shows the last join, to be taken back by a tap."""
    work.about(message)
    topic = topic_of(message)
    work.add(partial(look_back, action=desk.action(actor_of(sender)), topic=topic))


async def run_command(message: Message, sender: User, topics: Topics, work: Work) -> None:
    """`/` begins a command; a mistyped one is answered and never leaves the desk."""
    await topics.command(message, actor_of(sender), work)


async def answer_customer(message: Message, sender: User, topics: Topics, work: Work) -> None:
    """Everything else goes to the customer whose topic it is."""
    await topics.reply(message, actor_of(sender), work)


async def refuse_kind(message: Message, sender: User, topics: Topics, work: Work) -> None:
    """Say what Telegram lets nobody copy, so that nobody believes it was sent."""
    await topics.refuse(message, actor_of(sender), work)


async def refuse_anonymous(message: Message, topics: Topics, work: Work) -> None:
    """Say that somebody who writes as the group can't be told apart."""
    topics.say(message, "anonymous", work)


async def refuse_stranger(message: Message, topics: Topics, work: Work) -> None:
    """Say that somebody who is not listed as an agent can't answer."""
    topics.say(message, "not_an_agent", work)


async def change_words(message: Message, sender: User, topics: Topics, work: Work) -> None:
    """Change the customer's copy, or the note, as the agent changed theirs."""
    topics.change(message, actor_of(sender), work)


async def welcome_agent(message: Message, desk: Desk, work: Work) -> None:
    """Tell an agent in private what this chat is for."""
    work.add(greet(message.chat.id, shop=desk.shop.name, machine_now=desk.clocks.machine(), key="agent_hello"))
