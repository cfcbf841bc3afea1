"""An API: it verifies access tokens (RFC 9068) by itself, from the provider's public keys. Flask and PyJWT."""

import os
from functools import wraps

import jwt
import requests
from flask import Flask, g, jsonify, request

ISSUER = os.environ["ISSUER"]
API_AUDIENCE = os.environ["API_AUDIENCE"]

provider = requests.get(ISSUER + "/.well-known/openid-configuration", timeout=10).json()
if provider["issuer"] != ISSUER:
    raise SystemExit(f"the issuer calls itself {provider['issuer']}, not {ISSUER}")
# Kept for five minutes; a key id that is not among them makes it ask again, at most every 30 seconds.
keys = jwt.PyJWKClient(provider["jwks_uri"])

app = Flask(__name__)


class Refused(Exception):
    def __init__(self, status, error=None, description=None):
        super().__init__(description)
        self.status, self.error, self.description = status, error, description


def claims_of(token):
    try:
        decoded = jwt.decode_complete(
            token,
            keys.get_signing_key_from_jwt(token),
            algorithms=["RS256"],
            issuer=ISSUER,
            audience=API_AUDIENCE,
            options={"require": ["exp", "iss", "aud", "sub", "client_id"]},
        )
    except jwt.PyJWKClientConnectionError as error:
        raise Refused(503, "temporarily_unavailable", "the keys could not be fetched") from error
    except jwt.PyJWTError as error:
        raise Refused(401, "invalid_token", str(error).replace('"', "'")) from error
    # An ID token is signed by the same keys: only `at+jwt` is an access token.
    if decoded["header"].get("typ") != "at+jwt":
        raise Refused(401, "invalid_token", "not an access token")
    return decoded["payload"]


def needs(scope):
    """Lets a request in whose access token holds `scope`; its claims are in `g.claims`."""

    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token:
                raise Refused(401)
            g.claims = claims_of(token.strip())
            if scope not in g.claims.get("scope", "").split():
                raise Refused(403, "insufficient_scope", f"it needs the scope {scope}")
            return view(*args, **kwargs)

        return guarded

    return decorate


@app.get("/tasks")
@needs("tasks:read")
def tasks():
    return jsonify(owner=g.claims["sub"], asked_by=g.claims["client_id"], tasks=["Feed the cat"])


@app.errorhandler(Refused)
def refuse(refused):
    """RFC 6750 §3: the status, and a challenge that says what is wrong with the token."""
    answer = jsonify(error=refused.error, error_description=refused.description)
    answer.status_code = refused.status
    if refused.status in (401, 403):
        about = f', error="{refused.error}", error_description="{refused.description}"' if refused.error else ""
        answer.headers["WWW-Authenticate"] = f'Bearer realm="tasks"{about}'
    return answer


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ.get("PORT", 5001)))
