"""A real HTTP server for tests. It prints its port, then serves until its standard input ends.

Each request is appended to FOLDER/requests.jsonl as one JSON line before it is answered. The path says how:
/status/N answers N; /flaky/N answers 500 to the first N requests of that path, then 200; /picky answers 500
to bodies that say poison; /hang answers nothing while
FOLDER/release is missing; /redirect points at /ok; /large sends 3,000,000 bytes; /noisy sends control characters;
anything else answers 200. FOLDER/secrets holds secrets, one a line: which of them signed is part of each line.
"""
import argparse
import hashlib
import hmac
import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
import time

lock = threading.Lock()
counts = {}


def signed_by(secrets, headers, body):
    parts = [part.strip() for part in headers.get("Afterbuild-Signature", "").split(",")]
    stamp = headers.get("Afterbuild-Timestamp", "").encode()
    return [
        "v1=" + hmac.new(secret.encode(), stamp + b"." + body, hashlib.sha256).hexdigest() in parts
        for secret in secrets
    ]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.serve()

    def do_POST(self):
        self.serve()

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        secrets = []
        if os.path.exists(folder + "/secrets"):
            secrets = open(folder + "/secrets", encoding="utf-8").read().split()
        record = {
            "method": self.command,
            "path": self.path,
            "headers": [[name, value] for name, value in self.headers.items()],
            "body": body.decode("utf-8", "replace"),
            "signed_by": signed_by(secrets, self.headers, body),
        }
        with lock:
            counts[self.path] = counts.get(self.path, 0) + 1
            seen = counts[self.path]
            with open(folder + "/requests.jsonl", "a", encoding="utf-8") as file:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self.reply(seen, body)

    def reply(self, seen, body):
        parts = self.path.strip("/").split("/")
        if parts[0] == "status":
            self.answer(int(parts[1]), b"as asked")
        elif parts[0] == "flaky":
            self.answer(500 if seen <= int(parts[1]) else 200, b"flaky")
        elif parts[0] == "picky":
            self.answer(500 if b"poison" in body else 200, b"picky")
        elif parts[0] == "hang":
            while not os.path.exists(folder + "/release"):
                time.sleep(0.01)
            self.answer(200, b"late")
        elif parts[0] == "redirect":
            self.answer(302, b"elsewhere", [("Location", "/ok")])
        elif parts[0] == "large":
            self.answer(200, b"x" * 3000000)
        elif parts[0] == "noisy":
            self.answer(500, b"one\r\n\x00two\x1b[31m \xff three" + b"!" * 5000)
        else:
            self.answer(200, b"taken", [("X-Sample", "first"), ("X-Sample", "second")])

    def answer(self, status, body, headers=()):
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # the client did not wait

    def log_message(self, *arguments):
        pass


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder")
parser.add_argument("--tls", action="store_true", help="speak TLS, with a certificate made now: FOLDER/certificate.pem")
arguments = parser.parse_args()
folder = arguments.folder
http.server.ThreadingHTTPServer.request_queue_size = 100
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if arguments.tls:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", folder + "/key.pem", "-out", folder + "/certificate.pem", "-days", "3650", "-subj", "/CN=test",
         "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/certificate.pem", folder + "/key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()  # ends when the test process goes
