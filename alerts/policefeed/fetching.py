"""Asks the police feed once: HTTPS only, by name, limited in time and size."""

from ssl import get_default_verify_paths

import pycurl
from django.conf import settings
from django.utils.translation import gettext as _

from alerts.exceptions import Refused

LARGEST_ANSWER = 2_000_000  # 500 events are about 200,000 bytes
_CONNECT_SECONDS, _TOTAL_SECONDS = 5, 20
_OK, _TOO_MANY = 200, 429


def fetch() -> bytes:
    """The body of one answer; refuses with a sentence when there is none."""
    body = bytearray()

    def take(part: bytes) -> int:
        body.extend(part)
        return len(part) if len(body) <= LARGEST_ANSWER else -1  # -1 ends the call

    curl = _call(take)
    try:
        curl.perform()
        status = curl.getinfo(pycurl.RESPONSE_CODE)
    except pycurl.error:
        raise Refused(_("The police feed does not answer."), code="no_answer") from None
    finally:
        curl.close()
    _check(status)
    return bytes(body)


def _call(take: object) -> pycurl.Curl:
    curl = pycurl.Curl()
    options = {
        pycurl.URL: settings.POLICE_FEED_URL,
        pycurl.USERAGENT: settings.POLICE_FEED_USER_AGENT,
        pycurl.HTTPHEADER: ["Accept: application/json"],
        pycurl.ACCEPT_ENCODING: "",
        pycurl.PROTOCOLS: pycurl.PROTO_HTTPS,
        pycurl.FOLLOWLOCATION: False,
        pycurl.CONNECTTIMEOUT: _CONNECT_SECONDS,
        pycurl.TIMEOUT: _TOTAL_SECONDS,
        pycurl.NOSIGNAL: True,
        pycurl.WRITEFUNCTION: take,
    }
    authorities = settings.POLICE_FEED_CA_FILE or get_default_verify_paths().cafile
    if authorities:
        options[pycurl.CAINFO] = authorities
    for option, value in options.items():
        curl.setopt(option, value)
    return curl


def _check(status: int) -> None:
    if status == _TOO_MANY:
        raise Refused(_("The police feed asks us to wait."), code="too_many")
    if status != _OK:
        raise Refused(
            _("The police feed answered with %(status)s.") % {"status": status},
            code="bad_status",
        )
