"""Says that the API is alive, and in which stage."""
import os

from reply import reply


def handler(event, context):
    return reply(200, {"status": "ok", "stage": os.environ.get("STAGE", "unknown")})
