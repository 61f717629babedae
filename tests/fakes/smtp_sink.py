"""A relay that takes every message, or does what the address asks for.

The local part may begin with a stage and what to do there: `rcpt-550@…`, `data-451@…`,
`dot-hang@…`, `dot-close@…`. Stages: rcpt, data, dot, and mail (read from the sender).
Deeds: a reply code, `hang`, `close`, `drip` (a byte every 10 ms), `break` (at data:
closes in the middle of the letter), `lose` (at dot: closes without keeping it; `close`
and `hang` keep it and don't say so), `slow` (answers after `slowness` seconds).
What happens before a message is told by the constructor, with the same words.

As a process:  python -m tests.fakes.smtp_sink --port 0 --record FILE
"""

import base64
import re
import ssl
import threading
import time

from .record import Record
from .service import Service, arguments, run_until_told

DEED = re.compile(r"<(mail|rcpt|data|dot)-([a-z]+|\d{3})[@+.-]", re.IGNORECASE)


KEPT = (None, "slow", "drip", "close", "hang")


class SmtpSink(Service):
    """`messages` are dicts: from, to (a list), key (Message-ID), body, tls, user."""

    def __init__(
        self,
        port=0,
        *,
        record=None,
        greeting="",
        ehlo="",
        features=("PIPELINING", "8BITMIME"),
        tls=None,  # (certificate file, key file): offers STARTTLS
        implicit=False,
        starttls="",
        users=None,
        auth="",
        noop="",
        most=None,  # connections at a time
        slowness=0.05,
        delay=0,  # seconds before each letter is answered
        wants_letters=False,
        keep=True,
    ):
        super().__init__(port)
        self.record = Record(record)
        self.greeting, self.ehlo = greeting, ehlo
        self.starttls, self.auth, self.noop = starttls, auth, noop
        self.features = features
        self.users = users
        self.most, self.open_now = most, 0
        self.slowness, self.delay, self.keep = slowness, delay, keep
        self.implicit = implicit
        self.wants_letters = wants_letters
        self.tls = None
        if tls:
            self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.tls.load_cert_chain(*tls)
        self.commands = []  # everything that was said to us, for tests of what was not
        self._counting = threading.Lock()

    @property
    def messages(self):
        return self.record.entries

    def serve(self, connection):
        with self._counting:
            self.open_now += 1
        try:
            Talk(self, connection).run()
        finally:
            with self._counting:
                self.open_now -= 1


