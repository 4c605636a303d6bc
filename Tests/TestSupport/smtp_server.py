"""A real SMTP server for tests. It prints its port, then serves until its standard input ends.

Each accepted message is appended to OUT as one JSON line. Recipients named refused@... get 550, later@... get 451;
spam@... is accepted as a recipient, but the message is refused with 554 after DATA.
"""
import argparse
import asyncio
import email
import email.policy
import json
import sys

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    sys.exit("aiosmtpd is not installed for " + sys.executable + ": pip install aiosmtpd==1.4.6")


class Handler:
    def __init__(self, out, keeps_line):
        self.out = out
        self.keeps_line = keeps_line

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "refused":
            return "550 5.1.1 No such user here"
        if name == "later":
            return "451 4.7.1 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        if self.keeps_line:
            await asyncio.sleep(3600)
        return "221 Bye"

    async def handle_DATA(self, server, session, envelope):
        if any(address.startswith("spam@") for address in envelope.rcpt_tos):
            return "554 5.7.1 Message looks like spam"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        record = {
            "mail_from": envelope.mail_from,
            "rcpt_tos": envelope.rcpt_tos,
            "subject": message["Subject"],
            "body": message.get_content().replace("\r\n", "\n"),
            "message_id": message["Message-ID"],
            "date": message["Date"],
            "defects": [repr(d) for d in message.defects] + [repr(d) for d in message["Subject"].defects],
            "headers": [[name, str(value)] for name, value in message.items()],
            "raw": envelope.content.decode("latin-1"),
        }
        with open(self.out, "a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        return "250 2.0.0 Taken as test message"


def authenticator(credentials):
    def check(server, session, envelope, mechanism, data):
        given = data.login.decode() + ":" + data.password.decode() if hasattr(data, "login") else ""
        return AuthResult(success=given == credentials, handled=False)

    return check


class CloseAtOnce(asyncio.Protocol):
    def connection_made(self, transport):
        transport.close()


async def main(arguments):
    def protocol():
        if arguments.mode == "close":
            return CloseAtOnce()
        if arguments.mode == "silent":
            return asyncio.Protocol()
        options = {}
        if arguments.login:
            options = {"authenticator": authenticator(arguments.login), "auth_required": True,
                       "auth_require_tls": False}
        return SMTP(Handler(arguments.out, arguments.mode == "no-goodbye"), hostname="test.invalid", **options)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)  # ends when the test process goes
    server.close()


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("out", help="file that gets one JSON line for each message")
parser.add_argument("--mode", choices=["serve", "close", "silent", "no-goodbye"], default="serve",
                    help="close: end each connection at once; silent: never say a word; "
                    "no-goodbye: take mail, but never answer QUIT")
parser.add_argument("--login", metavar="USER:PASSWORD", help="refuse mail without this sign-in")
asyncio.run(main(parser.parse_args()))
