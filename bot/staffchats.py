"""The desks: staff groups and agents' private chats, as they are now and not only as the settings name them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload


@dataclass(slots=True)
class StaffChats(Sequence[int]):
    """Lists the desks by the ids that hold now; an old id of a group that moved is still known as this group.

    >>> chats = StaffChats((-1, -2), moved={-1: -100})
    >>> list(chats), -1 in chats, -100 in chats
    ([-100, -2], True, True)
    """

    named: Sequence[int]
    languages: Mapping[str, Sequence[int]] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...

    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        return self.now()[index]

    def __len__(self) -> int:
        return len(self.named)

    def __contains__(self, chat_id: object) -> bool:
        return chat_id in self.known()

    def now(self) -> tuple[int, ...]:
        """Give the ids that hold now, in the order of the settings."""
        return tuple(dict.fromkeys(self.moved.get(chat, chat) for chat in self.named))

    def known(self) -> frozenset[int]:
        """Give every id by which a desk was or is known."""
        ours = {*self.named, *self.now()}
        return frozenset(ours | {old for old, new in self.moved.items() if new in ours})

    def speaking(self, lang: str | None) -> Sequence[int]:
        """Give the desks for a language: those set for it, else those set for none, else all."""
        spoken = [self.moved.get(chat, chat) for chat in self.languages.get(lang or "", ())]
        taken = {self.moved.get(chat, chat) for chats in self.languages.values() for chat in chats}
        free = [chat for chat in self.now() if chat not in taken]
        return tuple(spoken or free or self.now())
