"""Sample service fe-support: sessions, feature flags and feedback of a web front end."""

import re
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, List

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from restjson import ApiError, App, Operation, Request, main, page_of

# The oldest is forgotten when one more would be kept.
MAX_KEPT = 1000
SEEDED_AT = "2026-11-01T12:00:00Z"
FLAG_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
# Flags of the front page: what a caller without a token gets to see.
FRONT_PAGE_FLAGS = ("maintenance-banner", "new-landing-page")


class State:
    """Sessions and feedback by id, flags by name."""

    def __init__(self) -> None:
        self.flags: Dict[str, bool] = {
            "maintenance-banner": False,
            "new-landing-page": True,
            "new-checkout": True,
            "dark-mode": False,
        }
        self.sessions: Dict[str, Dict[str, Any]] = {
            "123": {"id": "123", "sub": "alice", "userAgent": "sample/1.0", "createdAt": SEEDED_AT}
        }
        self.feedback: Dict[str, Dict[str, Any]] = {
            "123": {
                "id": "123",
                "sub": "alice",
                "text": "The order list is quick now.",
                "rating": 5,
                "resolved": False,
                "createdAt": SEEDED_AT,
            }
        }
        self._next = 1000

    def add(self, kept: Dict[str, Dict[str, Any]], item: Dict[str, Any]) -> Dict[str, Any]:
        """Keeps `item` under a new id."""
        self._next += 1
        created_at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        item = {"id": str(self._next), **item, "createdAt": created_at}
        kept[item["id"]] = item
        if len(kept) > MAX_KEPT:
            del kept[next(iter(kept))]
        return item


def fe_support(state: State) -> App:
    """The service over `state`; operations as in the model."""

    def get_status(_: Request) -> Dict[str, Any]:
        return {"status": "ok"}

    def get_flags(request: Request) -> Dict[str, Any]:
        if request.principal.sub is None:
            return {"flags": {name: state.flags[name] for name in FRONT_PAGE_FLAGS if name in state.flags}}
        return {"flags": dict(state.flags)}

    def get_flag(request: Request) -> Dict[str, Any]:
        name = request.labels["name"]
        if name not in state.flags:
            raise ApiError.not_found("feature flag", name)
        return {"flag": {"name": name, "enabled": state.flags[name]}}

    def set_flag(request: Request) -> Dict[str, Any]:
        name = request.labels["name"]
        if not FLAG_NAME.fullmatch(name):
            raise ApiError.invalid("/name", "expected lower-case letters, digits and hyphens")
        enabled = request.boolean("enabled")
        if name not in state.flags and len(state.flags) >= MAX_KEPT:
            raise ApiError("ConflictException", f"There are {MAX_KEPT} feature flags already")
        state.flags[name] = enabled
        return get_flag(request)

    def list_sessions(request: Request) -> Dict[str, Any]:
        return page_of(_newest_first(state.sessions), "sessions", request.query)

    def create_session(request: Request) -> Dict[str, Any]:
        session = {"sub": request.principal.required_sub()}
        user_agent = request.text("userAgent", 512, required=False)
        if user_agent is not None:
            session["userAgent"] = user_agent
        return {"session": state.add(state.sessions, session)}

    def get_session(request: Request) -> Dict[str, Any]:
        return {"session": _get(state.sessions, "session", request.labels["id"])}

    def end_session(request: Request) -> None:
        del state.sessions[_get(state.sessions, "session", request.labels["id"])["id"]]

    def list_feedback(request: Request) -> Dict[str, Any]:
        items = _newest_first(state.feedback)
        resolved = request.query.get("resolved")
        if resolved:
            if resolved[0] not in ("true", "false"):
                raise ApiError.invalid("/resolved", "expected true or false")
            items = [item for item in items if item["resolved"] == (resolved[0] == "true")]
        return page_of(items, "feedback", request.query)

    def submit_feedback(request: Request) -> Dict[str, Any]:
        feedback = {"sub": request.principal.required_sub(), "text": request.text("text", 4000)}
        rating = request.number("rating", 1, 5)
        if rating is not None:
            feedback["rating"] = rating
        return {"feedback": state.add(state.feedback, {**feedback, "resolved": False})}

    def get_feedback(request: Request) -> Dict[str, Any]:
        return {"feedback": _get(state.feedback, "feedback", request.labels["id"])}

    def resolve_feedback(request: Request) -> Dict[str, Any]:
        feedback = _get(state.feedback, "feedback", request.labels["id"])
        if feedback["resolved"]:
            raise ApiError("ConflictException", f"Feedback {feedback['id']!r} is resolved already")
        feedback["resolved"] = True
        return {"feedback": feedback}

    base = "/api/fe-support"
    operations = [
        Operation("GET", base + "/status", get_status),
        Operation("GET", base + "/feature-flags", get_flags),
        Operation("GET", base + "/feature-flags/{name}", get_flag),
        Operation("PUT", base + "/feature-flags/{name}", set_flag),
        Operation("GET", base + "/sessions", list_sessions),
        Operation("POST", base + "/sessions", create_session, 201),
        Operation("GET", base + "/sessions/{id}", get_session),
        Operation("DELETE", base + "/sessions/{id}", end_session, 204),
        Operation("GET", base + "/feedback", list_feedback),
        Operation("POST", base + "/feedback", submit_feedback, 201),
        Operation("GET", base + "/feedback/{id}", get_feedback),
        Operation("POST", base + "/feedback/{id}/resolve", resolve_feedback),
    ]
    return App("fe-support", operations)


def _newest_first(kept: Dict[str, Dict[str, Any]]) -> List[Dict[str, Any]]:
    return list(reversed(list(kept.values())))


def _get(kept: Dict[str, Dict[str, Any]], what: str, key: str) -> Dict[str, Any]:
    if key not in kept:
        raise ApiError.not_found(what, key)
    return kept[key]


if __name__ == "__main__":
    main(fe_support(State()), default_port=9103)
