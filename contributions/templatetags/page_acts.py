from django import template

from contributions.page_acts import page_acts_html

register = template.Library()

register.simple_tag(page_acts_html, name="page_acts")