class Talk:
    """One connection."""

    def __init__(self, sink, connection):
        self.sink = sink
        self.connection = connection
        self.secure = False
        self.user = None
        if sink.implicit:
            self._wrap()
        self.lines = self.connection.makefile("rb")
        self._reset()

    def _reset(self):
        self.sender, self.recipients, self.deeds = None, [], {}

    def _wrap(self):
        self.connection = self.sink.tls.wrap_socket(self.connection, server_side=True)
        self.secure = True

    def say(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def answer(self, deed, otherwise):
        """Does the deed if there is one, or says what it would have said."""
        if deed == "hang":
            self.sink.hang()
        elif deed in ("close", "break"):
            raise EOFError
        elif deed == "drip":
            self.sink.drip(self.connection.sendall, otherwise.encode() + b"\r\n")
        elif deed == "slow":
            self.sink.leaving.wait(self.sink.slowness)
            self.say(otherwise)
        elif deed == "garbage":
            self.say("what?")
        elif deed:
            self.say(f"{deed} as you asked")
        else:
            self.say(otherwise)
        if deed == "421":
            raise EOFError
        return not deed or deed in ("drip", "slow")

    def run(self):
        sink = self.sink
        if sink.most is not None and sink.open_now > sink.most:
            self.say("421 too many of you")
            return
        if not self.answer(sink.greeting, "220 sink ready"):
            return
        while line := self.lines.readline():
            command, _, rest = line.decode("latin-1").strip().partition(" ")
            sink.commands.append(line.decode("latin-1").strip())
            handler = getattr(self, "on_" + command.lower(), None)
            if handler is None:
                self.say("502 not here")
            else:
                handler(rest)

    def on_ehlo(self, _):
        if self.sink.ehlo:
            self.answer(self.sink.ehlo, "250 sink")
            return
        features = list(self.sink.features)
        if self.sink.tls and not self.secure and self.sink.starttls != "absent":
            features.append("STARTTLS")
        if self.sink.users is not None:
            features.append("AUTH PLAIN")
        for feature in features:
            self.say(f"250-{feature}")
        self.say("250 HELP")

    def on_helo(self, _):
        self.say("250 sink")

    def on_starttls(self, _):
        if self.answer(self.sink.starttls, "220 go"):
            self._wrap()
            self.lines = self.connection.makefile("rb")
            self._reset()

    def on_auth(self, rest):
        kind, _, given = rest.partition(" ")
        if kind.upper() != "PLAIN":
            self.say("504 plain only")
            return
        _, user, password = base64.b64decode(given).decode().split("\0")
        if self.sink.auth:
            self.answer(self.sink.auth, "235 in")
        elif self.sink.users.get(user) == password:
            self.user = user
            self.say("235 in")
        else:
            self.say("535 5.7.8 no")

    def on_mail(self, rest):
        self._reset()
        self._learn(rest)
        if self.answer(self.deeds.get("mail"), "250 sender fine"):
            self.sender = rest

    def on_rcpt(self, rest):
        self._learn(rest)
        if self.sender is None:
            self.say("503 MAIL first")
        elif self.answer(self.deeds.get("rcpt"), "250 recipient fine"):
            self.recipients.append(rest)

    def on_data(self, _):
        if not self.recipients:
            self._refuse_letter()
            return
        deed = self.deeds.get("data")
        if deed == "break":
            self.say("354 go on")
            self.lines.read(20)
            raise EOFError
        if not self.answer(deed, "354 go on"):
            return
        body = self._letter()
        deed = self.deeds.get("dot")
        self.sink.leaving.wait(self.sink.delay)
        if deed in KEPT:  # also where the answer never comes: that is the doubt
            self._keep(body)
        self.answer("close" if deed == "lose" else deed, "250 kept")
        self._reset()

    def _refuse_letter(self):
        """Some relays want a letter although nobody is to have it."""
        if not self.sink.wants_letters:
            self.say("503 RCPT first")
            return
        self.say("354 go on")
        self._letter()
        self.say("554 nobody to give it to")

    def _letter(self):
        lines = []
        while True:
            line = self.lines.readline()
            if not line:
                raise EOFError
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)

    def _keep(self, body):
        key = re.search(rb"^Message-ID: <(.*?)>", body, re.IGNORECASE | re.MULTILINE)
        entry = {
            "from": _inside(self.sender),
            "to": [_inside(each) for each in self.recipients],
            "key": key[1].decode("latin-1") if key else "",
            "body": body,
            "tls": self.secure,
            "user": self.user,
            "at": time.time(),
        }
        self.sink.record.add(entry, kept=self.sink.keep)

    def _learn(self, rest):
        if deed := DEED.search(rest):
            self.deeds[deed[1].lower()] = deed[2].lower()

    def on_rset(self, _):
        self._reset()
        self.say("250 forgotten")

    def on_noop(self, _):
        self.answer(self.sink.noop, "250 here")

    def on_quit(self, _):
        self.say("221 bye")
        raise EOFError


def _inside(path):
    return path.partition("<")[2].partition(">")[0]


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--greeting", default="")
    parser.add_argument("--delay", type=float, default=0)
    given = parser.parse_args()
    sink = SmtpSink(
        given.port,
        record=given.record,
        greeting=given.greeting,
        delay=given.delay,
        keep=False,
    )
    run_until_told(sink)
