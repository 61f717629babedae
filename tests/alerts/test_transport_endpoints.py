"""An endpoint is user input: only the push services on the list are ever asked."""

import pytest

from alerts.exceptions import Refused
from alerts.transports import endpoints
from alerts.transports.base import Message, Verdict
from alerts.transports.endpoints import Hosts, NoAddressError, addresses, is_global
from alerts.transports.names import Names
from alerts.transports.push import Push
from alerts.transports.vapid import Vapid, new_key

LIST = [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
]
GOOD = [
    "https://fcm.googleapis.com/fcm/send/dA-x_1:APA91bH/0=",
    "https://fcm.googleapis.com:443/wp/x",
    "https://FCM.googleapis.com/fcm/send/x",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk-_x",
    "https://web.push.apple.com/QGuQyavXutnMH",
    "https://wns2-db5p.notify.windows.com/w/?token=BQYAAA%2b%2f&x=1",
]
FCM = "fcm.googleapis.com"
BAD = [
    # another scheme or port
    f"http://{FCM}/x",
    f"http://{FCM}:443/x",
    f"ftp://{FCM}/x",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    f"//{FCM}/x",
    f"{FCM}/x",
    f"https:{FCM}/x",
    f"https:/{FCM}/x",
    f"https:///{FCM}/x",
    f"https://{FCM}:80/x",
    f"https://{FCM}:8443/x",
    f"https://{FCM}:0/x",
    f"https://{FCM}:99999/x",
    f"https://{FCM}:/x",
    f"https://{FCM}:443:443/x",
    # addresses, however written
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0x7f.0.0.1/x",
    "https://0177.0.0.1/x",
    "https://0.0.0.0/x",
    "https://[::1]/x",
    "https://[::]/x",
    "https://[::ffff:10.0.0.1]/x",
    "https://[64:ff9b::7f00:1]/x",
    "https://[fe80::1%25eth0]/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/x",
    "https://192.168.1.1/x",
    "https://100.64.0.1/x",
    # names that are not on the list, or look as if they were
    "https://localhost/x",
    "https://evil.se/x",
    f"https://{FCM}.evil.se/x",
    f"https://evil.se/{FCM}",
    f"https://{FCM}@evil.se/x",
    f"https://{FCM}:443@evil.se/x",
    f"https://user@{FCM}/x",
    f"https://user:password@{FCM}/x",
    f"https://@{FCM}/x",
    f"https://evil.se#@{FCM}/x",
    f"https://evil.se?@{FCM}/x",
    f"https://evil.se\\@{FCM}/x",
    f"https://evil.se\\.{FCM}/x",
    f"https://{FCM}\\@evil.se/x",
    f"https://{FCM}./x",
    f"https://.{FCM}/x",
    f"https://evil{FCM}/x",
    f"https://evil.{FCM}/x",
    "https://fcm\u3002googleapis\u3002com/x",
    "https://\uff46cm.googleapis.com/x",  # a wide f
    "https://fcm.g\u043e\u043egleapis.com/x",  # Cyrillic o
    "https://fcm.google\u200bapis.com/x",
    "https://fcm.googleapis.xn--com-9o0a/x",
    "https://fcm%2egoogleapis%2ecom/x",
    f"https://{FCM}%00.evil.se/x",
    f"https://{FCM}%2f@evil.se/x",
    "https://push.apple.com/x",
    "https://evilpush.apple.com/x",
    "https://.push.apple.com/x",
    "https://-.push.apple.com/x",
    "https://a..push.apple.com/x",
    "https://*.push.apple.com/x",
    "https://push.apple.com.evil.se/x",
    # characters that parsers quarrel about
    f"https://{FCM}/x#part",
    f"https://{FCM}/x y",
    f"https://{FCM}\t/x",
    f"https://{FCM}\r\nHost: evil.se/x",
    f"https://{FCM}/x\r\nX-Evil: 1",
    f"https://{FCM}/x\n",
    f" https://{FCM}/x",
    f"https://{FCM}/x\x00",
    f"https://{FCM}/å",
    f"https://{FCM}/\\x",
    f"https://{FCM}\\x",
    f"https://{FCM}",
    f"https://{FCM}?x",
    f"https://{FCM}#x",
    "https:///x",
    "https://",
    "",
    f"https://{FCM}/" + "x" * 2048,
]


