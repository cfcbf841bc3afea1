"""A small browser and app in one: enough of HTTP to sign in through pages and to have tokens."""

import base64
import http.client
import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from .process import BenchError

# RFC 7636 Appendix B.
CODE_VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CODE_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
FORM = "application/x-www-form-urlencoded"


class Answer:
    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode(errors="replace")


def basic(client):
    """client_secret_basic (RFC 6749 §2.3.1); ids and secrets here need no encoding."""
    pair = f"{client['client_id']}:{client['client_secret']}".encode()
    return "Basic " + base64.b64encode(pair).decode()


class Agent:
    def __init__(self, server):
        self.server = server
        self.http = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.cookies = {}

    def get(self, url):
        return self._send("GET", url)

    def post(self, url, fields, client=None):
        headers = {"Content-Type": FORM}
        if client:
            headers["Authorization"] = basic(client)
        return self._send("POST", url, urlencode(fields), headers)

    def cookie_header(self, path):
        return "; ".join(f"{name}={value}" for name, (value, below) in self.cookies.items() if path.startswith(below))

    def _send(self, method, url, body=None, headers=None):
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = dict(headers or {})
        if cookies := self.cookie_header(parts.path):
            headers["Cookie"] = cookies
        try:
            self.http.request(method, target, body, headers)
            answer = Answer(self.http.getresponse())
        except (OSError, http.client.HTTPException) as error:
            raise BenchError(f"{self.server.label} does not answer {method} {parts.path}: {error}") from error
        finally:
            # Servers close idle connections; the next request opens its own.
            self.http.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._keep(cookie)
        return answer

    def _keep(self, cookie):
        pair, _, attributes = cookie.partition(";")
        name, _, value = pair.partition("=")
        path = re.search(r"(?i)path=([^;]+)", attributes)
        if value:
            self.cookies[name] = (value, path.group(1) if path else "/")
        else:
            self.cookies.pop(name, None)

    def code(self, url, person):
        """Follows an authorization request to its end, through the sign-in page where there is one."""
        answer = self.get(url)
        for _ in range(10):
            location = answer.headers.get("Location")
            if location is None:
                url, answer = self._fill(url, answer, person)
                continue
            url = urljoin(url, location)
            if url.startswith(self.server.redirect_uri):
                return _only(url, "code")
            answer = self.get(url)
        raise BenchError(f"signing in at {self.server.label} goes round in circles, last to {url}")

    def sign_in(self, url, person):
        """Asks for a page that only this person sees, and signs in where that is asked for."""
        answer = self.get(url)
        for _ in range(10):
            location = answer.headers.get("Location")
            if location is not None:
                url = urljoin(url, location)
                answer = self.get(url)
            elif 'name="password"' in answer.text:
                url, answer = self._fill(url, answer, person)
            else:
                return answer
        raise BenchError(f"signing in at {self.server.label} goes round in circles, last to {url}")

    def _fill(self, url, page, person):
        form = re.search(r'<form method="post" action="([^"]+)"', page.text)
        if page.status != 200 or not form:
            raise BenchError(f"{url} answered {page.status} instead of a sign-in page: {page.text[:300]}")
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        fields = {name: unescape(value) for name, value in hidden}
        target = urljoin(url, form.group(1))
        return target, self.post(target, {**fields, "username": person["username"], "password": person["password"]})

    def redeem(self, code):
        fields = {"grant_type": "authorization_code", "code": code, "code_verifier": CODE_VERIFIER}
        return self.tokens({**fields, "redirect_uri": self.server.redirect_uri}, self.server.app)

    def tokens(self, fields, client):
        answer = self.post(self.server.endpoint("token_endpoint"), fields, client)
        if answer.status != 200:
            raise BenchError(f"the token endpoint of {self.server.label} answered {answer.status}: {answer.text[:300]}")
        return answer


def _only(url, name):
    values = parse_qs(urlsplit(url).query).get(name)
    if not values:
        raise BenchError(f"no {name} in {url}")
    return values[0]
