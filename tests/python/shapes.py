"""Members against their shapes: known, required, type, enum, range, length, pattern."""
import datetime
import functools
import re

import regex

from decode import Header, Text, blob, readable

NUMBERS = {"integer": int, "long": int, "float": float, "double": float}
BITS = {"integer": 31, "long": 63}
HTTP = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
PAIRS = r"\uD800\uDC00-\uDBFF\uDFFF"
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")


def check(shape, value, where, protocol):
    """One line for each violation."""
    if value is None:
        return [f"{where}: null instead of nothing"]
    kind = shape.type_name
    if kind == "structure":
        return structure(shape, value, where, protocol)
    if kind == "list":
        return sequence(shape, value, where, protocol)
    if kind == "map":
        return mapping(shape, value, where, protocol)
    if shape.serialization.get("jsonvalue") or getattr(shape, "is_document_type", False):
        return []
    return scalar(shape, value, where, protocol)


def structure(shape, value, where, protocol):
    if getattr(shape, "is_document_type", False):
        return []
    if not isinstance(value, dict):
        return [] if value == "" and isinstance(value, Text) else [wrong(where, shape, value)]
    found = []
    # JSON names nested members by locationName where there is one; the top level is named already.
    names = {}
    for name, member in shape.members.items():
        names[name] = name
        if "location" not in member.serialization and protocol in ("json", "rest-json"):
            names.setdefault(member.serialization.get("name", name), name)
    present = set()
    for key, one in value.items():
        name = names.get(key)
        if name is None:
            found.append(f"{where}.{key}: no such member")
            continue
        present.add(name)
        found += check(shape.members[name], one, f"{where}.{name}", protocol)
    found += [f"{where}.{name}: required" for name in shape.required_members if name not in present]
    return found


def sequence(shape, value, where, protocol):
    if value == "" and isinstance(value, Text):
        value = []
    if not isinstance(value, list):
        return [wrong(where, shape, value)]
    found = bounds(shape, len(value), where, "items")
    for number, one in enumerate(value):
        found += check(shape.member, one, f"{where}[{number}]", protocol)
    return found


def mapping(shape, value, where, protocol):
    if not isinstance(value, dict):
        return [wrong(where, shape, value)]
    found = bounds(shape, len(value), where, "entries")
    for key, one in value.items():
        found += scalar(shape.key, key, f"{where} key", protocol)
        found += check(shape.value, one, f"{where}.{key}", protocol)
    return found


def scalar(shape, value, where, protocol):
    kind = shape.type_name
    if kind in NUMBERS:
        return number(shape, value, where)
    if kind == "boolean":
        good = value in ("true", "false") if isinstance(value, Text) else isinstance(value, bool)
        return [] if good else [wrong(where, shape, value)]
    if kind == "timestamp":
        return [] if timestamp(shape, value, protocol) else [wrong(where, shape, value)]
    if kind == "blob":
        return blobs(shape, value, where)
    if kind == "string":
        return text(shape, value, where)
    return [f"{where}: a shape of the type {kind}"]


def number(shape, value, where):
    kind = shape.type_name
    if isinstance(value, Text):
        try:
            value = NUMBERS[kind](value)
        except ValueError:
            return [wrong(where, shape, value)]
    whole = kind in BITS
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        return [wrong(where, shape, value)]
    if whole and not -(1 << BITS[kind]) <= value < 1 << BITS[kind]:
        return [f"{where}: {value} doesn't fit into {kind}"]
    return bounds(shape, value, where, "")


def timestamp(shape, value, protocol):
    if isinstance(value, datetime.datetime):
        return protocol == "cbor"
    wanted = shape.serialization.get("timestampFormat")
    if isinstance(value, Header):
        return bool(HTTP.fullmatch(value) or ISO.fullmatch(value))
    if isinstance(value, Text):
        wanted = wanted or "iso8601"
        return bool(ISO.fullmatch(value)) if wanted == "iso8601" else True
    if protocol in ("json", "rest-json") and wanted != "iso8601":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, str) and bool(ISO.fullmatch(value))


def blobs(shape, value, where):
    if isinstance(value, bytes):
        return bounds(shape, len(value), where, "bytes")
    try:
        return bounds(shape, len(blob(value)), where, "bytes")
    except (ValueError, TypeError):
        return [wrong(where, shape, value)]


def text(shape, value, where):
    if isinstance(value, bytes):
        value = value.decode()
    if not isinstance(value, str):
        return [wrong(where, shape, value)]
    found = bounds(shape, len(value), where, "characters")
    known = shape.metadata.get("enum")
    if known and value not in known:
        found.append(f"{where}: {readable(value)} is none of {', '.join(known[:12])}")
    pattern = compiled(shape.metadata.get("pattern"))
    if pattern and not pattern.fullmatch(value):
        found.append(f"{where}: {readable(value)} doesn't match {pattern.pattern}")
    return found


@functools.cache
def compiled(pattern):
    """A pattern of the models, which are Java's: `regex` knows their classes, `re` doesn't."""
    # Java writes what lies beyond 16 bits as pairs of surrogates, which no text of Python's holds.
    return regex.compile(pattern.replace(PAIRS, r"\U00010000-\U0010FFFF")) if pattern else None


def bounds(shape, size, where, unit):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < float(least):
        return [f"{where}: {size} {unit}".rstrip() + f" is under {least}"]
    if most is not None and size > float(most):
        return [f"{where}: {size} {unit}".rstrip() + f" is over {most}"]
    return []


def wrong(where, shape, value):
    return f"{where}: {readable(value)} is no {shape.type_name}"
