"""Shows one product."""
from catalogue import PRODUCTS
from reply import reply


def handler(event, context):
    wanted = (event.get("pathParameters") or {}).get("id")
    product = PRODUCTS.get(wanted)
    if product is None:
        return reply(404, {"error": f"there is no product {wanted!r}"})
    return reply(200, product)
