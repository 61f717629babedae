"""Pictures and measures of every page, for `manage.py shots` and the browser tests."""
