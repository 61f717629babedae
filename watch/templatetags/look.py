"""The door to all components: `{% load look %}` gives every tag of this package."""

from django import template

from watch.templatetags import answers, fields, maps, parts, pictures, states

register = template.Library()
for room in (parts, states, fields, answers, pictures, maps):
    register.tags.update(room.register.tags)
    register.filters.update(room.register.filters)
