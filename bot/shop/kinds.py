"""Says what a table seems to be that holds no orders, by the names of its columns."""

from collections.abc import Sequence
from typing import Final

from bot.shop.generic import plain_name

# Some of each kind's usual columns; the kind with most of them in the header, and at least two, is named.
KINDS: Final = {
    "a products export": "handle variantsku variantprice variantinventoryqty vendor productcategory bodyhtml optionname "
    "option1name regularprice saleprice stock instock stockstatus shortdescription parentsku visibilityincatalog "
    "imagesrc images weight barcode gtin ean",
    "a customers export": "firstname lastname acceptsemailmarketing acceptsmarketing acceptssmsmarketing totalspent "
    "totalorders taxexempt defaultaddresscity defaultaddresscountrycode customersince registered lastorder userlogin "
    "role aov birthday lastactive",
    "a bank statement": "iban bic balance debit credit saldo buchungstag valutadatum wertstellung verwendungszweck "
    "bookingdate valuedate payee payer transactiontype runningbalance accountnumber sortcode reference counterparty "
    "bookingtext auftraggeber betrag narrative",
    "a list of payouts": "payoutdate payoutstatus payoutid fee net cardbrand cardsource presentmentamount gross timezone",
    "a list of discounts": "couponcode discounttype couponamount usagelimit expirydate timesused minimumspend",
    "a list of carts left": "abandonedcheckouturl checkoutid cartcontents recoveryurl recoverystatus",
    "a list of messages": "id text lang conversation labels",
}
NEEDED: Final = (
    "needed is an order export of Shopify or WooCommerce, or a table with the columns order_id, placed_at, total and "
    "customer_email, or the like (README, Importing orders)"
)


def seems_to_be(header: Sequence[str], missing: Sequence[str]) -> str:
    """Say in one sentence what a header is of, and what is needed."""
    names = {plain_name(name) for name in header}
    scores = {kind: len(names.intersection(usual.split())) for kind, usual in KINDS.items()}
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] >= 2:
        return f"this seems to be {best}, not orders ({are_missing(missing)}); {NEEDED}"
    named = ", ".join(name[:40] for name in header[:12])
    return f"{are_missing(missing)}; the first line names {named[:300]}; {NEEDED}"


def are_missing(names: Sequence[str]) -> str:
    """Say which columns are not there."""
    return f"the column{'s' * (len(names) > 1)} {', '.join(names)} {'are' if len(names) > 1 else 'is'} missing"
