"""A visit to a page: pictures in both themes and sizes, and what can be measured."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watch.shots import browser as tools
from watch.shots.server import HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZES = {"390": (390, 844), "1440": (1440, 900)}
THEME_WORDS = {"light": "ljus", "dark": "mork"}
OK = 200


@dataclass
class Visit:
    """What was found at one page by one person."""

    page: str
    role: str
    status: int = 0
    queries: int = 0
    weight: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        marks = len(self.faults) or "-"
        return (
            f"{self.page:<30} {self.role:<14} {self.status:>4} {self.queries:>4} "
            f"{self.weight / 1000:>7.1f} {marks:>4}"
        )


HEAD = f"{'page':<30} {'role':<14} {'http':>4} {'db':>4} {'kB':>7} {'axe':>4}"


class Visitor:
    """One of the cast, in a window; None is anybody."""

    def __init__(self, browser: Any, site: str, cookie: str | None) -> None:
        self.site = site
        self.context = browser.new_context(
            locale="sv-SE", timezone_id="Europe/Stockholm"
        )
        if cookie:
            given = {"name": "session", "value": cookie, "url": site}
            self.context.add_cookies([given])
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.heard: list[str] = []
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("console", self._hear)
        self.loaded = 0
        wire = self.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.loadingFinished", self._weigh)

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.heard.append(message.text)

    def _weigh(self, event: Any) -> None:
        self.loaded += int(event["encodedDataLength"])

    def visit(self, name: str, role: str, url: str, folder: Path) -> Visit:
        """Opens the page in each size and takes its pictures."""
        found = Visit(name, role)
        file = f"{re.sub(r'[^a-z0-9-]+', '_', name)}-{role}"
        for size, (width, height) in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            self._open(url, found)
            if found.status != OK:
                found.faults.append(f"status {found.status}")
                break
            found.faults += [f"{size} {fault}" for fault in self._faults()]
            for theme in self._themes():
                path = folder / f"{file}-{size}-{theme}.png"
                with tools.whole_page(self.page):
                    self.page.screenshot(path=path, full_page=True)
        return found

    def _open(self, url: str, found: Visit) -> None:
        self.loaded, self.heard = 0, []
        answer = self.page.goto(self.site + url, wait_until="networkidle")
        found.status = answer.status
        timing = answer.header_value(HEADER) or ""
        found.queries = int(timing.rpartition("=")[2] or 0)
        found.weight = max(found.weight, self.loaded)

    def _faults(self) -> list[str]:
        wide = tools.sideways(self.page)
        sideways = [f"{wide} px wider than the window"] if wide > 0 else []
        return [*self.heard, *sideways, *tools.violations(self.page)]

    def _themes(self) -> Iterator[str]:
        for name, word in THEME_WORDS.items():
            with tools.theme(self.page, name):
                yield word

    def leave(self) -> None:
        self.context.close()
