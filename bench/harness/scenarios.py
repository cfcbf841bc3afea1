"""The loads. Each makes its start state on the server and says what wrk is to do; `check` looks at one whole answer."""

import json

from .agent import CODE_VERIFIER, FORM, Agent, basic
from .process import BenchError
from .server import API
from .wrk import Load

# Families and sessions that a chain goes round. The peer's adapter forgets what it has not seen for a thousand entries.
EACH = 2


class Scenario:
    def __init__(self, name, title, prepare, check=None, on=("claviger", "peer")):
        self.name, self.title, self.prepare, self.check, self.on = name, title, prepare, check, on


def _expect(server, what, answer, *members):
    body = json.loads(answer.text) if answer.status == 200 else {}
    if any(not body.get(member) for member in members):
        lacks = f"answered {answer.status} without {', '.join(members)}"
        raise BenchError(f"{server.label}: {what} {lacks}: {answer.text[:300]}")
    return body


def _discovery(server, size):
    return Load("fixed", "/.well-known/openid-configuration", connections=size, method="GET", headers={})


def _check_discovery(server):
    _expect(server, "discovery", Agent(server).get("/.well-known/openid-configuration"), "issuer", "jwks_uri")


def _jwks(server, size):
    return Load("fixed", server.endpoint("jwks_uri"), connections=size, method="GET", headers={})


def _check_jwks(server):
    _expect(server, "the key set", Agent(server).get(server.endpoint("jwks_uri")), "keys")


def _headers(client):
    return {"Authorization": basic(client), "Content-Type": FORM}


def _client_credentials(server, size):
    path = server.endpoint("token_endpoint")
    return Load("fixed", path, connections=size, method="POST", headers=_headers(server.service), body=_token_body())


def _token_body():
    return f"grant_type=client_credentials&scope=api%3Aread&resource={API.replace(':', '%3A').replace('/', '%2F')}"


def service_token(server, **more):
    fields = {"grant_type": "client_credentials", "scope": "api:read", **more}
    answer = Agent(server).tokens(fields, server.service)
    return _expect(server, "client_credentials", answer, "access_token")["access_token"]


def _check_client_credentials(server):
    if service_token(server, resource=API).count(".") != 2:
        raise BenchError(f"{server.label} answered with an access token that is no JWT")


def _introspection(server, size):
    server.introspected = service_token(server, **server.introspectable)
    path = server.endpoint("introspection_endpoint")
    body = f"token={server.introspected}"
    return Load("fixed", path, connections=size, method="POST", headers=_headers(server.service), body=body)


def _check_introspection(server):
    fields = {"token": server.introspected}
    answer = Agent(server).post(server.endpoint("introspection_endpoint"), fields, server.service)
    _expect(server, "introspection", answer, "active")


def _refresh(server, size):
    tokens = server.refresh_tokens(server.sessions(size, EACH))
    chains = [{"refresh_tokens": tokens[at::size]} for at in range(size)]
    return _chains("refresh", server, chains)


def _chains(script, server, chains, **data):
    data = {"headers": _headers(server.app), **data, "chains": chains, "token_path": server.endpoint("token_endpoint")}
    return Load(script, threads=len(chains), connections=len(chains), **data)


def _exchange(server, size, only_authorize=False):
    path = server.authorize_path()
    cookies = [agent.cookie_header(path) for agent in server.sessions(size, EACH)]
    chains = [{"cookies": cookies[at::size]} for at in range(size)]
    data = {"authorize_path": path, "redirect_uri": server.redirect_uri, "code_verifier": CODE_VERIFIER}
    return _chains("exchange", server, chains, only_authorize=only_authorize, **data)


def _consent(server, size):
    """Agreed to each time anew; an app and sessions of their own, as what is agreed stays."""
    path = server.authorize_path(server.asking) + "&prompt=consent"
    cookies = [agent.cookie_header(path) for agent in server.sessions(size, EACH)]
    chains = [{"cookies": cookies[at::size]} for at in range(size)]
    data = {"authorize_path": path, "redirect_uri": server.redirect_uri, "code_verifier": CODE_VERIFIER}
    data |= {"form_path": "/consent", "headers": _headers(server.asking)}
    return _chains("consent", server, chains, **data)


def _private_key_jwt(server, size):
    """As many assertions as the server could sign tokens for in that time, and each of them is good for once."""
    lines = server.assertions()
    chains = [{"assertions": server.keep(f"assertions-{at}", "\n".join(lines[at::size]))} for at in range(size)]
    kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
    body = _token_body() + f"&client_assertion_type={kind}"
    return _chains("assertion", server, chains, body=body, headers={"Content-Type": FORM})


def _authorize(server, size):
    return _exchange(server, size, only_authorize=True)


def sign_in(server, size):
    """A new browser each time; every chain has a person of its own, as tries on one account wait for each other."""
    answer = Agent(server).get(server.authorize_path())
    page = answer.headers.get("Location", "")
    if not page.startswith("/login?flow="):
        raise BenchError(f"{server.label} sends a stranger to {page or answer.status}, not to the sign-in page")
    chains = [dict(server.people[at]) for at in range(size)]
    return Load("sign_in", threads=size, connections=size, chains=chains, page_path=page, form_path="/login")


ALL = [
    Scenario("discovery", "discovery", _discovery, _check_discovery),
    Scenario("jwks", "key set (JWKS)", _jwks, _check_jwks),
    Scenario("client_credentials", "client_credentials", _client_credentials, _check_client_credentials),
    Scenario("refresh", "refresh", _refresh),
    Scenario("authorize", "authorize with a session", _authorize),
    Scenario("code", "code exchange with a session", _exchange),
    Scenario("consent", "code exchange with consent", _consent, on=("claviger",)),
    Scenario("private_key_jwt", "client_credentials by private_key_jwt", _private_key_jwt, on=("claviger",)),
    Scenario("introspection", "introspection", _introspection, _check_introspection),
    Scenario("sign_in", "sign-in with a password", sign_in, on=("claviger",)),
]
FLOOD, DRILL, PICKUP = "flood", "drill", "pickup"
NAMES = [scenario.name for scenario in ALL] + [FLOOD, DRILL, PICKUP]
