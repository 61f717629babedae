"""Template tags: the components of every page, by `{% load look %}`."""
