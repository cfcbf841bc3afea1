"""How soon a running server publishes keys that another process made."""

import json
import time

from .agent import Agent
from .process import BenchError

# Each has a ring of its own, so each is one try.
ALGORITHMS = ["ES256", "PS256", "ES384", "EdDSA"]
LONGEST_SECONDS = 10


def run(server):
    """The longest of the tries, from the end of the command to the key set with the new key in it (milliseconds)."""
    with server.run():
        return max(_once(server, algorithm) for algorithm in ALGORITHMS)


def _once(server, algorithm):
    server.cli("keys", "enable", algorithm)
    begun = time.monotonic()
    while algorithm not in _published(server):
        if time.monotonic() - begun > LONGEST_SECONDS:
            raise BenchError(f"{server.label} does not publish the {algorithm} keys that another process made")
        time.sleep(0.005)
    return (time.monotonic() - begun) * 1e3


def _published(server):
    answer = Agent(server).get(server.endpoint("jwks_uri"))
    return {key["alg"] for key in json.loads(answer.text)["keys"]}
