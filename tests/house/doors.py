"""Every address of the house, from the resolver; and matrix.txt, its truth table."""

from pathlib import Path

from django.urls import URLPattern, get_resolver

TABLE = Path(__file__).with_name("matrix.txt")
# Others' pages, with guards of their own.
FOREIGN = ("allauth.", "django.")


def doors():
    """{name: (view, its arguments)} for every address that is ours."""
    found = {}
    _walk(get_resolver(), "", found)
    return found


def _walk(resolver, space, found):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            name = f"{space}{entry.name or entry.pattern}"
            if not entry.callback.__module__.startswith(FOREIGN):
                arguments = set(entry.pattern.converters) - set(entry.default_args)
                found[name] = (entry.callback, arguments)
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            _walk(entry, inner, found)


class Row:
    """A line of the table: an address with its arguments, and a status per role."""

    def __init__(self, line):
        self.name, given, *self.statuses = line.split()
        self.written = given
        pairs = given.split(",") if given != "-" else []
        self.given = dict(pair.split("=") for pair in pairs)

    @property
    def key(self):
        return self.name, tuple(self.given.items())

    def arguments(self, what):
        """The arguments of the address: the name of an object, or the word itself."""
        return {name: what.get(word, word) for name, word in self.given.items()}


def read():
    """The roles of the head line, and the rows below it."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.strip()]
    head, *rows = [line for line in lines if not line.startswith("#")]
    return head.split()[2:], [Row(line) for line in rows]


def line(name, given, statuses):
    """A line as it stands in the table."""
    return f"{name:<30} {given:<34} {' '.join(str(status) for status in statuses)}"
