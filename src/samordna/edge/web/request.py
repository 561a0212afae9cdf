"""What a view is given: Django's request with the actor and the clock that the middleware adds."""

from django.http import HttpRequest

from samordna.ground.kernel.clock import Clock
from samordna.ground.parties.actor import Actor


class Request(HttpRequest):
    """For types only: Django makes the object, ``middleware.actor_and_clock`` sets the two attributes."""

    actor: Actor
    clock: Clock
