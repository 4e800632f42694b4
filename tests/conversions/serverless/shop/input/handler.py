def list_orders(event, context):
    return []


def work(event, context):
    return None
