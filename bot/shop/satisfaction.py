"""Whether and when customers are asked how our help was."""

from typing import Literal

from playbooks.delays import Delay
from playbooks.errors import Strict


class Satisfaction(Strict):
    """Off unless the shop says so: an automatic question in its name is its own decision."""

    ask: Literal["on", "off"]
    after: Delay
