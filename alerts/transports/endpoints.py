"""Which push services we send to: an endpoint is user input, a door into our network.

Checked when it is saved and before each send (guarantees, section 9). The connection
goes to the very address that was checked, so a name that changes in between leads
nowhere else.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from alerts.exceptions import Refused

LONGEST = 2048
HTTPS = 443

# The whole address, so that nobody's parser can read it differently: no user-info, no
# fragment, no backslash, no blank, no character above 126, no literal address.
_SHAPE = re.compile(
    r"https://(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>/[!$%&'()*+,./0-9:;=?@A-Z_a-z~-]*)"
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_PIN = re.compile(r"(?P<host>[a-z0-9.-]+):(?P<port>[0-9]{1,5})=(?P<address>\S+)")

LookUp = Callable[[str, int], Iterable[str]]


class NoAddressError(Exception):
    """The name service gave no answer just now: try later."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint of allowed form and host; its addresses are not yet checked."""

    host: str
    port: int
    path: str
    pinned: str = ""

    @property
    def origin(self) -> str:
        """Scheme, host and port, as VAPID wants them."""
        return f"https://{self.host}" + (f":{self.port}" if self.port != HTTPS else "")

    @property
    def url(self) -> str:
        """Put together again from what was read, never the text that came in."""
        return self.origin + self.path


@dataclass(frozen=True, slots=True)
class Hosts:
    """The allow-list: names, `*.` for all names below one, `host:port=address` pins."""

    names: frozenset[str]
    below: tuple[str, ...]
    pins: dict[tuple[str, int], str] = field(default_factory=dict)

    @classmethod
    def read(cls, entries: Iterable[str]) -> "Hosts":
        """The setting's entries; ValueError for one that is none of the three kinds."""
        names, below, pins = set(), [], {}
        for entry in (each.strip().lower() for each in entries):
            if pin := _PIN.fullmatch(entry):
                address = str(ipaddress.ip_address(pin["address"]))
                pins[pin["host"], int(pin["port"])] = address
            elif entry.startswith("*.") and _is_name(entry[2:]):
                below.append(entry[1:])
            elif _is_name(entry):
                names.add(entry)
            else:
                raise ValueError(f"PUSH_HOSTS: {entry!r} is no host name.")
        return cls(frozenset(names), tuple(below), pins)

    def endpoint(self, text: str) -> Endpoint:
        """The endpoint, if its form and its host are allowed, else `Refused`."""
        shape = _SHAPE.fullmatch(text) if len(text) <= LONGEST else None
        if shape is None:
            raise _unfit("form")
        host, port = shape["host"].lower(), int(shape["port"] or HTTPS)
        pinned = self.pins.get((host, port), "")
        if not pinned and port != HTTPS:
            raise _unfit("port")
        if not pinned and not self._allows(host):
            raise _unfit("host")
        return Endpoint(host, port, shape["path"], pinned)

    def _allows(self, host: str) -> bool:
        return _is_name(host) and (host in self.names or host.endswith(self.below))


def check(endpoint: str, entries: Sequence[str] | None = None) -> None:
    """For the moment of subscribing: `Refused` unless we'd send there.

    `entries` is the setting PUSH_HOSTS unless given. Asks the name service, so no
    transaction may be open.
    """
    hosts = Hosts.read(settings.PUSH_HOSTS if entries is None else entries)
    try:
        addresses(hosts.endpoint(endpoint))
    except NoAddressError as error:
        raise _unfit("name") from error


def addresses(endpoint: Endpoint, look_up: LookUp | None = None) -> tuple[str, ...]:
    """All addresses to connect to: every one global, or `Refused`; pins as they are."""
    if endpoint.pinned:
        return (endpoint.pinned,)
    try:
        found = tuple((look_up or look_up_name)(endpoint.host, endpoint.port))
    except (OSError, UnicodeError) as error:
        raise NoAddressError(endpoint.host) from error
    if not found:
        raise NoAddressError(endpoint.host)
    if not all(is_global(address) for address in found):
        raise _unfit("address")
    return found


def look_up_name(host: str, port: int) -> list[str]:
    """What the system's name service says."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


_IPV6_NOW = ipaddress.ip_network("2000::/3")  # all that is handed out
_IPV6_INSIDE = tuple(
    ipaddress.ip_network(each)
    for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)


def is_global(text: str) -> bool:
    """Whether the address leads to the public internet and nowhere else.

    Python's own `is_global` lets multicast, 6to4 and NAT64 (64:ff9b::/96) through, and
    those carry private IPv4 addresses inside.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # also "fe80::1%eth0"
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address not in ipaddress.ip_network("192.88.99.0/24")
    return address in _IPV6_NOW and not any(address in each for each in _IPV6_INSIDE)


def has_pins(entries: Iterable[str]) -> bool:
    """Whether an entry names its address: for demo, test and bench only."""
    return any(_PIN.fullmatch(entry.strip().lower()) for entry in entries)


def _is_name(text: str) -> bool:
    labels = text.split(".")
    return (
        len(labels) > 1
        and all(map(_LABEL.fullmatch, labels))
        and not (labels[-1].isdigit() or labels[-1].startswith("0x"))
    )


def _unfit(code: str) -> Refused:
    return Refused(
        _("This device's push service isn't one that we can use."), code=code
    )
