"""Expectations of an answer: what is named must be so, what is not named is not looked at.

A mapping is held member by member, a list item by item, a pattern against the whole text, a type against the type; a
function is asked, and anything else must be equal.
"""
import re


class ABSENT:
    """A member that must not be told."""


def like(pattern):
    """A text of this form."""
    return re.compile(pattern)


def about(pairs):
    """A mapping with exactly these members."""
    return lambda found: found == pairs


def names(key, *wanted):
    """A list whose items have these names, in any order."""
    return lambda found: sorted(one[key] for one in found) == sorted(wanted)


def among(key, *wanted):
    """A list that has items of these names, perhaps with others."""
    return lambda found: set(wanted) <= {one[key] for one in found}


def without(key, *unwanted):
    """A list that has no items of these names."""
    return lambda found: not set(unwanted) & {one[key] for one in found}


def tags(**wanted):
    """A list of tags, in any order."""
    return lambda found: {one.get("Key", one.get("key")): one.get("Value", one.get("value")) for one in found} == wanted


def differences(wanted, found, where="answer"):
    """One line for each difference."""
    if wanted is ABSENT:
        return [f"{where}: {found!r} instead of nothing"]
    if isinstance(wanted, dict):
        return of_mapping(wanted, found, where)
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return [f"{where}: {found!r} instead of {wanted!r}"]
        pairs = enumerate(zip(wanted, found, strict=True))
        return [line for number, pair in pairs for line in differences(*pair, f"{where}[{number}]")]
    if isinstance(wanted, re.Pattern):
        good = isinstance(found, str) and wanted.fullmatch(found)
    elif isinstance(wanted, type):
        good = isinstance(found, wanted)
    elif callable(wanted):
        good = wanted(found)
    else:
        good = found == wanted and isinstance(found, bool) == isinstance(wanted, bool)
    return [] if good else [f"{where}: {found!r} is not as expected{'' if callable(wanted) else f': {wanted!r}'}"]


def of_mapping(wanted, found, where):
    if not isinstance(found, dict):
        return [f"{where}: {found!r} instead of members"]
    lines = []
    for name, one in wanted.items():
        if name in found:
            lines += differences(one, found[name], f"{where}.{name}")
        elif one is not ABSENT:
            lines.append(f"{where}.{name}: not told; told were {', '.join(sorted(found))}")
    return lines
