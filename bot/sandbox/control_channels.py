"""The control API for what happens outside of the chat with the bot: accounts of the shop, and inline queries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.accounts import Account
from bot.sandbox.asking import ask_inline
from bot.sandbox.business import Business
from bot.sandbox.people import User
from bot.sandbox.posts import Message
from bot.sandbox.state import State


@dataclass(frozen=True, slots=True)
class ChannelControl:
    """Each method takes a request's JSON and gives the answer's; what is wrong is raised as a sentence."""

    state: State
    user: Callable[[dict[str, Any]], User]

    def posts(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        return {
            "business": self.connect,
            "business/write": self.write,
            "business/rights": self.grant,
            "business/delete": self.delete,
            "business/chat": self.chat,
            "inline": self.ask,
            "inline/answer": self.answer,
        }

    def connect(self, given: dict[str, Any]) -> Any:
        """`user_id` lets the bot into their chats."""
        return Business(self.state).connect(self.user(given), *given.get("rights", ())).as_json()

    def write(self, given: dict[str, Any]) -> Message:
        """A customer writes to an account; `by_hand` has its owner write to the customer instead."""
        business, account = Business(self.state), self._account(given)
        if given.get("by_hand"):
            return business.by_hand(account, self.user(given), given["text"])
        return business.write(self.user(given), account, given["text"])

    def grant(self, given: dict[str, Any]) -> Any:
        """`rights` are exactly those; `enabled: false` takes the bot out."""
        business, account = Business(self.state), self._account(given)
        if given.get("enabled") is False:
            business.disconnect(account)
        else:
            business.grant(account, *given.get("rights", ()))
        return account.as_json()

    def delete(self, given: dict[str, Any]) -> Any:
        Business(self.state).delete(self._account(given), self.user(given), *given["message_ids"])
        return {"deleted": given["message_ids"]}

    def chat(self, given: dict[str, Any]) -> Any:
        """What stands in the account's chat with a customer."""
        return {"messages": Business(self.state).sent(self._account(given), self.user(given))}

    def ask(self, given: dict[str, Any]) -> Any:
        """Somebody types behind the bot's name."""
        return {"id": ask_inline(self.state, self.user(given), given["query"]).id}

    def answer(self, given: dict[str, Any]) -> Any:
        """What the bot offered for it, once it did."""
        query = self.state.inlines.find(given["id"])
        if query is None:
            raise ValueError(f"no inline query {given['id']!r}; use the id that asking gave")
        return {"answered": query.answered, "results": query.results, "is_personal": query.is_personal}

    def _account(self, given: dict[str, Any]) -> Account:
        account = self.state.accounts.get(given["account"])
        if account is None:
            raise ValueError(f"no account {given['account']!r}; connect one with POST /sandbox/business")
        return account
