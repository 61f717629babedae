"""Brings a bare Debian machine to a running, tested system.

Standard library only, and never imported through the package `config`: that one imports
Celery, and the starter runs before anything is installed.
"""
