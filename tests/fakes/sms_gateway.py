"""An SMS gateway like 46elks, or as the number asks for.

A number `+4670099XXXX` is answered with status XXXX (`0402` = 402), or by a deed:
`9001` hangs, `9002` says "200, but no", `9003` closes, `9004` says nonsense, `9005`
keeps the SMS and never answers, `9006` asks for patience (429), `9007` redirects.
A gateway made with `receipts` calls `whendelivered` for each SMS that it keeps.

As a process:  python -m tests.fakes.sms_gateway --port 0 --record FILE
"""

import json
import secrets
import threading
import time
import urllib.parse
import urllib.request

from .record import Record
from .service import arguments, run_until_told
from .web import WebService

ODD = "+4670099"


class SmsGateway(WebService):
    """`messages` are dicts: id, to, text, sender, reference, form, headers, at."""

    def __init__(
        self, port=0, *, record=None, keep=True, delay=0, status=None, receipts=""
    ):
        super().__init__(port)
        self.record = Record(record)
        self.keep, self.delay = keep, delay
        self.status = status  # the same answer to all
        self.receipts = receipts  # the state they tell, e.g. "delivered"

    @property
    def messages(self):
        return self.record.entries

    @property
    def setting(self):
        """The entry for SMS_GATEWAYS."""
        return f"46elks+http://user:key@127.0.0.1:{self.port}/a1/sms?rate=1000"

    def answer(self, path, headers, body):
        form = dict(urllib.parse.parse_qsl(body.decode()))
        to = form.get("to") or form.get("To", "")
        self.leaving.wait(self.delay)
        deed = to.removeprefix(ODD) if to.startswith(ODD) else ""
        if self.status:
            return "plain", self.status, b"as you asked"
        if deed in DEEDS:
            return DEEDS[deed](self, form, headers)
        if deed:
            return "plain", str(int(deed)), b"as you asked"
        return self._take(form, headers)

    def _take(self, form, headers):
        key = "s" + secrets.token_hex(16)
        entry = {
            "id": key,
            "to": form.get("to") or form.get("To"),
            "text": form.get("message") or form.get("text") or form.get("Body"),
            "sender": form.get("from") or form.get("sender") or form.get("From"),
            "reference": form.get("reference", ""),
            "form": form,
            "headers": headers,
            "at": time.time(),
        }
        self.record.add(entry, kept=self.keep)
        if self.receipts and form.get("whendelivered"):
            told = {"id": key, "status": self.receipts}
            threading.Thread(
                target=tell, args=[form["whendelivered"], told], daemon=True
            ).start()
        said = {"id": key, "status": "created", "to": entry["to"]}
        return "plain", "200", json.dumps(said).encode()

    def _take_silently(self, form, headers):
        self._take(form, headers)
        return "hang", "200"


def tell(address, said):
    """A receipt, as a gateway sends it."""
    data = urllib.parse.urlencode(said).encode()
    urllib.request.urlopen(address, data, timeout=5).close()


DEEDS = {
    "9001": lambda *_: ("hang", "200"),
    "9002": lambda *_: ("plain", "200", b'{"status": "failed", "error": "no credit"}'),
    "9003": lambda *_: ("close", "200"),
    "9004": lambda *_: ("plain", "200", b"<html>all is well</html>"),
    "9005": SmsGateway._take_silently,
    "9006": lambda *_: ("patience", "429"),
    "9007": lambda *_: ("redirect", "302"),
}


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--delay", type=float, default=0, help="seconds per answer")
    parser.add_argument("--status", help="the same answer to all")
    parser.add_argument("--receipts", default="", help="the state that receipts tell")
    given = parser.parse_args()
    gateway = SmsGateway(
        given.port,
        record=given.record,
        keep=False,
        delay=given.delay,
        status=given.status,
        receipts=given.receipts,
    )
    run_until_told(gateway, setting=gateway.setting)
