"""The HTTP/1.1 side: connections, bodies, the request log, start and end of the process."""

import argparse
import http.server
import json
import os
import signal
import socket
import sys
import threading
from typing import Dict, Optional

from restjson.app import App, Response, error_response
from restjson.errors import ApiError

MAX_BODY = 1 << 20
# Longer than Envoy keeps an idle connection (envoy/clusters.yaml): were we the first to close one, a request could meet
# the closing.
IDLE_SECONDS = 60


class _BadRequest(Exception):
    """The message's framing is broken; the connection can't be used further."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    # On Linux this only lets us bind while old connections linger; two listeners stay impossible.
    allow_reuse_address = True

    def __init__(self, host: str, port: int, app: App):
        self.app = app
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)

    def handle_error(self, request, client_address):
        """A client that goes away is not worth a stack trace."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "sample"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    server: _Server

    def __getattr__(self, name: str):
        if name.startswith("do_"):  # Every method comes here, and is judged by the app.
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        headers = {}
        for name, value in self.headers.items():
            name = name.lower()
            headers[name] = headers[name] + "," + value if name in headers else value
        try:
            body = self._body(headers)
        except _BadRequest as error:
            self.close_connection = True
            refusal = ApiError("SerializationException", str(error))
            self._send(headers, error_response(refusal, headers.get("x-request-id")))
            return
        if body is None:
            self.close_connection = True
            too_large = ApiError("RequestTooLargeException", f"The body is larger than {MAX_BODY} bytes")
            self._send(headers, error_response(too_large, headers.get("x-request-id")))
            return
        self._send(headers, self.server.app.handle(self.command, self.path, headers, body))

    def _body(self, headers: Dict[str, str]) -> Optional[bytes]:
        """The whole body, or None where it is too large."""
        coding = headers.get("transfer-encoding")
        if coding is not None:
            if coding.strip().lower() != "chunked" or "content-length" in headers:
                raise _BadRequest("Unsupported transfer-encoding")
            return self._chunked()
        length = headers.get("content-length", "0").strip()
        if not (length.isascii() and length.isdigit()):
            raise _BadRequest("Malformed content-length")
        if len(length) > 9 or int(length) > MAX_BODY:
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise _BadRequest("The body ends early")
        return body

    def _chunked(self) -> Optional[bytes]:
        body = bytearray()
        while True:
            size_text = self.rfile.readline(1024).partition(b";")[0].strip()
            try:
                size = int(size_text, 16)
            except ValueError:
                raise _BadRequest("Malformed chunk size") from None
            if size < 0 or len(body) + size > MAX_BODY:
                return None
            if size == 0:
                while self.rfile.readline(8192).strip():
                    pass  # trailers
                return bytes(body)
            chunk = self.rfile.read(size + 2)
            if len(chunk) < size + 2 or chunk[size:] != b"\r\n":
                raise _BadRequest("The body ends early")
            body += chunk[:size]

    def send_error(self, code, message=None, explain=None):
        """The base class's refusals of what is not HTTP, in the shape of the others."""
        self.close_connection = True
        self.command = getattr(self, "command", None) or "-"
        self.path = getattr(self, "path", None) or "-"
        refusal = ApiError("ValidationException", message or "The request can't be understood")
        self._send({}, error_response(refusal, None))

    def _send(self, headers: Dict[str, str], response: Response) -> None:
        """One write for headers and body: no waiting for the acknowledgement of the first."""
        lines = [f"HTTP/1.1 {response.status} {self.responses[response.status][0]}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        if response.body is not None:
            lines.append(f"content-length: {len(response.body)}")
        if self.close_connection:
            lines.append("connection: close")
        body = b"" if response.body is None or self.command == "HEAD" else response.body
        self.wfile.write("\r\n".join(lines + ["", ""]).encode("latin-1") + body)
        self._log(headers, response.status)

    def _log(self, headers: Dict[str, str], status: int) -> None:
        if self.path == "/healthz":
            return
        line = {
            "method": self.command,
            "path": self.path,
            "status": status,
            "requestId": headers.get("x-request-id"),
            # As they arrived, so that one sees what the router lets through.
            "headers": {
                name: value
                for name, value in sorted(headers.items())
                if name.startswith("x-principal-") or name in ("x-original-url", "x-http-method-override")
            },
            "tokenSeen": "authorization" in headers or any(name.startswith("x-amzn-oidc-") for name in headers),
        }
        print(json.dumps(line), flush=True)

    def log_message(self, format, *args):
        """The base class's own lines are left out: `_log` says it all."""


def main(app: App, default_port: int) -> None:
    """Serves `app` until SIGTERM or SIGINT. Exit code 1 where the port is busy."""
    parser = argparse.ArgumentParser(description=f"Sample service {app.name}")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="address to listen on [HOST]")
    parser.add_argument("--port", default=os.environ.get("PORT", str(default_port)), help="port, 0 for any [PORT]")
    options = parser.parse_args()
    if not (options.port.isascii() and options.port.isdigit() and int(options.port) <= 65535):
        sys.exit(f"{app.name}: the port must be a number from 0 to 65535, not {options.port!r}")
    try:
        server = _Server(options.host, int(options.port), app)
    except OSError as error:
        sys.exit(f"{app.name}: can't listen on {options.host}:{options.port}: {error.strerror or error}")

    def stop(*_):
        # From another thread: shutdown() waits for the loop that this signal has interrupted.
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    host, port = server.server_address[:2]
    print(f"{app.name} listening on http://{host}:{port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.socket.close()
