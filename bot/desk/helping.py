"""`/help`: the commands that somebody's role has, one line each."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action
from bot.desk.roles import Power, at_least, may, role_of
from bot.storage.answers import Spot, item, listed, queue_answer
from bot.storage.tables.people import Role

# Each command with its line in the wording (`help_…`); what is shown in Telegram's own menu is `MENU`.
SHIFT = ("on", "next", "queue", "mine", "handover", "assign", "off", "lang")
CASE = ("remind", "snooze", "note", "unsend", "link", "consent", "noprofile", "ban")
KNOWING = ("find", "who", "playbooks", "accuracy")
EVERYBODY = (*SHIFT, *CASE, *KNOWING)
HEADS = ("role", "incident", "report", "shop", "bans", "export", "forget")
OWNERS = ("setup",)
MENU = ("next", "queue", "mine", "on", "off", "handover", "assign", "lang", "help")


async def show_help(session: AsyncSession, *, action: Action, spot: Spot) -> None:
    """List what there is for the role of who asks."""
    role = await role_of(session, action)
    names = [*EVERYBODY, *(["back"] if at_least(role, Role.AGENT) else [])]
    names += HEADS if await may(session, action, Power.GIVE_ROLES) else ()
    names += OWNERS if role == Role.OWNER else ()
    lines = [item(f"help_{name}") for name in names]
    await queue_answer(session, spot, listed(f"help_head_{role}", lines), action.machine_now)
