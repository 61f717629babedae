"""What the pages of marking ask; parsing and sense, no side effects."""

from .home import LoseForm, RegisterForm, UnusedForm

__all__ = ["LoseForm", "RegisterForm", "UnusedForm"]
