"""Operations, and how a request finds its own."""

import json
import threading
import traceback
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple
from urllib.parse import parse_qs, unquote

from restjson.errors import ApiError
from restjson.principal import Principal


@dataclass(frozen=True)
class Request:
    """One request: its operation's labels by name, its query, its JSON body and its caller."""

    labels: Dict[str, str]
    query: Dict[str, List[str]]
    body: Dict[str, Any]
    principal: Principal

    def text(self, name: str, max_length: int, required: bool = True) -> Optional[str]:
        """The body's string member `name`, 1 to `max_length` characters."""
        value = self.body.get(name)
        if value is None:
            if required:
                raise ApiError.invalid("/" + name, "required, but absent")
            return None
        if not isinstance(value, str) or not 1 <= len(value) <= max_length:
            raise ApiError.invalid("/" + name, f"expected a string of 1 to {max_length} characters")
        return value

    def number(self, name: str, low: int, high: int) -> Optional[int]:
        """The body's whole-number member `name`, or None where it is absent."""
        value = self.body.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ApiError.invalid("/" + name, f"expected a whole number from {low} to {high}")
        return value

    def boolean(self, name: str) -> bool:
        """The body's required boolean member `name`."""
        value = self.body.get(name)
        if not isinstance(value, bool):
            raise ApiError.invalid("/" + name, "expected true or false")
        return value


Handler = Callable[[Request], Optional[Dict[str, Any]]]


@dataclass(frozen=True)
class Operation:
    """One operation: `method` and `uri` as in the model (labels as `{name}`), its success status and its handler."""

    method: str
    uri: str
    handler: Handler
    status: int = 200
    segments: Tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "segments", tuple(self.uri.strip("/").split("/")))

    def match(self, segments: Sequence[str]) -> Optional[Dict[str, str]]:
        """The labels of a path that fits, else None."""
        if len(segments) != len(self.segments):
            return None
        labels = {}
        for expected, actual in zip(self.segments, segments):
            if expected.startswith("{"):
                if not actual:
                    return None
                labels[expected[1:-1]] = unquote(actual)
            elif expected != unquote(actual):
                return None
        return labels


@dataclass(frozen=True)
class Response:
    """What is sent: `body` is None where the status allows none."""

    status: int
    headers: Dict[str, str]
    body: Optional[bytes]


class App:
    """A service: operations in order of specificity, literal segments first.

    One handler runs at a time, so what handlers remember needs no locks of its own.
    """

    def __init__(self, name: str, operations: Sequence[Operation]):
        self.name = name
        self._operations = list(operations)
        self._lock = threading.Lock()

    def handle(self, method: str, target: str, headers: Dict[str, str], body: bytes) -> Response:
        """Answers a request; every failure becomes an error of the model. `headers` have lower-case names."""
        try:
            return self._dispatch(method, target, headers, body)
        except ApiError as error:
            return error_response(error, headers.get("x-request-id"))
        except Exception:  # A fault must not leave the request unanswered.
            traceback.print_exc()
            fault = ApiError("InternalServerException", "The service failed")
            return error_response(fault, headers.get("x-request-id"))

    def _dispatch(self, method: str, target: str, headers: Dict[str, str], body: bytes) -> Response:
        path, _, query = target.partition("?")
        if path == "/healthz":
            return json_response(200, {"status": "ok"})
        segments = path.lstrip("/").split("/")
        if len(segments) > 1 and segments[-1] == "":
            segments.pop()  # Smithy: a trailing slash makes no difference.
        allowed = set()
        for operation in self._operations:
            labels = operation.match(segments)
            if labels is None:
                continue
            if operation.method == method:
                request = Request(labels, parse_qs(query, keep_blank_values=True), _json(body), Principal.of(headers))
                with self._lock:
                    return json_response(operation.status, operation.handler(request))
            allowed.add(operation.method)
        if allowed:
            error = ApiError("MethodNotAllowedException", f"{method} is not allowed here")
            response = error_response(error, headers.get("x-request-id"))
            response.headers["allow"] = ", ".join(sorted(allowed))
            return response
        raise ApiError("ResourceNotFoundException", "No such operation")


def _json(body: bytes) -> Dict[str, Any]:
    if not body:
        return {}
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise ApiError("SerializationException", "The body is not JSON") from None
    if not isinstance(value, dict):
        raise ApiError("SerializationException", "The body is not a JSON object")
    return value


def json_response(status: int, output: Optional[Dict[str, Any]]) -> Response:
    if status == 204:
        return Response(status, {}, None)
    return Response(status, {"content-type": "application/json"}, _encode(output or {}))


def error_response(error: ApiError, request_id: Optional[str]) -> Response:
    members: Dict[str, Any] = {"__type": error.error_type, "message": error.message}
    if request_id:
        members["requestId"] = request_id
    if error.fields:
        members["fieldList"] = [{"path": path, "message": message} for path, message in error.fields]
    headers = {"content-type": "application/json", "x-amzn-errortype": error.error_type}
    return Response(error.status, headers, _encode(members))


def _encode(value: Any) -> bytes:
    # ASCII only: an unpaired surrogate in a client's JSON can then be sent back.
    return json.dumps(value, separators=(",", ":")).encode("ascii")
