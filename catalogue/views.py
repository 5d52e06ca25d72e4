from oscar.apps.catalogue.views import *  # noqa
