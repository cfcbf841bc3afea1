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
