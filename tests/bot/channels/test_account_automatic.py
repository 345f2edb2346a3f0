"""A shop that wants automatic words in its own account's chats gets them there, in the account's name."""

import pytest
import pytest_asyncio
from shift import on_shift
from test_business_chats import LEAD, let_in, said

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shift(classifier, tmp_path_factory):
    folder = tmp_path_factory.mktemp("account")
    more = 'business: {automatic: "on"}\nhours: {opens: "00:00", closes: "00:00"}\n'
    async with on_shift(classifier, folder, leads=(LEAD,), more_shop=more, service="  acknowledge: 0s\n") as running:
        yield running


async def test_the_acknowledgement_goes_through_the_account(shift):
    """It says that it is automatic, and stands in the chat that the customer wrote in."""
    lead, anna = shift.telegram.agent("Lena", id=LEAD, started=True), shift.customer()
    account = shift.telegram.business.connect(shift.telegram.customer("Lamps", "Amsterdam"))
    await let_in(shift, lead, account)
    shift.telegram.business.write(anna, account, "Where is my order? It should have been here by now")
    await shift.until(lambda: said(shift, account, anna))

    assert any("automatic" in text for text in said(shift, account, anna))
    assert shift.received(anna) == []
