"""What agents write in the topics of their group, and in private to the bot."""

from collections.abc import Collection
from functools import partial
from typing import Final

from aiogram import F, Router
from aiogram.types import Message, User

from bot.desk.greet import greet
from bot.desk.link import look_back, look_up
from bot.telegram.desk import Desk
from bot.telegram.filters import When
from bot.telegram.reading import actor_of, words_of
from bot.telegram.topics import Topics
from bot.telegram.work import Work

# What people send on purpose but we cannot pass on yet. Pins, renames, joins and timers are in neither
# list: they are none of the customer's business.
NOT_YET = frozenset(
    {"animation", "audio", "document", "sticker", "video", "video_note", "voice", "contact", "dice"}
    | {"poll", "venue", "location", "story", "checklist", "game"}
)
LINK: Final = r"^/link(@\w+)?(\s|$)"
UNLINK: Final = r"^/unlink(@\w+)?(\s|$)"


def build_router(staff_chats: Collection[int], agents: Collection[int]) -> Router:
    """Build what agents do in the topics; without a list everybody in the group is an agent."""
    router = Router(name=__name__)
    topic = F.chat.id.in_(set(staff_chats)) & F.message_thread_id
    router.message.filter(When(topic))
    router.edited_message.filter(When(topic))
    allowed = F.from_user.id.in_(set(agents)) if agents else F.from_user
    group = When(allowed & ~F.from_user.is_bot)
    content = When(F.text | F.photo | F.content_type.in_(NOT_YET))
    sender = When(F.from_user.as_("sender"))
    words = F.func(words_of)  # a caption is words too
    router.message(group, When(words.startswith("//")), sender)(keep_note)
    router.message(group, When(words.regexp(LINK)), sender)(link_account)
    router.message(group, When(words.regexp(UNLINK)), sender)(unlink_account)
    router.message(group, When(words.startswith("/")), sender)(run_command)
    router.message(group, When(F.text | F.photo), sender)(answer_customer)
    router.message(group, When(F.content_type.in_(NOT_YET)), sender)(refuse_kind)
    router.message(When(F.sender_chat), content)(refuse_anonymous)
    router.message(When(~F.from_user.is_bot), content)(refuse_stranger)
    router.edited_message(group, content)(refuse_edit)
    return router


def build_private_router(listed: Collection[int]) -> Router:
    """Build what agents and leads do in private with the bot."""
    router = Router(name=f"{__name__}.private")
    router.message(When((F.chat.type == "private") & F.from_user.id.in_(set(listed))))(welcome_agent)
    return router


async def keep_note(message: Message, sender: User, topics: Topics, work: Work) -> None:
    """`//` begins a note."""
    await topics.note(message, actor_of(sender), work)


async def link_account(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """`/link` shows whom of the shop it names, to be joined with the topic's customer by a tap."""
    work.message, work.thread = (message.chat.id, message.message_id), message.message_thread_id
    (_, *asked), topic = words_of(message).split(maxsplit=1), (message.chat.id, message.message_thread_id or 0)
    work.add(partial(look_up, action=desk.action(actor_of(sender)), topic=topic, asked="".join(asked)))


async def unlink_account(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """`/unlink` shows the last join, to be taken back by a tap."""
    work.message, work.thread = (message.chat.id, message.message_id), message.message_thread_id
    topic = (message.chat.id, message.message_thread_id or 0)
    work.add(partial(look_back, action=desk.action(actor_of(sender)), topic=topic))


async def run_command(message: Message, sender: User, topics: Topics, work: Work) -> None:
    """`/` begins a command; a mistyped one is answered and never leaves the desk."""
    await topics.command(message, actor_of(sender), work)


async def answer_customer(message: Message, sender: User, topics: Topics, work: Work) -> None:
    """Everything else goes to the customer whose topic it is."""
    await topics.reply(message, actor_of(sender), work)


async def refuse_kind(message: Message, sender: User, topics: Topics, work: Work) -> None:
    """Say what can't be passed on yet, so that nobody believes it was sent."""
    await topics.refuse(message, actor_of(sender), work)


async def refuse_anonymous(message: Message, topics: Topics, work: Work) -> None:
    """Say that somebody who writes as the group can't be told apart."""
    topics.say(message, "anonymous", work)


async def refuse_stranger(message: Message, topics: Topics, work: Work) -> None:
    """Say that somebody who is not listed as an agent can't answer."""
    topics.say(message, "not_an_agent", work)


async def refuse_edit(message: Message, topics: Topics, work: Work) -> None:
    """Say that a changed message stays as it was for the customer."""
    topics.say(message, "edit_not_passed", work)


async def welcome_agent(message: Message, desk: Desk, work: Work) -> None:
    """Tell an agent in private what this chat is for."""
    work.add(greet(message.chat.id, shop=desk.shop.name, machine_now=desk.clocks.machine(), key="agent_hello"))
