"""PyJWT as it comes, beside the relying parties of `claviger drill rotation`: a token on each line of stdin, and for
each a line on stdout, `ok` or why it was refused."""

import os
import sys

import jwt

keys = jwt.PyJWKClient(os.environ["DRILL_JWKS_URI"])
rules = {
    "algorithms": ["RS256"],
    "issuer": os.environ["DRILL_ISSUER"],
    "audience": os.environ["DRILL_AUDIENCE"],
    "options": {"require": ["exp", "iss", "aud", "sub"]},
}

for line in sys.stdin:
    token = line.strip()
    try:
        jwt.decode(token, keys.get_signing_key_from_jwt(token), **rules)
        answer = "ok"
    except jwt.PyJWTError as error:
        answer = f"PyJWT: {type(error).__name__}: {error}".replace("\n", " ")
    print(answer, flush=True)
