"""The site of tests/relying_parties/python/django_site, in the demo's clothes."""

from pathlib import Path

from settings import *  # noqa: F403

here = Path(__file__).parent
# The page, and the stylesheet that it includes.
TEMPLATES[0]["DIRS"] = [here, here.parent]  # noqa: F405
