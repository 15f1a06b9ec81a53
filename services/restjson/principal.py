"""The caller as the router names it."""

from dataclasses import dataclass
from typing import Mapping, Optional, Tuple
from urllib.parse import unquote

from restjson.errors import ApiError


@dataclass(frozen=True)
class Principal:
    """Who calls, and for which action the router has authorised the call.

    The router percent-encodes, as UTF-8, `%`, `,` and everything outside printable ASCII in each value; groups are
    separated by commas. A header that is absent is a claim that the token does not have.
    """

    sub: Optional[str]
    tenant_id: Optional[str]
    groups: Tuple[str, ...]
    action: Optional[str]

    @staticmethod
    def of(headers: Mapping[str, str]) -> "Principal":
        def value(name: str) -> Optional[str]:
            raw = headers.get(name)
            return None if raw is None else unquote(raw)

        groups = headers.get("x-principal-groups") or ""
        return Principal(
            sub=value("x-principal-sub"),
            tenant_id=value("x-principal-tenant-id"),
            groups=tuple(unquote(group) for group in groups.split(",") if group),
            action=value("x-principal-action"),
        )

    def required_sub(self) -> str:
        """The subject, for an operation that the router never lets through without one."""
        if self.sub is None:
            raise ApiError("InternalServerException", "The request came without a principal")
        return self.sub
