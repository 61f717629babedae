"""The shared cache, which the site outlives: Redis, and each process's own without it.

Log-in limits and the like count in Redis. When it is away each process counts for
itself, so pages answer and limits still hold, only per process (guarantees, G8).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

PAUSE = 5  # seconds without asking Redis after it failed


class OutlivingCache(RedisCache):
    """Django's Redis cache that falls back to memory instead of raising."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        plain = {key: params[key] for key in params if key != "OPTIONS"}
        self._own = LocMemCache("without-redis", plain)
        self._asked_again_at = 0.0

    @property
    def is_alone(self) -> bool:
        """Whether this process counts for itself just now."""
        return time.monotonic() < self._asked_again_at

    def _try(self, name: str, *args: Any, **kwargs: Any) -> Any:
        ask: Callable[..., Any] = getattr(super(), name)
        if not self.is_alone:
            try:
                return ask(*args, **kwargs)
            except (RedisError, OSError):
                self._asked_again_at = time.monotonic() + PAUSE
        return getattr(self._own, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("delete", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("incr", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("has_key", *args, **kwargs)

    def clear(self) -> Any:
        return self._try("clear")
