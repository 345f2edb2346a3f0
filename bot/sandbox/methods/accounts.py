"""What a bot may do in the chats of a shop's own account."""

from datetime import timedelta
from typing import Any

from bot.sandbox.accounts import Account
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.method import method
from bot.sandbox.methods.params import Params
from bot.sandbox.people import Chat
from bot.sandbox.posts import Post
from bot.sandbox.state import State

# A bot may write where the customer has written within this time.
ACTIVE = timedelta(hours=24)


def account_of(state: State, params: Params) -> Account:
    account = state.accounts.get(params.text("business_connection_id"))
    if account is None:
        raise bad_request("business connection not found")
    return account


def writable(state: State, params: Params) -> tuple[Account, Chat]:
    """The account and the customer's chat, where the bot may write there now."""
    account = account_of(state, params)
    chat = state.chats.get(params.integer("chat_id") or 0)
    if chat is None or not chat.is_private:
        raise bad_request("chat not found")
    if not account.enabled:
        raise bad_request("BUSINESS_CONNECTION_INVALID")
    if "can_reply" not in account.rights:
        raise bad_request("not enough rights to send messages on behalf of the business account")
    now = state.clock.now().timestamp()
    written = [post.message["date"] for post in account.posts.all(chat.id) if post.author_id == chat.id]
    if not written or now - max(written) > ACTIVE.total_seconds():
        raise bad_request("BUSINESS_PEER_USAGE_MISSING")
    return account, chat


def own_post(state: State, params: Params) -> Post:
    """A message of the bot in such a chat, to be edited."""
    account, chat = writable(state, params)
    post = account.posts.find(chat.id, params.integer("message_id"))
    if post is None:
        raise bad_request("message to edit not found")
    if post.author_id != state.bot.id:
        raise bad_request("message can't be edited")
    return post


def get_business_connection(state: State, params: Params) -> dict[str, Any]:
    return account_of(state, params).as_json()


def delete_business_messages(state: State, params: Params) -> bool:
    account = account_of(state, params)
    if "can_delete_sent_messages" not in account.rights:
        raise bad_request("not enough rights to delete messages")
    numbers = params.json("message_ids")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    for chat_id in state.chats:
        for number in numbers:
            post = account.posts.find(chat_id, number)
            if post is not None and post.author_id == state.bot.id:
                post.deleted = True
    state.touch()
    return True


METHODS = {
    "getBusinessConnection": method(get_business_connection, "business_connection_id"),
    "deleteBusinessMessages": method(delete_business_messages, "business_connection_id message_ids"),
}
