"""What is done with each kind of update: Telegram's types come in here and go no further."""

from collections.abc import Collection

from aiogram import Router

from bot.telegram.handlers import customer, members, playbooks, presses, rights, shop, staff


def build_router(staff_chats: Collection[int], agents: Collection[int], leads: Collection[int] = ()) -> Router:
    """Build the routers in the order in which they are asked: agents first, then customers.

    Where agents are listed, only they and the leads work in the groups; a lead's private chat is never a customer's.
    """
    listed = {*agents, *leads}
    allowed = listed if agents else set[int]()
    router = Router(name=__name__)
    router.include_routers(
        presses.build_router(staff_chats, allowed, listed),
        shop.build_router(staff_chats, allowed),
        playbooks.build_router(staff_chats, allowed, leads),
        rights.build_router(staff_chats, allowed, listed),
        staff.build_router(staff_chats, allowed),
        staff.build_private_router(listed),
        members.build_router(),
        customer.build_router(listed),
    )
    return router
