"""Whose an order is: the person already known by the shop's number, the e-mail address or the phone.

A phone is often a family's. It joins only where nothing speaks against it: two
different e-mail addresses or shop numbers behind one phone stay two people.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.shop.parsed import ShopCustomer
from bot.storage.identities import Key, Name
from bot.storage.tables.people import IdentityKind

# Tried in this order: the shop's own number is the surest.
SURE: Final = (IdentityKind.SHOP, IdentityKind.EMAIL)


@dataclass(slots=True)
class People:
    """Everybody an import has met. New people have negative numbers until they are stored."""

    owners: dict[Key, int] = field(default_factory=dict)
    keys: dict[int, set[Key]] = field(default_factory=dict)
    new: list[Name] = field(default_factory=list)
    learned: list[tuple[int, Key]] = field(default_factory=list)
    added: int = 0  # new people of earlier batches: their numbers are taken
    divided: int = 0  # orders that name two known people; the surer of the two got it

    def place(self, customer: ShopCustomer) -> int:
        """Find the person or add one, and remember what they are known by from now on."""
        keys = list(keys_of(customer))
        owner = self._known(keys)
        if owner is None:
            owner = self._add(customer)
        self.divided += len({self.owners[key] for key in keys if key in self.owners and key[0] in SURE} - {owner}) > 0
        for key in keys:
            if key not in self.owners and key != (IdentityKind.PHONE, customer.national):
                self.owners[key] = owner
                self.keys.setdefault(owner, set()).add(key)
                self.learned.append((owner, key))
        return owner

    def begin_next(self) -> None:
        """Forget what was counted; a dry run keeps one directory over all batches."""
        self.added += len(self.new)
        self.new, self.learned, self.divided = [], [], 0

    def _known(self, keys: list[Key]) -> int | None:
        for kind in SURE:
            owner = next((self.owners[key] for key in keys if key[0] is kind and key in self.owners), None)
            if owner is not None:
                return owner
        phones = [key for key in keys if key[0] is IdentityKind.PHONE]
        phone = next((key for key in phones if key in self.owners), None)
        if phone is None or self._contradicts(self.owners[phone], keys):
            return None
        if phone != phones[0] and self._is_abroad(self.owners[phone], phone):
            return None
        return self.owners[phone]

    def _contradicts(self, owner: int, keys: list[Key]) -> bool:
        """Tell whether the person has another e-mail or shop number than the order names."""
        theirs = {kind for kind, _ in self.keys.get(owner, ())}
        return any(kind in theirs for kind, _ in keys if kind in SURE)

    def _is_abroad(self, owner: int, phone: Key) -> bool:
        """Tell whether the person has an international number beside these digits: it is another than was looked for."""
        theirs = self.keys.get(owner, set()) - {phone}
        return any(kind is IdentityKind.PHONE and value.startswith("+") for kind, value in theirs)

    def _add(self, customer: ShopCustomer) -> int:
        first, _, last = (customer.name or "").partition(" ")
        self.new.append((first or None, last.strip() or None))
        return -(self.added + len(self.new))


def keys_of(customer: ShopCustomer) -> Iterator[Key]:
    """List what a customer of an export is known by, the surest first."""
    if customer.shop_id:
        yield IdentityKind.SHOP, customer.shop_id
    if customer.email:
        yield IdentityKind.EMAIL, customer.email
    if customer.phone:
        yield IdentityKind.PHONE, customer.phone
    if customer.national:  # how it was kept before its country was known; only looked for, never learned
        yield IdentityKind.PHONE, customer.national
