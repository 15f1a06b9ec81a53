"""What the service remembers: users, groups and invitations, in memory."""

from datetime import datetime, timezone
from typing import Any, Dict, List

from restjson import ApiError

# The oldest is forgotten when one more would be kept.
MAX_KEPT = 1000


def now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class State:
    """Users and invitations by id, groups by name."""

    def __init__(self) -> None:
        self.users: Dict[str, Dict[str, Any]] = {}
        self.groups: Dict[str, Dict[str, Any]] = {}
        self.invitations: Dict[str, Dict[str, Any]] = {}
        self._next = 1000
        for user_id, name in (("123", "Sam Sample"), ("alice", "Alice Reader"), ("bob", "Bob Writer"), ("carol", "Carol Admin")):
            self.users[user_id] = {
                "id": user_id,
                "email": f"{user_id}@example.com",
                "displayName": name,
                "createdAt": "2026-11-01T12:00:00Z",
            }
        members = {"readers": ["alice", "123"], "writers": ["bob"], "support-agents": [], "administrators": ["carol"]}
        for group, member_ids in {**members, "machine-clients": []}.items():
            self.groups[group] = {"name": group, "description": f"The {group}", "memberIds": member_ids}
        self.invitations["123"] = {"id": "123", "email": "dave@example.com", "createdAt": "2026-11-01T12:00:00Z"}

    def add(self, kept: Dict[str, Dict[str, Any]], item: Dict[str, Any]) -> Dict[str, Any]:
        """Keeps `item` under a new id."""
        self._next += 1
        item = {"id": str(self._next), **item, "createdAt": now()}
        kept[item["id"]] = item
        if len(kept) > MAX_KEPT:
            del kept[next(iter(kept))]
        return item

    def user(self, user_id: str) -> Dict[str, Any]:
        return _get(self.users, "user", user_id)

    def group(self, name: str) -> Dict[str, Any]:
        return _get(self.groups, "group", name)

    def invitation(self, invitation_id: str) -> Dict[str, Any]:
        return _get(self.invitations, "invitation", invitation_id)

    def users_in(self, group: str) -> List[Dict[str, Any]]:
        return [self.users[user_id] for user_id in self.group(group)["memberIds"] if user_id in self.users]


def _get(kept: Dict[str, Dict[str, Any]], what: str, key: str) -> Dict[str, Any]:
    try:
        return kept[key]
    except KeyError:
        raise ApiError.not_found(what, key) from None
