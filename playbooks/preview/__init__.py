"""All playbooks on one page, said to sample customers, to be read through before customers read them."""

from playbooks.preview.page import render_page
from playbooks.preview.reading import Page, read_through

__all__ = ["Page", "read_through", "render_page"]
