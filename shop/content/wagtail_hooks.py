from wagtail import hooks

from .choosers import product_chooser


@hooks.register("register_admin_viewset")
def choose_products():
    return product_chooser
