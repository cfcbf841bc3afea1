"""What Claviger and its peer have in common: endpoints, two apps, sessions and tokens to begin loads with."""

import json
from urllib.parse import urlencode, urlsplit

from .agent import CODE_CHALLENGE, Agent
from .process import free_port

API = "https://api.bench.example"
REDIRECT_URI = "http://127.0.0.1:9/callback"
SCOPE = "openid api:read"


class Server:
    """One server under test; `run()` starts it."""

    redirect_uri = REDIRECT_URI
    has_database = False

    def __init__(self, label, folder):
        self.label, self.folder = label, folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.app = self.service = self.discovery = self.pid = self.start_seconds = None

    def discover(self):
        self.discovery = json.loads(Agent(self).get("/.well-known/openid-configuration").text)

    def database_cpu_seconds(self):
        """Of a database server that runs beside it."""
        return 0.0

    def endpoint(self, name):
        return urlsplit(self.discovery[name]).path

    def keep(self, name, text):
        """A file of a load's; answers its path."""
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def authorize_path(self, app=None):
        fields = {"client_id": (app or self.app)["client_id"], "response_type": "code", "redirect_uri": REDIRECT_URI}
        fields |= {"scope": SCOPE, "resource": API, "state": "s", "nonce": "n"}
        fields |= {"code_challenge": CODE_CHALLENGE, "code_challenge_method": "S256"}
        return self.endpoint("authorization_endpoint") + "?" + urlencode(fields)

    def sessions(self, chains, each):
        """Signed-in browsers, `each` for every chain in turn."""
        return [self._signed_in(self.people[at % len(self.people)]) for at in range(chains * each)]

    def _signed_in(self, person):
        agent = Agent(self)
        agent.redeem(agent.code(self.authorize_path(), person))
        return agent

    def refresh_tokens(self, agents):
        """A new family for each session."""
        answers = [agent.redeem(agent.code(self.authorize_path(), None)) for agent in agents]
        return [json.loads(answer.text)["refresh_token"] for answer in answers]
