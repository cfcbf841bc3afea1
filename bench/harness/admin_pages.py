"""The admin pages whose time is measured, each with addresses that ask for different things of it."""

import re
from html import unescape
from urllib.parse import urlencode

# Pages that are followed from the first one on.
DEEP = 20


class AdminPage:
    def __init__(self, title, urls, is_overview=False):
        self.title, self.urls, self.is_overview = title, urls, is_overview


def _urls(path, *queries):
    return [f"{path}?{urlencode(query)}" for query in queries]


def _links(browser, url, pattern):
    """Addresses in a page that fit a pattern."""
    page = browser.get(url).text
    return [link for link in map(unescape, re.findall(r'href="([^"]+)"', page)) if re.fullmatch(pattern, link)]


def _deep(browser, url):
    """The list's pages far behind this one, by its own links."""
    pages = []
    for _ in range(DEEP):
        url = next((link for link in _links(browser, url, r"/admin/.*[?&]after=.*")), None)
        if url is None:
            break
        pages.append(url)
    return pages[-5:]


def _first(browser, url, pattern):
    return _links(browser, url, pattern)[:1]


# Common words, a name whose people stand at the end, a beginning, one person, nobody.
COMMON = ["northwind", "maria", "smith", "students", "anna"]
LATE = ["zhang", "yusuf", "minjun", "張", "kim"]
RARE = ["anna.smith12", "zachary.zimmer", "papadopoulos konstantinos", "nobody-at-all"]
SHORT = ["z", "zh", "an", "李", "ка"]

PERSON, GROUP, APP = r"/admin/users/[0-9a-f-]{36}", r"/admin/groups/[0-9a-f-]{36}", r"/admin/clients/[a-z]+-\d{5}"


def _searches(words, **more):
    return _urls("/admin/users", *({"q": word, **more} for word in words))


def _people(browser):
    group = [link.rpartition("/")[2] for link in _links(browser, "/admin/groups", GROUP)][:3]
    filters = [{"status": status} for status in ("active", "invited", "disabled", "deleted")]
    filters += [{"seen": seen} for seen in ("day", "week", "month", "older", "never")]
    filters += [{"group": one} for one in group]
    sorts = ["name", "-name", "seen", "-seen"]
    yield AdminPage("people", ["/admin/users"])
    yield AdminPage("people, common words", _searches(COMMON))
    yield AdminPage("people, words late in the order", _searches(LATE))
    yield AdminPage("people, one or nobody", _searches(RARE))
    yield AdminPage("people, one or two letters", _searches(SHORT))
    yield AdminPage("people, filters", _urls("/admin/users", *filters))
    yield AdminPage("people, common words and filters", [url for one in filters for url in _searches(["northwind", "zhang"], **one)])
    yield AdminPage("people, sorted", _urls("/admin/users", *({"sort": sort} for sort in sorts)))
    yield AdminPage("people, common words, sorted", [url for sort in sorts for url in _searches(COMMON + LATE, sort=sort)])
    yield AdminPage("people, pages far behind", _deep(browser, "/admin/users") + _deep(browser, "/admin/users?q=maria"))
    yield AdminPage("a person", _links(browser, "/admin/users?sort=-seen", PERSON)[:5])


def _groups(browser):
    yield AdminPage("groups", ["/admin/groups", *_urls("/admin/groups", {"q": "team"}, {"q": "seeded"}, {"q": "sales"})])
    yield AdminPage("a group", _links(browser, "/admin/groups?q=staff", GROUP)[:1] + _links(browser, "/admin/groups", GROUP)[:3])


def _apps(browser):
    queries = [{"q": "wiki"}, {"q": "osaka"}, {"q": "northwind"}, {"sort": "-created"}]
    yield AdminPage("apps", ["/admin/clients", *_urls("/admin/clients", *queries), *_deep(browser, "/admin/clients")])
    yield AdminPage("an app", _links(browser, "/admin/clients", APP)[:3])


def _sessions(browser):
    queries = [{"q": word} for word in ("maria", "zhang", "anna.smith", "device:iPhone", "203.0.113.7", "nobody-at-all")]
    yield AdminPage("sessions", ["/admin/sessions", *_urls("/admin/sessions", *queries), *_deep(browser, "/admin/sessions")])


def _audit(browser):
    queries = [{"q": "wrong_password"}, {"q": "nobody-at-all"}, {"kind": "sign_in"}, {"kind": "client.changed"}]
    queries += [{"person": "anna.smith"}, {"address": "203.0.113.7"}, {"person": "maria.smith", "kind": "user"}]
    yield AdminPage("audit log", ["/admin/audit", *_urls("/admin/audit", *queries), *_deep(browser, "/admin/audit")])


def of(browser):
    """Every page; those that this release has not yet are left out by name."""
    yield AdminPage("overview", ["/admin"], is_overview=True)
    yield AdminPage("search everywhere", _urls("/admin/search", *({"q": word} for word in COMMON + LATE + RARE + SHORT)))
    for path, pages in (
        ("/admin/users", _people),
        ("/admin/groups", _groups),
        ("/admin/clients", _apps),
        ("/admin/sessions", _sessions),
        ("/admin/audit", _audit),
    ):
        if browser.get(path).status == 200:
            yield from (page for page in pages(browser) if page.urls)
        else:
            yield AdminPage(f"{path} is missing", [])
