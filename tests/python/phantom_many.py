"""Changes many things behind the spec's back, in one go.

    phantom_many.py phantom_events.py:bus_key ...

Prints, as JSON, why each could not be done; null where it was.
"""
import importlib
import json
import sys

import house

once = house.client
# What an emulator can't do, it can't do the fifth time either.
house.client = lambda service, **words: once(service, **{**words, "retries": 0})


def failure(word):
    script, case = word.split(".py:")
    try:
        module = importlib.import_module(script)
        change = getattr(module, case, None)
        change() if change else module.main(case)
    except Exception as error:  # each is told, and none keeps the others from being tried
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    print(json.dumps({word: failure(word) for word in sys.argv[1:]}))
