"""Compares a CheckResponse on standard input with the expected one: compare.py EXPECTED [update]."""

import difflib
import json
import sys


def canonical(response):
    """The response without what differs from run to run: whether the decision was cached."""
    response.get("dynamicMetadata", {}).pop("cache", None)
    ok = response.get("okResponse", {})
    if "headersToRemove" in ok:
        ok["headersToRemove"].sort()
    return json.dumps(response, indent=2, sort_keys=True) + "\n"


def main():
    path, update = sys.argv[1], sys.argv[2:] not in ([], [""])
    actual = canonical(json.load(sys.stdin))
    if update:
        with open(path, "w", encoding="utf-8") as expected_file:
            expected_file.write(actual)
        return 0
    try:
        with open(path, encoding="utf-8") as expected_file:
            expected = canonical(json.load(expected_file))
    except FileNotFoundError:
        print(f"      {path} is missing")
        return 1
    if actual == expected:
        return 0
    diff = difflib.unified_diff(expected.splitlines(), actual.splitlines(), "expected", "answer", lineterm="")
    print("\n".join("      " + line for line in diff))
    return 1


sys.exit(main())
