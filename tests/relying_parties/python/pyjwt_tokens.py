"""PyJWT as it comes, on one answer of the token endpoint: JSON on stdin, what was proved as JSON on stdout. A token that
does not prove right ends it with an error."""

import base64
import hashlib
import json
import sys

import jwt
import requests

given = json.load(sys.stdin)
issuer, alg = given["issuer"], given["alg"]
provider = requests.get(issuer + "/.well-known/openid-configuration", timeout=10).json()
assert alg in provider["id_token_signing_alg_values_supported"], f"{alg} is not offered"
keys = jwt.PyJWKClient(provider["jwks_uri"])


def verify(token, **rules):
    by_secret = jwt.get_unverified_header(token)["alg"] == "HS256"
    key = given["client_secret"] if by_secret else keys.get_signing_key_from_jwt(token)
    return jwt.decode_complete(token, key, issuer=issuer, **rules)


needed = {"require": ["exp", "iss", "aud", "sub", "nonce", "at_hash"]}
id_token = verify(given["id_token"], algorithms=[alg], audience=given["client_id"], options=needed)
claims = id_token["payload"]
assert claims["nonce"] == given["nonce"]
# OIDC Core §3.1.3.6: the left half of the hash that goes with the algorithm; Ed25519 goes with SHA-512.
digest = hashlib.new({"256": "sha256", "384": "sha384"}.get(alg[-3:], "sha512"), given["access_token"].encode()).digest()
assert claims["at_hash"] == base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode(), "at_hash"

# No API knows the app's secret, so that access tokens are signed with a key where ID tokens are by HS256.
algorithms = ["RS256" if alg == "HS256" else alg]
access = verify(given["access_token"], algorithms=algorithms, audience=issuer)
assert access["header"]["typ"] == "at+jwt"
print(json.dumps({"alg": id_token["header"]["alg"], "sub": claims["sub"], "access": access["payload"]["sub"]}))
