"""What the tests of the terrain share."""

from tests.maps import server, written

__all__ = ["server", "written"]
