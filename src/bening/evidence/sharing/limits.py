"""How often one address may knock at shared links."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

A_MINUTE = 60
MOST = 60  # knocks a minute
MOST_WRONG = 10


def too_many(request: HttpRequest, *, wrong: bool = False) -> bool:
    """Count a knock, a wrong one apart, and say whether there were too many in this minute."""
    address = get_adapter(request).get_client_ip(request)
    key = f"share:{'wrong' if wrong else 'any'}:{address}"
    cache.add(key, 0, timeout=A_MINUTE)
    try:
        count = int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return False
    return count > (MOST_WRONG if wrong else MOST)
