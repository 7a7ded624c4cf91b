"""A real OpenID provider on 127.0.0.1, small enough to lie on demand."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "maillage"
KID = "first"


class Provider:
    """Its settings say what it answers; `claims` and `token_claims` override single claims."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signing_key = self.key
        self.address = ""
        self.signed_userinfo = False
        self.userinfo_claims: dict[str, Any] = {}
        self.token_claims: dict[str, Any] = {}
        self.person: dict[str, Any] = {
            "sub": "person-1",
            "email": "lou@example.org",
            "email_verified": True,
            "given_name": "Lou",
            "usual_name": "Durand",
        }
        self.nonces: dict[str, str] = {}
        self.challenges: dict[str, str] = {}
        self.broken: set[str] = set()

    def authorize(self, address: str) -> str:
        """What happens in the person's browser there: answers the way back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.nonces)}"
        self.nonces[code] = asked["nonce"]
        self.challenges[code] = asked["code_challenge"]
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.signing_key, "RS256", headers={"kid": KID})

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
        }

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KID, "use": "sig", "alg": "RS256"}]}

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert challenge == self.challenges[form["code"]]
        identity = {
            "iss": self.address,
            "aud": CLIENT_ID,
            "sub": self.person["sub"],
            "nonce": self.nonces[form["code"]],
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            **self.token_claims,
        }
        return {"access_token": "access", "token_type": "Bearer", "id_token": self.sign(identity)}

    def userinfo(self) -> tuple[str, str]:
        if not self.signed_userinfo:
            return "application/json", json.dumps({**self.person, **self.userinfo_claims})
        claims = {**self.person, "iss": self.address, "aud": CLIENT_ID, **self.userinfo_claims}
        return "application/jwt", self.sign(claims)

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, str, str]:
        if path in self.broken:
            return 200, "text/html", "<p>maintenance</p>"
        if path == "/userinfo":
            return 200, *self.userinfo()
        answers = {
            "/.well-known/openid-configuration": self.discovery,
            "/jwks": self.jwks,
            "/token": lambda: self.token(form),
        }
        return 200, "application/json", json.dumps(answers[path]())


@contextmanager
def running_provider() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            status, kind, text = provider.answer(urlsplit(self.path).path, form)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
