"""What happens in the chats of a shop's own account: customers write, its owner writes by hand, either deletes."""

from typing import Any

from bot.sandbox.accounts import USUAL_RIGHTS, Account
from bot.sandbox.actors import written
from bot.sandbox.people import User
from bot.sandbox.posts import Message, Post
from bot.sandbox.state import State


class Business:
    """Each deed queues the update that the bot gets, as long as the account is connected."""

    def __init__(self, state: State) -> None:
        self.state = state

    def connect(self, owner: User, *rights: str) -> Account:
        """The owner lets the bot into their chats; no right named: the usual ones."""
        number = f"business{len(self.state.accounts) + 1}"
        account = Account(number, owner, self.state.clock.now(), frozenset(rights) or USUAL_RIGHTS)
        self.state.accounts[number] = account
        self._tell(account)
        return account

    def grant(self, account: Account, *rights: str) -> None:
        """Exactly these rights; none named: the bot may only read."""
        account.rights = frozenset(rights)
        self._tell(account)

    def disconnect(self, account: Account) -> None:
        account.enabled = False
        self._tell(account)

    def write(self, user: User, account: Account, text: str) -> Message:
        return self.say(user, account, written(text))

    def say(self, user: User, account: Account, content: Message, *, reply_to: int | None = None) -> Message:
        """The customer writes to the shop's account; any content."""
        return self._put(account, user, user.id, content, reply_to)

    def by_hand(self, account: Account, customer: User, text: str, **more: Any) -> Message:
        """The owner writes to the customer with their own phone."""
        return self._put(account, account.owner, customer.id, {**written(text), **more})

    def edit(self, account: Account, customer: User, message_id: int, text: str) -> Message:
        post = self._post(account, customer, message_id)
        kept = {key: value for key, value in post.message.items() if key not in ("text", "entities")}
        post.message = {**kept, "edit_date": int(self.state.clock.now().timestamp()), **written(text)}
        self._update(account, "edited_business_message", post.message)
        return post.message

    def delete(self, account: Account, customer: User, *message_ids: int) -> None:
        """Somebody deletes messages for both; here bots are told."""
        for message_id in message_ids:
            self._post(account, customer, message_id).deleted = True
        chat = self.state.chats[customer.id].brief
        gone = {"business_connection_id": account.id, "chat": chat, "message_ids": list(message_ids)}
        self._update(account, "deleted_business_messages", gone)

    def sent(self, account: Account, customer: User) -> list[Message]:
        """What stands in the chat of the account with this customer."""
        return [post.message for post in account.posts.all(customer.id) if not post.deleted]

    def _put(
        self, account: Account, author: User, chat_id: int, content: Message, reply_to: int | None = None
    ) -> Message:
        post = post_in(self.state, account, author, chat_id, content, reply_to)
        self._update(account, "business_message", post.message)
        return post.message

    def _post(self, account: Account, customer: User, message_id: int) -> Post:
        post = account.posts.find(customer.id, message_id)
        if post is None:
            raise ValueError(f"no message {message_id} in the chat of {account.id} with {customer.id}")
        return post

    def _tell(self, account: Account) -> None:
        self.state.updates.put("business_connection", account.as_json())
        self.state.touch(account.owner.id)

    def _update(self, account: Account, kind: str, payload: dict[str, Any]) -> None:
        if account.enabled:
            self.state.updates.put(kind, payload)
        self.state.touch(account.owner.id)


def post_in(
    state: State, account: Account, author: User, chat_id: int, content: Message, reply_to: int | None = None
) -> Post:
    """Put a message into a chat of the account; what the bot says there stands under the owner's name."""
    by_bot = author.id == state.bot.id
    message: Message = {
        "message_id": account.posts.next_id(chat_id),
        "from": (account.owner if by_bot else author).as_json(),
        "chat": state.chats[chat_id].brief,
        "date": int(state.clock.now().timestamp()),
        "business_connection_id": account.id,
        **({"sender_business_bot": state.bot.as_json()} if by_bot else {}),
    }
    answered = account.posts.find(chat_id, reply_to)
    if answered is not None:
        message["reply_to_message"] = {k: v for k, v in answered.message.items() if k != "reply_to_message"}
    post = Post({**message, **content}, author.id)
    account.posts.add(post)
    return post
