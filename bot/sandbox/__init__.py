"""A local Telegram: a Bot API server as strict as the real one, and the people who write to it."""

from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits
from bot.sandbox.server import SandboxServer

__all__ = ["Fault", "Limits", "SandboxClock", "SandboxServer"]
