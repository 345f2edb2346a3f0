"""What the buttons about messages do: a reply taken back at the customer's."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.desk.unsend import unsend
from bot.telegram.deeds.deed import Deed

DEEDS: Final[Mapping[str, Deed]] = {
    "unsend": lambda a, p: partial(unsend, action=a, outgoing_id=p.numbers[0]),
}
