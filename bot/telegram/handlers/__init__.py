"""What is done with each kind of update: Telegram's types come in here and go no further."""

from collections.abc import Collection

from aiogram import F, Router

from bot.telegram.filters import When
from bot.telegram.handlers import (
    assist,
    bans,
    business,
    customer,
    followups,
    groups,
    incidents,
    inline,
    knowing,
    members,
    messages,
    playbooks,
    presses,
    ratings,
    rights,
    setup,
    shop,
    staff,
    team,
)


def build_router(staff_chats: Collection[int], agents: Collection[int], leads: Collection[int] = ()) -> Router:
    """Build the routers in the order in which they are asked: agents first, then customers.

    Where agents are listed, only they and the leads work in the groups; a lead's private chat is never a customer's.
    """
    listed = {*agents, *leads, *(chat for chat in staff_chats if chat > 0)}
    allowed = listed if agents else set[int]()
    typed = (
        # Before the set-up, whose open question takes what its owner types: an answer to a bench is none.
        incidents.build_router(staff_chats, allowed, listed),
        setup.build_router(staff_chats, leads),
        ratings.build_router(listed),
        bans.build_router(staff_chats, allowed, listed),
        knowing.build_router(staff_chats, allowed, listed),
        presses.build_router(staff_chats, allowed, listed),
        shop.build_router(staff_chats, allowed),
        playbooks.build_router(staff_chats, allowed, leads),
        rights.build_router(staff_chats, allowed, listed),
        followups.build_router(staff_chats, allowed, listed),
        messages.build_router(staff_chats, allowed, listed),
        team.build_router(staff_chats, allowed, listed),
    )
    for commands in typed:  # what is forwarded are somebody else's words, and no order
        commands.message.filter(When(~F.forward_origin))
    desk = Router(name=f"{__name__}.desk")
    # Most of what comes are customers' words: none of these is asked about them.
    ours = When(~(F.chat.type == "private") | F.from_user.id.in_(listed) | F.text.startswith("/"))
    desk.message.filter(ours)
    desk.edited_message.filter(ours)
    desk.include_routers(
        groups.build_router(staff_chats),
        assist.build_presses(),
        *typed,
        staff.build_router(staff_chats, allowed),
        groups.build_desk_router(staff_chats),
    )
    router = Router(name=__name__)
    router.include_routers(
        desk,
        assist.build_router(),
        staff.build_private_router(listed),
        members.build_router(),
        business.build_router(),
        inline.build_router(),
        customer.build_router(listed),
    )
    return router
