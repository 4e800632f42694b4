"""Amounts of money, as everybody here writes them."""


def written(cents):
    return f"{cents // 100}.{cents % 100:02} EUR"
