"""Lists what can be ordered."""
from catalogue import PRODUCTS
from reply import reply


def handler(event, context):
    return reply(200, {"products": list(PRODUCTS.values())})
