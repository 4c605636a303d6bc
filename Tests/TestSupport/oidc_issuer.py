"""A real OpenID Connect issuer for tests. It prints its port, then serves until its standard input ends.

/authorize sends the browser back at once, as if somebody had signed in; /token checks the code, the client's secret and
the PKCE verifier. What the next ID tokens are like is told by POST /behave with a JSON object, which takes the place of
the one before:

  claims        takes the place of claims; null takes one out
  exp, iat, nbf seconds from now, instead of the right ones
  alg           RS256 (usual), PS256, ES256, HS256 (signed with the public key as its secret) or none
  kid           instead of the right one; null: none
  stranger      signed by a key that nobody knows, under the right kid
  rotate        a new key takes the place of the old one, under a new kid
  jwks          null: /keys fails
GET /count says how often /keys was read.
"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import threading
import time
import urllib.parse

try:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
except ImportError:
    sys.exit("cryptography is not installed for " + sys.executable + ": pip install cryptography==45.0.7")

CLIENT, SECRET = sys.argv[1], sys.argv[2]


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value):
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class State:
    behaviour = {}
    codes = {}
    count = 0
    generation = 0

    def __init__(self):
        self.stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.rotate()

    def rotate(self):
        self.rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.generation += 1

    def kid(self, alg):
        return "ec" if alg == "ES256" else "rsa-%d" % self.generation

    def keys(self):
        public, point = self.rsa.public_key().public_numbers(), self.ec.public_key().public_numbers()
        return [
            # A kind that verifiers do not know must not keep them from the others.
            {"kty": "oct", "kid": "secret", "k": b64(b"secret")},
            {"kty": "RSA", "use": "sig", "kid": self.kid("RS256"), "n": number(public.n), "e": number(public.e)},
            {"kty": "EC", "use": "sig", "alg": "ES256", "kid": "ec", "crv": "P-256",
             "x": b64(point.x.to_bytes(32, "big")), "y": b64(point.y.to_bytes(32, "big"))},
        ]

    def sign(self, alg, data):
        if alg == "none":
            return b""
        if alg == "HS256":
            public = self.rsa.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            return hmac.new(public, data, hashlib.sha256).digest()
        if alg == "ES256":
            r, s = decode_dss_signature(self.ec.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        key = self.stranger if self.behaviour.get("stranger") else self.rsa
        pad = padding.PKCS1v15()
        if alg == "PS256":
            pad = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256().digest_size)
        return key.sign(data, pad, hashes.SHA256())

    def token(self, issuer, nonce):
        behaviour, now = self.behaviour, int(time.time())
        claims = {"iss": issuer, "aud": CLIENT, "sub": "person-1", "name": "김가람", "preferred_username": "garam",
                  "nonce": nonce, "iat": now + behaviour.get("iat", 0), "exp": now + behaviour.get("exp", 300),
                  "roles": ["afterbuild-officer"]}
        if "nbf" in behaviour:
            claims["nbf"] = now + behaviour["nbf"]
        claims.update(behaviour.get("claims", {}))
        claims = {name: value for name, value in claims.items() if value is not None}
        alg = behaviour.get("alg", "RS256")
        header = {"typ": "JWT", "alg": alg, "kid": behaviour.get("kid", self.kid(alg))}
        if header["kid"] is None:
            del header["kid"]
        data = (b64(json.dumps(header).encode()) + "." + b64(json.dumps(claims).encode())).encode()
        return data.decode() + "." + b64(self.sign(alg, data))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state = None

    def log_message(self, *words):
        pass

    def answer(self, status, value=None, location=None):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    @property
    def issuer(self):
        return "http://127.0.0.1:%d" % self.server.server_address[1]

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        fields = dict(urllib.parse.parse_qsl(url.query))
        state = self.state
        if url.path == "/.well-known/openid-configuration":
            self.answer(200, {
                "issuer": state.behaviour.get("issuer", self.issuer),
                "authorization_endpoint": self.issuer + "/authorize", "token_endpoint": self.issuer + "/token",
                "jwks_uri": self.issuer + "/keys"})
        elif url.path == "/keys":
            state.count += 1
            if "jwks" in state.behaviour:
                self.answer(500, {})
            else:
                self.answer(200, {"keys": state.keys()})
        elif url.path == "/count":
            self.answer(200, {"count": state.count})
        elif url.path == "/authorize":
            wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
            missing = [name for name, value in wanted.items() if fields.get(name) != value]
            if missing or "openid" not in fields.get("scope", "").split():
                self.answer(400, {"error": "invalid_request", "missing": missing})
                return
            code = b64(os.urandom(16))
            state.codes[code] = fields
            back = urllib.parse.urlencode({"code": code, "state": fields["state"]})
            self.answer(302, {}, fields["redirect_uri"] + "?" + back)
        else:
            self.answer(404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        state = self.state
        if self.path == "/behave":
            state.behaviour = json.loads(body)
            if state.behaviour.get("rotate"):
                state.rotate()
            self.answer(200, {})
            return
        fields = dict(urllib.parse.parse_qsl(body))
        pair = base64.b64encode((CLIENT + ":" + SECRET).encode()).decode()
        if self.headers.get("Authorization") != "Basic " + pair:
            self.answer(401, {"error": "invalid_client"})
            return
        asked = state.codes.pop(fields.get("code"), None)
        verifier = fields.get("code_verifier", "").encode()
        if (self.path != "/token" or asked is None or asked["redirect_uri"] != fields.get("redirect_uri")
                or fields.get("grant_type") != "authorization_code"
                or b64(hashlib.sha256(verifier).digest()) != asked["code_challenge"]):
            self.answer(400, {"error": "invalid_grant"})
            return
        self.answer(200, {
            "access_token": "unused", "token_type": "Bearer", "id_token": state.token(self.issuer, asked["nonce"])})


Handler.state = State()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
