"""What the buttons about accounts do: one whose chats come to the desk from now on."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.desk.accounts import let_account_in
from bot.telegram.deeds.deed import Deed

DEEDS: Final[Mapping[str, Deed]] = {
    "account_in": lambda a, p: partial(let_account_in, action=a, account_id=p.numbers[0]),
}
