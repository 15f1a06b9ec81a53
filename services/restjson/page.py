"""Pages of a list."""

from typing import Any, Dict, List, Sequence

from restjson.errors import ApiError

DEFAULT_SIZE = 20
MAX_SIZE = 100


def page_of(items: Sequence[Any], name: str, query: Dict[str, List[str]]) -> Dict[str, Any]:
    """One page of `items` as an output with the member `name` and, unless it is the last page, `nextToken`."""
    size = _number(query, "maxResults", DEFAULT_SIZE, 1, MAX_SIZE)
    start = _number(query, "nextToken", 0, 0, 10**9)
    output: Dict[str, Any] = {name: list(items[start : start + size])}
    if start + size < len(items):
        output["nextToken"] = str(start + size)
    return output


def _number(query: Dict[str, List[str]], name: str, default: int, low: int, high: int) -> int:
    values = query.get(name)
    if not values:
        return default
    text = values[0]
    if not (text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high):
        raise ApiError.invalid("/" + name, f"expected a whole number from {low} to {high}")
    return int(text)
