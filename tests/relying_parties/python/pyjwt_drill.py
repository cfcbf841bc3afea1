"""PyJWT beside the relying parties of `claviger drill rotation`: a token on each line of stdin, and for each a line on
stdout, `ok` or why it was refused. All is as it comes, but for the time that keys are kept: the drill is in a hurry."""

import os
import sys
import time

import jwt

keys = jwt.PyJWKClient(os.environ["DRILL_JWKS_URI"], lifespan=float(os.environ["DRILL_MAX_AGE"]))
rules = {
    "algorithms": ["RS256"],
    "issuer": os.environ["DRILL_ISSUER"],
    "audience": os.environ["DRILL_AUDIENCE"],
    "options": {"require": ["exp", "iss", "aud", "sub"]},
}


def verdict(token):
    while True:
        try:
            jwt.decode(token, keys.get_signing_key_from_jwt(token), **rules)
            return "ok"
        except jwt.PyJWKClientConnectionError:
            # A server that was killed serves no keys: that says nothing about the token.
            time.sleep(0.02)
        except jwt.PyJWTError as error:
            return f"PyJWT: {type(error).__name__}: {error}".replace("\n", " ")


for line in sys.stdin:
    print(verdict(line.strip()), flush=True)
