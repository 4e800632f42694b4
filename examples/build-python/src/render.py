from markupsafe import Markup, escape

PAGE = Markup("<h1>Hello, {}!</h1>")


def handler(event, context):
    return {"html": str(PAGE.format(escape(event.get("name", "world"))))}
