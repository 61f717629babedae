"""Providers that behave as badly as one asks, over real sockets."""
