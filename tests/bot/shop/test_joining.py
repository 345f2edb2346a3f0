"""Whose an order is."""

import pytest

from bot.shop.joining import People
from bot.shop.parsed import ShopCustomer
from bot.storage.tables.people import IdentityKind

SHOP, EMAIL, PHONE = IdentityKind.SHOP, IdentityKind.EMAIL, IdentityKind.PHONE
ANNA, BOB = 1, 2


def people(*known):
    found = People()
    for owner, key in known:
        found.owners[key] = owner
        found.keys.setdefault(owner, set()).add(key)
    return found


@pytest.mark.parametrize(
    ("known", "customer", "owner"),
    [
        ([(ANNA, (SHOP, "77"))], ShopCustomer(shop_id="77"), ANNA),
        ([(ANNA, (EMAIL, "a@x"))], ShopCustomer(shop_id="77", email="a@x"), ANNA),
        ([(ANNA, (PHONE, "+31"))], ShopCustomer(phone="+31", name="A"), ANNA),
        ([(ANNA, (PHONE, "+31"))], ShopCustomer(phone="+31", email="a@x"), ANNA),
        ([(ANNA, (SHOP, "77")), (BOB, (EMAIL, "b@x"))], ShopCustomer(shop_id="77", email="b@x"), ANNA),
        ([(ANNA, (EMAIL, "a@x")), (BOB, (PHONE, "+31"))], ShopCustomer(email="a@x", phone="+31"), ANNA),
    ],
)
def test_the_surest_sign_decides(known, customer, owner):
    """The shop's number, else the e-mail address, else a phone that nothing speaks against."""
    assert people(*known).place(customer) == owner


@pytest.mark.parametrize("theirs", [(EMAIL, "a@x"), (SHOP, "77")])
def test_a_family_phone_joins_nobody(theirs):
    """Two e-mail addresses or shop numbers behind one phone are two people."""
    found = people((ANNA, theirs), (ANNA, (PHONE, "+31")))
    stranger = ShopCustomer(email="b@x", shop_id="78", phone="+31")

    assert found.place(stranger) == -1
    assert found.owners[(PHONE, "+31")] == ANNA


def test_a_new_person_is_known_from_then_on():
    """The next order by the same e-mail is theirs; the name is split for greeting."""
    found = People()
    first = found.place(ShopCustomer(email="a@x", name="Anna de Vries"))
    again = found.place(ShopCustomer(email="a@x", phone="+31"))
    by_phone = found.place(ShopCustomer(phone="+31"))

    assert first == again == by_phone == -1
    assert found.new == [("Anna", "de Vries")]
    assert found.learned == [(-1, (EMAIL, "a@x")), (-1, (PHONE, "+31"))]


def test_an_order_that_names_two_people_is_counted():
    """It goes by the surer sign, and the report says that there was one."""
    found = people((ANNA, (SHOP, "77")), (BOB, (EMAIL, "b@x")))
    found.place(ShopCustomer(shop_id="77", email="b@x"))

    assert found.divided == 1
    assert found.owners[(EMAIL, "b@x")] == BOB


def test_somebody_stored_before_their_country_was_known_is_found():
    """The number as it was written still names them, and from then on the international one does too."""
    found = people((ANNA, (PHONE, "0612000101")))
    now_known = ShopCustomer(phone="+31612000101", national="0612000101")

    assert found.place(now_known) == ANNA
    assert found.learned == [(ANNA, (PHONE, "+31612000101"))]


def test_the_same_digits_in_another_country_are_another_person():
    """Whoever is known by an international number is not meant by national digits."""
    found = people((ANNA, (PHONE, "0612000101")), (ANNA, (PHONE, "+31612000101")))
    german = ShopCustomer(phone="+49612000101", national="0612000101")

    assert found.place(german) == -1
    assert found.learned == [(-1, (PHONE, "+49612000101"))]
