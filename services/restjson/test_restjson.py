"""Tests of the HTTP side and of both Python services, over real connections."""

import http.client
import importlib.util
import json
import signal
import socket
import subprocess
import sys
import threading
import unittest
from pathlib import Path

SERVICES = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SERVICES))

from restjson import server  # noqa: E402


def load(folder):
    sys.path.insert(0, str(SERVICES / folder))
    try:
        name = folder.replace("-", "_")
        spec = importlib.util.spec_from_file_location(name, SERVICES / folder / "main.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.pop(0)


USER_MGMT = load("user-mgmt")
FE_SUPPORT = load("fe-support")

ALICE = {
    "x-principal-sub": "alice%2C%C3%A9",
    "x-principal-tenant-id": "acme",
    "x-principal-groups": "readers,a%2Cb,100%25",
    "x-principal-action": "user-mgmt:WhoAmI",
}


class ServiceTest(unittest.TestCase):
    app_factory = staticmethod(lambda: USER_MGMT.user_mgmt(USER_MGMT.State()))

    def setUp(self):
        self.server = server._Server("127.0.0.1", 0, self.app_factory())
        server._Handler._log = lambda *_: None
        threading.Thread(target=lambda: self.server.serve_forever(poll_interval=0.01), daemon=True).start()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=5)

    def tearDown(self):
        self.connection.close()
        self.server.shutdown()
        self.server.server_close()

    def call(self, method, path, body=None, headers=None):
        """(status, headers, JSON body or None) of a request over the kept-alive connection."""
        if isinstance(body, dict):
            body = json.dumps(body)
        self.connection.request(method, path, body=body, headers=headers or ALICE)
        response = self.connection.getresponse()
        text = response.read()
        return response.status, response.headers, json.loads(text) if text else None

    def raw(self, text):
        with socket.create_connection(self.server.server_address, timeout=5) as connection:
            connection.sendall(text)
            answer = b""
            while True:
                more = connection.recv(65536)
                if not more:
                    return answer
                answer += more

    def assert_error(self, answer, status, error_type):
        self.assertEqual(status, answer[0])
        self.assertEqual(error_type, answer[1]["x-amzn-errortype"])
        self.assertEqual(error_type, answer[2]["__type"])
        self.assertTrue(answer[2]["message"])


