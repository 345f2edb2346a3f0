"""Words as customers say them and as agents type them, in six languages."""

WORDS = [
    ("en", "Nobody refunded me for the deliveries", "refund delivery"),
    ("en", "the chargers were returned", "charger returning"),
    ("ru", "Где мои посылки и возвраты?", "посылку возврата"),
    ("ru", "ещё не пришла доставка заказа", "еще доставки заказ"),
    ("ru", "Товар повреждён при перевозке", "повреждена перевозка"),
    ("zh", "我想申请退款，手机坏了", "退款 手机"),
    ("zh", "快递还没有到", "快递"),
    ("es", "¿Dónde están mis devoluciones?", "donde devolución"),
    ("es", "el envío llegó roto, quiero reembolso", "envio reembolsos"),
    ("ca", "La comanda no ha arribat, vull la devolució", "comandes devolucions"),
    ("ca", "El paquet és trencat", "paquets trencada"),
    ("fy", "Wêr bliuwt myn bestelling?", "bestellings bliuwe"),
    ("fy", "De lampe is stikken, ik wol jild werom", "lampen jild"),
]
