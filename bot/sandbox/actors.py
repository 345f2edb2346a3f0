"""What people do: write, send photos, press buttons, edit, react, block. Each queues the update the bot would get."""

from collections.abc import Iterable
from typing import Any

from bot.sandbox.callbacks import Callback
from bot.sandbox.files import photo
from bot.sandbox.html import render_html
from bot.sandbox.people import Chat, Standing, User
from bot.sandbox.posts import GENERAL, Message, Post
from bot.sandbox.state import State
from bot.sandbox.texts import with_found

# What an edit leaves as it is.
ENVELOPE = frozenset(
    [
        "message_id",
        "message_thread_id",
        "is_topic_message",
        "from",
        "chat",
        "date",
        "reply_to_message",
        "quote",
        "media_group_id",
    ]
)


class Actors:
    def __init__(self, state: State) -> None:
        self.state = state

    def customer(  # noqa: PLR0913 - a person is their names and settings; all but the first are options
        self,
        first_name: str = "Anna",
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
        *,
        id: int | None = None,  # noqa: A002 - Telegram's word for it
        about: str | None = None,
        started: bool = True,
    ) -> User:
        """Somebody with a private chat with the bot; `started=False`: the bot may not write first."""
        number = self.state.next_number() if id is None else id
        user = User(number, first_name, last_name, username, language_code, about=about)
        self.state.add_user(user, Standing.OPEN if started else Standing.NEVER_WROTE)
        return user

    def agent(
        self, first_name: str = "Olga", *, started: bool = False, chat_id: int | None = None, **more: Any
    ) -> User:
        """A member of the staff group; `started`: the agent has opened the bot in private too."""
        user = self.customer(first_name, started=started, **more)
        self.join(user, chat_id)
        return user

    def join(self, user: User, chat_id: int | None = None, status: str = "member") -> None:
        """Into the staff group, or another one, with this ChatMember status."""
        self.chat(chat_id or self.state.staff_chat).members[user.id] = status

    def topics_in_private(self, *, by_people: bool = False) -> None:
        """The shop's owner switches on Threaded Mode with @BotFather; `by_people`: customers may open topics, too."""
        self.state.private_topics, self.state.people_make_topics = True, by_people
        self.state.touch()

    def chat(self, chat_id: int) -> Chat:
        chat = self.state.chats.get(chat_id)
        if chat is None:
            raise ValueError(f"no chat {chat_id}; there are {', '.join(map(str, self.state.chats))}")
        return chat

    def write(self, user: User, text: str) -> Message:
        return self.say(user, written(text))

    def send_photo(
        self, user: User, data: bytes, caption: str | None = None, media_group_id: str | None = None
    ) -> Message:
        return self.say(user, self.photo(data, caption, media_group_id))

    def write_in_topic(self, agent: User, thread_id: int | None, text: str, reply_to: int | None = None) -> Message:
        return self.say(agent, written(text), chat_id=self.state.staff_chat, thread_id=thread_id, reply_to=reply_to)

    def send_photo_in_topic(
        self, agent: User, thread_id: int | None, data: bytes, caption: str | None = None
    ) -> Message:
        return self.say(agent, self.photo(data, caption), chat_id=self.state.staff_chat, thread_id=thread_id)

    def say(
        self,
        user: User,
        content: Message,
        *,
        chat_id: int | None = None,
        thread_id: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """Any content, service messages too: `{"sticker": {...}}`, `{"new_chat_members": [...]}`."""
        chat = self.chat(user.id if chat_id is None else chat_id)
        thread_id = None if thread_id == GENERAL else thread_id
        if thread_id is not None and thread_id not in chat.topics:
            raise ValueError(f"no topic {thread_id} in chat {chat.id}; there are {', '.join(map(str, chat.topics))}")
        if chat.standing is Standing.NEVER_WROTE:
            chat.standing = Standing.OPEN
        if chat.standing is not Standing.OPEN:
            raise ValueError(f"chat {chat.id} is {chat.standing}; a person unblocks the bot before writing to it")
        post = self.state.post(chat, user, content, thread_id=thread_id, reply_to=reply_to)
        self.state.updates.put("message", post.message)
        return post.message

    def photo(self, data: bytes, caption: str | None, media_group_id: str | None = None) -> Message:
        content: Message = photo(self.state.files.add(data))
        if media_group_id is not None:
            content["media_group_id"] = media_group_id
        return content | (written(caption, "caption", "caption_entities") if caption else {})

    def file(self, data: bytes, *, size: int | None = None, folder: str = "documents") -> dict[str, Any]:
        """A file to name in `say`: `{"document": server.file(b"...", size=25_000_000)}`."""
        return self.state.files.add(data, folder, "bin", size).as_json()

    def replace(self, user: User, message_id: int, content: Message, chat_id: int | None = None) -> Message:
        """Put other content into the user's own message: another file, or a file in the place of words."""
        post = self._own(user, message_id, chat_id)
        kept = {key: value for key, value in post.message.items() if key in ENVELOPE}
        edited = {**kept, "edit_date": int(self.state.clock.now().timestamp()), **content}
        self.state.replace(post, edited)
        self.state.updates.put("edited_message", edited)
        return edited

    def _own(self, user: User, message_id: int, chat_id: int | None) -> Post:
        post = self._post(self._place(user, message_id, chat_id), message_id)
        if post.author_id != user.id:
            raise ValueError(f"message {message_id} was written by {post.author_id}, user {user.id} cannot edit it")
        return post

    def edit(self, user: User, message_id: int, text: str, chat_id: int | None = None) -> Message:
        """The user's own message, text or caption; in private unless another chat is named."""
        post = self._own(user, message_id, chat_id)
        keys = ("text", "entities") if "text" in post.message else ("caption", "caption_entities")
        kept = {key: value for key, value in post.message.items() if key not in keys}
        edited = {**kept, "edit_date": int(self.state.clock.now().timestamp()), **written(text, *keys)}
        self.state.replace(post, edited)
        self.state.updates.put("edited_message", edited)
        return edited

    def _place(self, user: User, message_id: int, chat_id: int | None) -> int:
        """An agent's message is looked for in the staff group unless it is in private."""
        if chat_id is not None:
            return chat_id
        post = self.state.posts.find(user.id, message_id)
        return user.id if post is not None and post.author_id == user.id else self.state.staff_chat

    def _post(self, chat_id: int, message_id: int) -> Post:
        post = self.state.posts.find(chat_id, message_id)
        if post is None:
            raise ValueError(f"no message {message_id} in chat {chat_id}: never sent, or deleted")
        return post

    def press(self, agent: User, message_id: int, chat_id: int, data: str, *, force: bool = False) -> str:
        """Press the button with this data; `force` sends data no button has, as a forger would."""
        post = self.state.posts.find(chat_id, message_id)
        if not force:
            post = self._post(chat_id, message_id)
            if data not in (there := buttons(post.message)):
                raise ValueError(
                    f"no button {data!r} under message {message_id}; there are {', '.join(there) or 'none'}"
                )
        gone = {"chat": self.chat(chat_id).brief, "message_id": message_id, "date": 0}
        callback = self.state.callbacks.add()
        query: dict[str, Any] = {"id": callback.id, "from": agent.as_json()}
        query |= {"message": gone if post is None else post.message, "chat_instance": str(-chat_id), "data": data}
        self.state.updates.put("callback_query", query)
        self.state.touch(chat_id)
        return callback.id

    def callback(self, callback_id: str) -> Callback:
        found = self.state.callbacks.find(callback_id)
        if found is None:
            raise ValueError(f"no callback {callback_id!r}; use the id that press() gave")
        return found


def written(text: str, key: str = "text", entities_key: str = "entities") -> Message:
    """A plain text as a person types it, with the links and commands Telegram marks."""
    entities = with_found(text, [])
    return {key: text, entities_key: entities} if entities else {key: text}


def buttons(message: Message) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def view(post: Post) -> Message:
    """A message as a person sees it: the Bot API's fields, and what bots are not told."""
    message = post.message
    text = message.get("text", message.get("caption"))
    entities = message.get("entities", message.get("caption_entities"))
    extra: Message = {
        "reactions": [emoji for listed in post.reactions.values() for emoji in listed],
        "edited": "edit_date" in message,
        "deleted": post.deleted,
    }
    if text is not None and entities:
        extra["_html"] = render_html(text, entities)
    return {**message, **extra}


def visible(posts: Iterable[Post]) -> list[Message]:
    return [view(post) for post in posts if not post.deleted]
