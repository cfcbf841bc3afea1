# How apps are told of logouts, and what became of it.

app-logout = Signing out
app-logout-text = When a session ends, here or by an admin, the app can be told, so that it ends its own session too.
app-logout-back = Back-channel logout URI
app-logout-back-hint = A signed notice is posted to it from server to server, again and again until the app confirms it.
app-logout-back-session = The app demands the session in each notice
app-logout-back-session-hint = Notices name it in any case.
app-logout-front = Front-channel logout URI
app-logout-front-hint = The person’s browser loads it in a frame when they sign out here. Only for apps that cannot be reached by a notice: browsers keep many frames from their cookies.
app-logout-front-session = Its address carries the issuer and the session
app-logout-front-session-hint = As iss and sid.
app-problem-logout =
    { $name ->
        [fragment] The address has a fragment: leave out the # and what follows.
        [credentials] The address carries a username or password: leave it out.
        [http] Plain http is for this machine and for apps with a secret only. Use https.
        [origin] The address needs the scheme, host and port of a redirect URI of the app.
       *[web] Write a web address such as https://shop.example.com/logout.
    }

notices-title = Logout notices
notices-text = What became of the notices that tell apps of ended sessions. They are kept for a day once they are delivered, else for eight.
notices-search = Username of a person
notices-app = App
notices-state = State
notices-written = Session ended
notices-tries = Tries
notices-next = Next try
notices-send = Send again now
notices-send-to = Send again now: { $name }
notices-empty = No notices
notices-empty-text = A notice is written here when a session ends and one of its apps has a back-channel logout URI.
filter-notice = State of the notice
filter-notice-any = Any state
filter-notice-pending = Waiting
filter-notice-delivered = Delivered
filter-notice-given_up = Given up
flash-notice-sent = { $name } has confirmed the notice.
flash-notice-failed = { $name } has not confirmed the notice; the list says why.
flash-notice-gone = This notice was delivered meanwhile, or is gone.
health-notices = Logout notices that did not get through
health-notices-text = The app was to be told that sessions ended.
health-notices-all = All notices to it
