"""A deed: what a press becomes, given who pressed."""

from collections.abc import Callable

from bot.desk.action import Action
from bot.storage.effects import Effect
from bot.telegram.callbacks import Press

Deed = Callable[[Action, Press], Effect]
