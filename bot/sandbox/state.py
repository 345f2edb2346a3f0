"""Everything the local Telegram knows: people, chats, messages, presses, files, waiting updates."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.accounts import Account
from bot.sandbox.bell import Bell
from bot.sandbox.callbacks import Callbacks
from bot.sandbox.clock import SandboxClock
from bot.sandbox.files import Files
from bot.sandbox.inline import Inlines
from bot.sandbox.people import Chat, Standing, Topic, User
from bot.sandbox.posts import Message, Post, Posts
from bot.sandbox.updates import UpdateQueue

# Above 32 bits, as real ids are by now: whoever stores them too small shall fail here first.
FIRST_USER_ID = 5_000_000_001
STAFF_CHAT_ID = -1_002_000_000_001

# The first of the six colours Telegram gives topics.
TOPIC_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


@dataclass(slots=True)
class Webhook:
    """What setWebhook said and how deliveries go; no address means polling."""

    url: str = ""
    secret_token: str | None = None
    max_connections: int = 40
    last_error_at: int | None = None
    last_error: str | None = None


class State:
    """No HTTP in here. Whoever changes it rings `changed`, so that waiting tests and pages look again."""

    def __init__(self, clock: SandboxClock, bot: User, staff_chat: int = STAFF_CHAT_ID) -> None:
        self.clock = clock
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.posts = Posts()
        self.updates = UpdateQueue()
        self.callbacks = Callbacks()
        self.inlines = Inlines()
        self.accounts: dict[str, Account] = {}  # of the shop itself, by the id of their connection
        # What @BotFather switches on for a bot, as getMe tells it.
        self.switches = {"supports_inline_queries": True, "can_connect_to_business": True}
        self.files = Files()
        self.webhook = Webhook()
        # Set with @BotFather for the whole bot: topics in private chats, and whether people may make them too.
        self.private_topics = False
        self.people_make_topics = False
        self.commands: dict[str, list[dict[str, Any]]] = {}
        # The shop's, in which its page tells the time; the reader's own where it is not set.
        self.timezone: str | None = None
        self.changed = Bell()
        self.listeners: list[Callable[[int | None, int | None], None]] = []
        self._numbers = itertools.count(FIRST_USER_ID)
        self._group_ids = itertools.count(staff_chat, -1)
        self.staff_chat = self.add_group("Support").id

    def touch(self, chat_id: int | None = None, thread_id: int | None = None) -> None:
        for listener in self.listeners:
            listener(chat_id, thread_id)
        self.changed.ring()

    def next_number(self) -> int:
        """For user ids, and for ids of albums: anything that must not repeat."""
        return next(self._numbers)

    def add_user(self, user: User, standing: Standing) -> Chat:
        """The user with their private chat with the bot."""
        if user.id in self.users:
            raise ValueError(f"user {user.id} exists already; give another id or none")
        self.users[user.id] = user
        self.chats[user.id] = chat = Chat(user.id, "private", owner=user, standing=standing)
        self.touch(user.id)
        return chat

    def add_group(self, title: str, *, is_forum: bool = True) -> Chat:
        chat = Chat(next(self._group_ids), "supergroup", title=title, is_forum=is_forum)
        chat.members[self.bot.id] = "administrator"
        # Number 1 is the creation of the group itself, which nobody shows; so no topic can be number 1, General.
        self.posts.next_id(chat.id)
        self.chats[chat.id] = chat
        return chat

    def post(
        self, chat: Chat, author: User, content: Message, *, thread_id: int | None = None, reply_to: int | None = None
    ) -> Post:
        """Put a message into a chat. The content comes last, so it may say `reply_markup` or `forward_origin` too."""
        now = self.clock.now()
        message: Message = {"message_id": self.posts.next_id(chat.id)}
        if thread_id is not None:
            message |= {"message_thread_id": thread_id, "is_topic_message": True}
            chat.topics[thread_id].last_at = now
        message |= {"from": author.as_json(), "chat": chat.brief, "date": int(now.timestamp())}
        # In a topic whatever answers nothing answers the service message that opened it.
        answered = self.posts.find(chat.id, reply_to or thread_id)
        if answered is not None:
            message["reply_to_message"] = {k: v for k, v in answered.message.items() if k != "reply_to_message"}
        message |= content
        return self._keep(chat, Post(message, author.id))

    def _keep(self, chat: Chat, post: Post) -> Post:
        self.posts.add(post)
        if chat.is_private:
            chat.unread = chat.unread + 1 if post.author_id == self.bot.id else 0
        self.touch(chat.id, post.message.get("message_thread_id"))
        return post

    def replace(self, post: Post, message: Message) -> Message:
        post.message = message
        self.touch(message["chat"]["id"], message.get("message_thread_id"))
        return message

    def delete(self, post: Post) -> None:
        post.deleted = True
        self.touch(post.message["chat"]["id"], post.message.get("message_thread_id"))

    def delete_topic(self, chat: Chat, topic: Topic) -> None:
        del chat.topics[topic.thread_id]
        for post in self.posts.all(chat.id, topic.thread_id):
            post.deleted = True
        self.touch(chat.id, topic.thread_id)

    def open_topic(self, chat: Chat, author: User, name: str, color: int) -> Topic:
        """The topic with the service message that opens it: its id is that message's."""
        now = self.clock.now()
        thread_id = self.posts.next_id(chat.id)
        topic = chat.topics[thread_id] = Topic(thread_id, name, color, author.id, now)
        message: Message = {
            "message_id": thread_id,
            "message_thread_id": thread_id,
            "from": author.as_json(),
            "chat": chat.brief,
            "date": int(now.timestamp()),
            "is_topic_message": True,
            "forum_topic_created": {"name": name, "icon_color": color},
        }
        self._keep(chat, Post(message, author.id))
        # Telegram tells a bot about its own topics too, unlike its own messages.
        self.updates.put("message", message)
        return topic
