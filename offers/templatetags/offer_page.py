from django import template

from offers.page_html import facts_html, needs_html

register = template.Library()

register.simple_tag(facts_html, name="fact_list")
register.simple_tag(needs_html, name="need_chips")