class UserMgmtTest(ServiceTest):
    def test_who_am_i_encoded_principal_is_decoded(self):
        status, _, body = self.call("GET", "/api/user-mgmt/me")

        self.assertEqual(200, status)
        expected = {"sub": "alice,é", "tenantId": "acme", "groups": ["readers", "a,b", "100%"], "action": "user-mgmt:WhoAmI"}
        self.assertEqual(expected, body)

    def test_who_am_i_absent_claims_are_absent(self):
        _, _, body = self.call("GET", "/api/user-mgmt/me/", headers={"x-principal-sub": "m", "x-principal-action": "a:B"})

        self.assertEqual({"sub": "m", "groups": [], "action": "a:B"}, body)

    def test_users_create_update_delete(self):
        status, _, body = self.call("POST", "/api/user-mgmt/users", {"email": "x@example.com", "displayName": "X"})
        self.assertEqual(201, status)
        path = "/api/user-mgmt/users/" + body["user"]["id"]

        self.assertEqual("Y", self.call("PUT", path, {"displayName": "Y"})[2]["user"]["displayName"])
        self.assertEqual("Y", self.call("GET", path)[2]["user"]["displayName"])
        self.assertEqual((204, None), self.call("DELETE", path)[::2])
        self.assert_error(self.call("GET", path), 404, "ResourceNotFoundException")

    def test_users_invalid_input_is_400_with_field(self):
        answer = self.call("POST", "/api/user-mgmt/users", {"email": "nobody", "displayName": "X"})

        self.assert_error(answer, 400, "ValidationException")
        self.assertEqual("/email", answer[2]["fieldList"][0]["path"])

    def test_users_same_address_is_409(self):
        answer = self.call("POST", "/api/user-mgmt/users", {"email": "ALICE@example.com", "displayName": "X"})

        self.assert_error(answer, 409, "ConflictException")

    def test_users_pages_cover_all_once(self):
        seen, token = [], ""
        while token is not None:
            query = "?maxResults=3" + ("&nextToken=" + token if token else "")
            body = self.call("GET", "/api/user-mgmt/users" + query)[2]
            seen += [user["id"] for user in body["users"]]
            token = body.get("nextToken")

        self.assertEqual(["123", "alice", "bob", "carol"], seen)

    def test_users_page_that_just_holds_all_has_no_next(self):
        body = self.call("GET", "/api/user-mgmt/users?maxResults=4")[2]

        self.assertEqual((4, False), (len(body["users"]), "nextToken" in body))

    def test_users_bad_page_is_400(self):
        for query in ("maxResults=0", "maxResults=101", "maxResults=x", "nextToken=-1"):
            self.assert_error(self.call("GET", "/api/user-mgmt/users?" + query), 400, "ValidationException")

    def test_groups_members_come_and_go(self):
        self.assertEqual(200, self.call("PUT", "/api/user-mgmt/groups/testers", {"description": "T"})[0])
        group = self.call("PUT", "/api/user-mgmt/groups/testers/members/alice")[2]["group"]
        self.assertEqual(["alice"], group["memberIds"])
        self.assertEqual("alice", self.call("GET", "/api/user-mgmt/users?group=testers")[2]["users"][0]["id"])
        self.assertEqual(204, self.call("DELETE", "/api/user-mgmt/groups/testers/members/alice")[0])
        self.assertEqual([], self.call("GET", "/api/user-mgmt/groups/testers")[2]["group"]["memberIds"])
        self.assertEqual(204, self.call("DELETE", "/api/user-mgmt/groups/testers")[0])
        self.assertEqual(5, len(self.call("GET", "/api/user-mgmt/groups")[2]["groups"]))

    def test_invitations_create_list_revoke(self):
        created = self.call("POST", "/api/user-mgmt/invitations", {"email": "n@example.com"})[2]["invitation"]
        self.assertEqual(created, self.call("GET", "/api/user-mgmt/invitations")[2]["invitations"][0])
        self.assertEqual(204, self.call("DELETE", "/api/user-mgmt/invitations/" + created["id"])[0])

    def test_unknown_path_is_404_and_other_method_405(self):
        self.assert_error(self.call("GET", "/api/user-mgmt/nothing"), 404, "ResourceNotFoundException")
        answer = self.call("PATCH", "/api/user-mgmt/users")
        self.assert_error(answer, 405, "MethodNotAllowedException")
        self.assertEqual("GET, POST", answer[1]["allow"])

    def test_error_repeats_request_id(self):
        answer = self.call("GET", "/nothing", headers={"x-request-id": "r-1"})

        self.assertEqual("r-1", answer[2]["requestId"])

    def test_body_not_json_is_400_and_connection_lives(self):
        for body in ("{", "[1]", "[" * 100000, b"\xff\xfe"):
            self.assert_error(self.call("POST", "/api/user-mgmt/users", body), 400, "SerializationException")
        self.assertEqual(200, self.call("GET", "/healthz")[0])

    def test_body_chunked_is_read(self):
        chunks = iter([b'{"email":"c@exam', b'ple.com","displayName":"C"}'])

        self.connection.request("POST", "/api/user-mgmt/users", body=chunks, headers=ALICE, encode_chunked=True)

        self.assertEqual(201, self.connection.getresponse().status)

    def test_body_too_large_is_413(self):
        answer = self.raw(b"POST /api/user-mgmt/users HTTP/1.1\r\nhost: x\r\ncontent-length: 1048577\r\n\r\n")

        self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer)

    def test_framing_broken_is_400(self):
        for headers in (b"content-length: -1", b"content-length: x", b"transfer-encoding: gzip"):
            answer = self.raw(b"POST /api/user-mgmt/users HTTP/1.1\r\nhost: x\r\n" + headers + b"\r\n\r\n")
            self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
        for text in (b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n"):
            answer = self.raw(text)
            self.assertIn(b" 400 ", answer.splitlines()[0])
            self.assertIn(b'"__type"', answer)

    def test_handler_fault_is_500_in_shape(self):
        answer = self.call("GET", "/api/user-mgmt/me", headers={"accept": "*/*"})

        self.assert_error(answer, 500, "InternalServerException")


class FeSupportTest(ServiceTest):
    app_factory = staticmethod(lambda: FE_SUPPORT.fe_support(FE_SUPPORT.State()))

    def test_status_without_principal_is_ok(self):
        self.assertEqual((200, {"status": "ok"}), self.call("GET", "/api/fe-support/status", headers={"a": "b"})[::2])

    def test_flags_anonymous_sees_front_page_only(self):
        anonymous = self.call("GET", "/api/fe-support/feature-flags", headers={"a": "b"})[2]["flags"]
        known = self.call("GET", "/api/fe-support/feature-flags")[2]["flags"]

        self.assertEqual({"maintenance-banner", "new-landing-page"}, set(anonymous))
        self.assertLess(set(anonymous), set(known))

    def test_flag_set_is_seen(self):
        self.assertEqual(200, self.call("PUT", "/api/fe-support/feature-flags/beta", {"enabled": True})[0])
        self.assertEqual({"flag": {"name": "beta", "enabled": True}}, self.call("GET", "/api/fe-support/feature-flags/beta")[2])
        for body in ({}, {"enabled": "yes"}, {"enabled": 1}):
            self.assert_error(self.call("PUT", "/api/fe-support/feature-flags/beta", body), 400, "ValidationException")

    def test_feedback_submit_resolve(self):
        status, _, body = self.call("POST", "/api/fe-support/feedback", {"text": "good", "rating": 4})
        self.assertEqual((201, "alice,é", False), (status, body["feedback"]["sub"], body["feedback"]["resolved"]))
        path = "/api/fe-support/feedback/" + body["feedback"]["id"]

        self.assertEqual(True, self.call("POST", path + "/resolve")[2]["feedback"]["resolved"])
        self.assert_error(self.call("POST", path + "/resolve"), 409, "ConflictException")
        self.assertEqual(1, len(self.call("GET", "/api/fe-support/feedback?resolved=true")[2]["feedback"]))

    def test_feedback_wrong_members_are_400(self):
        for body in ({}, {"text": ""}, {"text": 5}, {"text": "x", "rating": 6}, {"text": "x", "rating": True}):
            self.assert_error(self.call("POST", "/api/fe-support/feedback", body), 400, "ValidationException")

    def test_sessions_open_and_end(self):
        session = self.call("POST", "/api/fe-support/sessions", {"userAgent": "u"})[2]["session"]
        path = "/api/fe-support/sessions/" + session["id"]

        self.assertEqual(session, self.call("GET", path)[2]["session"])
        self.assertEqual(204, self.call("DELETE", path)[0])
        self.assert_error(self.call("GET", path), 404, "ResourceNotFoundException")


class ProcessTest(unittest.TestCase):
    def start(self, *arguments):
        command = [sys.executable, str(SERVICES / "fe-support" / "main.py"), *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_sigterm_ends_process_with_0(self):
        process = self.start("--port", "0")
        self.assertIn("http://127.0.0.1:", process.stdout.readline())

        process.send_signal(signal.SIGTERM)

        process.communicate(timeout=5)
        self.assertEqual(0, process.returncode)

    def test_busy_port_is_one_line_and_exit_1(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            process = self.start("--port", str(port))
            _, errors = process.communicate(timeout=5)

        self.assertEqual(1, process.returncode)
        self.assertEqual(1, len(errors.splitlines()), errors)
        self.assertIn(f"127.0.0.1:{port}", errors)


# The base class is no test of its own.
del ServiceTest

if __name__ == "__main__":
    unittest.main()
