"""A web app with sessions of its own: Flask and Authlib."""

import os
import secrets

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, render_template_string, session

APP_URL = os.environ.get("APP_URL", "http://localhost:5000")
API_URL = os.environ.get("API_URL", "http://localhost:5001")
API_AUDIENCE = os.environ.get("API_AUDIENCE", "https://tasks.example.com")

app = Flask(__name__)
app.secret_key = os.environ["SESSION_SECRET"]
app.config.update(
    SESSION_COOKIE_NAME="planner",
    SESSION_COOKIE_SAMESITE="Lax",
    SESSION_COOKIE_SECURE=APP_URL.startswith("https:"),
)

# Flask's session is a cookie that its owner can read: tokens stay here, and the cookie holds their key.
# A real app keeps them in Redis or its database.
signed_in = {}


def fetch_token():
    return signed_in[session["key"]]["token"]


def update_token(token, refresh_token=None, access_token=None):
    """Authlib has refreshed. Every refresh retires the old refresh token: keep the new one at once."""
    signed_in[session["key"]]["token"] = token


oauth = OAuth(app, fetch_token=lambda name: fetch_token())
claviger = oauth.register(
    "claviger",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=os.environ["ISSUER"] + "/.well-known/openid-configuration",
    client_kwargs={
        "scope": "openid profile email groups tasks:read",
        "code_challenge_method": "S256",
        # Refreshes when the access token is good for less than this many seconds.
        "leeway": 30,
    },
    # The API that the access tokens are for (RFC 8707).
    authorize_params={"resource": API_AUDIENCE},
    update_token=update_token,
)


@app.get("/")
def home():
    person = signed_in.get(session.get("key"))
    return page(HOME, person=person) if person else page(NOBODY)


@app.get("/sign-in")
def sign_in():
    # State, nonce and code verifier go into the session.
    return claviger.authorize_redirect(APP_URL + "/callback")


@app.get("/callback")
def callback():
    # Checks state and PKCE, and of the ID token signature, issuer, audience, times and nonce.
    token = claviger.authorize_access_token()
    claims = claviger.userinfo(token=token)
    if claims["sub"] != token["userinfo"]["sub"]:
        raise OAuthError("invalid_userinfo", "userinfo is about somebody else")
    session.clear()
    session["key"] = secrets.token_urlsafe(32)
    signed_in[session["key"]] = {"claims": claims, "token": token}
    return redirect("/")


@app.get("/tasks")
def tasks():
    if session.get("key") not in signed_in:
        return redirect("/sign-in")
    try:
        answer = claviger.get(API_URL + "/tasks")
    except OAuthError as error:
        # Signed out elsewhere, disabled, or a new password (RFC 6749 §5.2): no refresh any more.
        if error.error != "invalid_grant":
            raise
        signed_in.pop(session.pop("key"))
        return redirect("/sign-in")
    answer.raise_for_status()
    return page(TASKS, tasks=answer.json())


# A POST, which other sites cannot send with the session's cookie (SameSite=Lax).
@app.post("/sign-out")
def sign_out():
    person = signed_in.pop(session.pop("key", None), None)
    if person is None:
        return redirect("/")
    # Sends a state of its own and keeps it in the session for /signed-out.
    return claviger.logout_redirect(APP_URL + "/signed-out", id_token_hint=person["token"]["id_token"])


@app.get("/signed-out")
def signed_out():
    claviger.validate_logout_response()
    return page('<p id="signed-out">You are signed out.</p>')


@app.errorhandler(OAuthError)
def refused(error):
    """`error` is the provider's word (RFC 6749 §4.1.2.1 and §5.2), such as access_denied, or Authlib's own."""
    app.logger.warning("sign-in failed: %s", error)
    return page(ERROR, error=error), 403


@app.errorhandler(requests.RequestException)
def unreachable(error):
    app.logger.error("%s", error)
    return page('<p id="error">The server did not answer as it should.</p>'), 502


HOME = """
<p>Hello <b id="name">{{ person.claims.name }}</b>, <span id="email">{{ person.claims.email }}</span></p>
<p>Groups: <span id="groups">{{ person.claims.groups | default([]) | join(", ") }}</span></p>
<p>Tokens: access …<code id="access-token">{{ person.token.access_token[-8:] }}</code>,
   refresh …<code id="refresh-token">{{ person.token.refresh_token[-8:] }}</code></p>
<p><a id="tasks" href="/tasks">Tasks</a></p>
<form method="post" action="/sign-out"><button id="sign-out">Sign out</button></form>"""
NOBODY = '<p>Nobody is signed in.</p><p><a id="sign-in" href="/sign-in">Sign in</a></p>'
TASKS = '<pre id="tasks">{{ tasks | tojson }}</pre><p><a id="home" href="/">Back</a></p>'
ERROR = """<p id="error">{{ error.error }}</p><p>{{ error.description }}</p><p><a href="/sign-in">Try again</a></p>"""


def page(body, **context):
    title = "Planner"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
    return render_template_string(head + body, **context)


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ.get("PORT", 5000)))
