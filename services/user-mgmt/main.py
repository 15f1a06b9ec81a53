"""Sample service user-mgmt: users, groups, invitations, and who the caller is."""

import re
import sys
from pathlib import Path
from typing import Any, Dict

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from restjson import ApiError, App, Operation, Request, main, page_of
from state import MAX_KEPT, State

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
GROUP_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")


def user_mgmt(state: State) -> App:
    """The service over `state`; operations as in the model."""

    def who_am_i(request: Request) -> Dict[str, Any]:
        principal = request.principal
        output = {"sub": principal.required_sub(), "groups": list(principal.groups), "action": principal.action}
        if principal.tenant_id is not None:
            output["tenantId"] = principal.tenant_id
        return output

    def list_users(request: Request) -> Dict[str, Any]:
        group = request.query.get("group")
        users = state.users_in(group[0]) if group else list(state.users.values())
        return page_of(sorted(users, key=lambda user: user["id"]), "users", request.query)

    def create_user(request: Request) -> Dict[str, Any]:
        email = _email(request, required=True)
        _check_free(email, None)
        return {"user": state.add(state.users, {"email": email, "displayName": request.text("displayName", 100)})}

    def update_user(request: Request) -> Dict[str, Any]:
        user = state.user(request.labels["id"])
        email = _email(request, required=False)
        name = request.text("displayName", 100, required=False)
        if email is not None:
            _check_free(email, user["id"])
            user["email"] = email
        if name is not None:
            user["displayName"] = name
        return {"user": user}

    def delete_user(request: Request) -> None:
        user_id = state.user(request.labels["id"])["id"]
        del state.users[user_id]
        for group in state.groups.values():
            group["memberIds"] = [member for member in group["memberIds"] if member != user_id]

    def list_groups(request: Request) -> Dict[str, Any]:
        return page_of([state.groups[name] for name in sorted(state.groups)], "groups", request.query)

    def put_group(request: Request) -> Dict[str, Any]:
        name = request.labels["name"]
        if not GROUP_NAME.fullmatch(name):
            raise ApiError.invalid("/name", "expected lower-case letters, digits and hyphens")
        description = request.text("description", 500, required=False)
        if name not in state.groups and len(state.groups) >= MAX_KEPT:
            raise ApiError("ConflictException", f"There are {MAX_KEPT} groups: delete one first")
        group = state.groups.setdefault(name, {"name": name, "memberIds": []})
        if description is not None:
            group["description"] = description
        return {"group": group}

    def delete_group(request: Request) -> None:
        del state.groups[state.group(request.labels["name"])["name"]]

    def add_member(request: Request) -> Dict[str, Any]:
        group = state.group(request.labels["name"])
        user_id = state.user(request.labels["userId"])["id"]
        if user_id not in group["memberIds"]:
            group["memberIds"] = group["memberIds"] + [user_id]
        return {"group": group}

    def remove_member(request: Request) -> None:
        group = state.group(request.labels["name"])
        user_id = request.labels["userId"]
        if user_id not in group["memberIds"]:
            raise ApiError.not_found("member", user_id)
        group["memberIds"] = [member for member in group["memberIds"] if member != user_id]

    def list_invitations(request: Request) -> Dict[str, Any]:
        return page_of(list(reversed(list(state.invitations.values()))), "invitations", request.query)

    def create_invitation(request: Request) -> Dict[str, Any]:
        return {"invitation": state.add(state.invitations, {"email": _email(request, required=True)})}

    def revoke_invitation(request: Request) -> None:
        del state.invitations[state.invitation(request.labels["id"])["id"]]

    def _check_free(email: str, owner: Any) -> None:
        for user in state.users.values():
            if user["email"].lower() == email.lower() and user["id"] != owner:
                raise ApiError("ConflictException", f"There is a user with the address {email!r} already")

    base = "/api/user-mgmt"
    operations = [
        Operation("GET", base + "/me", who_am_i),
        Operation("GET", base + "/users", list_users),
        Operation("POST", base + "/users", create_user, 201),
        Operation("GET", base + "/users/{id}", lambda request: {"user": state.user(request.labels["id"])}),
        Operation("PUT", base + "/users/{id}", update_user),
        Operation("DELETE", base + "/users/{id}", delete_user, 204),
        Operation("GET", base + "/groups", list_groups),
        Operation("GET", base + "/groups/{name}", lambda request: {"group": state.group(request.labels["name"])}),
        Operation("PUT", base + "/groups/{name}", put_group),
        Operation("DELETE", base + "/groups/{name}", delete_group, 204),
        Operation("PUT", base + "/groups/{name}/members/{userId}", add_member),
        Operation("DELETE", base + "/groups/{name}/members/{userId}", remove_member, 204),
        Operation("GET", base + "/invitations", list_invitations),
        Operation("POST", base + "/invitations", create_invitation, 201),
        Operation(
            "GET",
            base + "/invitations/{id}",
            lambda request: {"invitation": state.invitation(request.labels["id"])},
        ),
        Operation("DELETE", base + "/invitations/{id}", revoke_invitation, 204),
    ]
    return App("user-mgmt", operations)


def _email(request: Request, required: bool) -> Any:
    email = request.text("email", 254, required)
    if email is not None and not EMAIL.fullmatch(email):
        raise ApiError.invalid("/email", "expected an email address")
    return email


if __name__ == "__main__":
    main(user_mgmt(State()), default_port=9101)
