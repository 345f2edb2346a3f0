"""What changes between people, groups and the bot: blocking, rights, deletions, reactions, groups that move."""

from typing import Any

from bot.sandbox.methods.chats import chat_member
from bot.sandbox.people import Chat, Standing, User
from bot.sandbox.state import State


class Relations:
    def __init__(self, state: State) -> None:
        self.state = state

    def block(self, user: User) -> None:
        """The customer blocks the bot; it is told."""
        self._bot_in_private(user, Standing.BLOCKED, "member", "kicked")

    def unblock(self, user: User) -> None:
        self._bot_in_private(user, Standing.OPEN, "kicked", "member")

    def deactivate(self, user: User) -> None:
        """The account is deleted; the bot learns of it when it writes."""
        self.state.chats[user.id].standing = Standing.DEACTIVATED
        self.state.touch(user.id)

    def kick_bot(self, chat_id: int) -> None:
        chat = self.state.chats[chat_id]
        self._tell(chat, self.state.bot, "administrator", "kicked")
        chat.standing, chat.members[self.state.bot.id] = Standing.KICKED, "kicked"

    def invite_bot(self, chat_id: int, by: User, *rights: str) -> None:
        """Somebody adds the bot to a group as an administrator with these rights, or gives it these rights there."""
        chat = self.state.chats[chat_id]
        chat.bot_rights, chat.members[self.state.bot.id] = frozenset(rights), "administrator"
        self._tell(chat, by, "left", "administrator")

    def grant(self, chat_id: int, *rights: str) -> None:
        """Exactly these rights for the bot; none named: an administrator who may do nothing."""
        self.state.chats[chat_id].bot_rights = frozenset(rights)

    def group(self, title: str, *, is_forum: bool = True) -> int:
        """Another group with the bot as administrator; answers its chat id."""
        return self.state.add_group(title, is_forum=is_forum).id

    def migrate(self, chat_id: int) -> int:
        """The group gets a new id, as when it becomes a supergroup; the bot gets both service messages."""
        old = self.state.chats[chat_id]
        new = self.state.add_group(old.title or "", is_forum=old.is_forum)
        self.state.posts.continue_numbers(old.id, new.id)
        new.members, new.bot_rights, new.topics = dict(old.members), old.bot_rights, old.topics
        author = self.state.bot
        for chat, content in ((old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})):
            self.state.updates.put("message", self.state.post(chat, author, content).message)
        old.migrated_to = new.id
        if self.state.staff_chat == old.id:
            self.state.staff_chat = new.id
        return new.id

    def delete(self, chat_id: int, message_id: int) -> None:
        """A person deletes a message; Telegram does not tell bots."""
        post = self.state.posts.find(chat_id, message_id)
        if post is None:
            raise ValueError(f"no message {message_id} in chat {chat_id}: never sent, or deleted")
        self.state.delete(post)

    def delete_topic(self, chat_id: int, thread_id: int) -> None:
        """A person deletes a topic with all that is in it; Telegram does not tell bots."""
        chat = self.state.chats[chat_id]
        self.state.delete_topic(chat, chat.topics[thread_id])

    def close_topic(self, user: User, chat_id: int, thread_id: int) -> None:
        chat = self.state.chats[chat_id]
        chat.topics[thread_id].closed = True
        post = self.state.post(chat, user, {"forum_topic_closed": {}}, thread_id=thread_id)
        self.state.updates.put("message", post.message)

    def react(self, user: User, chat_id: int, message_id: int, *emoji: str) -> None:
        """These reactions in place of the user's earlier ones; none takes them back."""
        post = self.state.posts.find(chat_id, message_id)
        if post is None:
            raise ValueError(f"no message {message_id} in chat {chat_id}: never sent, or deleted")
        old, post.reactions[user.id] = post.reactions.get(user.id, []), list(emoji)
        payload: dict[str, Any] = {
            "chat": self.state.chats[chat_id].brief,
            "message_id": message_id,
            "user": user.as_json(),
            "date": self._date(),
            "old_reaction": [{"type": "emoji", "emoji": one} for one in old],
            "new_reaction": [{"type": "emoji", "emoji": one} for one in emoji],
        }
        self.state.updates.put("message_reaction", payload)
        self.state.touch(chat_id, post.message.get("message_thread_id"))

    def _bot_in_private(self, user: User, standing: Standing, old: str, new: str) -> None:
        chat = self.state.chats[user.id]
        chat.standing = standing
        self._tell(chat, user, old, new)

    def _tell(self, chat: Chat, by: User, old: str, new: str) -> None:
        before, after = (self._standing(chat, status) for status in (old, new))
        payload = {"chat": chat.brief, "from": by.as_json(), "date": self._date(), "old_chat_member": before}
        self.state.updates.put("my_chat_member", {**payload, "new_chat_member": after})
        self.state.touch(chat.id)

    def _standing(self, chat: Chat, status: str) -> dict[str, Any]:
        if status == "administrator":  # with the rights that it has
            return chat_member(self.state, chat, self.state.bot.id)
        return _member({"user": self.state.bot.as_json()}, status)

    def _date(self) -> int:
        return int(self.state.clock.now().timestamp())


def _member(member: dict[str, Any], status: str) -> dict[str, Any]:
    return {"status": status, **member, **({"until_date": 0} if status == "kicked" else {})}