def test_there_are_more_than_sixty_vectors():
    assert len(set(BAD)) > 60


@pytest.mark.parametrize("endpoint", GOOD)
def test_real_push_services_are_allowed(endpoint):
    found = Hosts.read(LIST).endpoint(endpoint)
    assert found.url.partition(":443")[0].lower().startswith(
        f"https://{found.host}/"
    ) or (found.port == 443)
    assert addresses(found, lambda host, port: ["142.250.74.10", "2a00:1450::1"])


@pytest.mark.parametrize("endpoint", BAD)
def test_nothing_else_can_be_subscribed_with(endpoint):
    with pytest.raises(Refused) as refused:
        endpoints.check(endpoint, LIST)
    assert refused.value.code in {"form", "port", "host"}  # no name was looked up


def test_nothing_else_is_sent_to_or_even_looked_up():
    asked = []

    def look_up(host, port):
        asked.append(host)
        return ["127.0.0.1"]

    push = Push(
        Vapid(new_key(), "mailto:drift@example.se"),
        Hosts.read(LIST),
        names=Names(look_up=look_up),
    )
    some = [Message(n, endpoint, b"x") for n, endpoint in enumerate(BAD)]
    outcomes = [each for each in push.send(some) if each]
    push.close()
    assert len(outcomes) == len(BAD)
    assert {each.verdict for each in outcomes} == {Verdict.REJECTED}
    assert asked == []


PRIVATE = [
    *("127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1"),
    *("169.254.169.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("192.88.99.1", "::", "::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "fc00::1"),
    *("fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001::1"),
    *("2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "5f00::1", "x", ""),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_the_open_internet_is_refused(address):
    assert not is_global(address)
    endpoint = Hosts.read(LIST).endpoint(GOOD[0])
    with pytest.raises(Refused):  # also beside a good one
        addresses(endpoint, lambda host, port: ["142.250.74.10", address])


@pytest.mark.parametrize("address", ["142.250.74.10", "2a00:1450:400f:80d::200a"])
def test_the_open_internet_is_allowed(address):
    assert is_global(address)


def test_a_name_without_an_address_can_be_tried_later():
    endpoint = Hosts.read(LIST).endpoint(GOOD[0])

    def fails(host, port):
        raise OSError

    for look_up in (fails, lambda host, port: []):
        with pytest.raises(NoAddressError):
            addresses(endpoint, look_up)


def test_a_pin_counts_for_its_own_host_and_port_alone():
    hosts = Hosts.read(["push.test:8443=127.0.0.1", *LIST])
    endpoint = hosts.endpoint("https://push.test:8443/x")
    assert addresses(endpoint) == ("127.0.0.1",)
    assert endpoint.origin == "https://push.test:8443"
    for other in ("https://push.test/x", "https://push.test:8444/x"):
        with pytest.raises(Refused):
            hosts.endpoint(other)
    with pytest.raises(Refused):
        hosts.endpoint(f"https://{FCM}:8443/x")


@pytest.mark.parametrize(
    "entry", ["*", "*.", "a b", "https://x.se", "x.se/", "127.0.0.1"]
)
def test_a_list_with_nonsense_is_not_read(entry):
    with pytest.raises(ValueError, match="PUSH_HOSTS"):
        Hosts.read([entry])


def test_pins_are_seen():
    assert endpoints.has_pins(["push.test:8443=127.0.0.1"])
    assert not endpoints.has_pins(LIST)
