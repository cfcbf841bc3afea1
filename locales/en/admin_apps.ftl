# Apps in the admin area.

app-list-text = Everything that people sign in to with an account from here, and every program that gets tokens.
apps-add = Add an app
apps-search = Name, client ID or host
apps-failed = Failed, 7 days
app-list-empty = No apps yet
app-list-empty-text = Add the first one: you get its credentials, and the lines to put into its configuration.
filter-kind = Kind
filter-kind-any = Every kind
filter-kind-web = Web apps
filter-kind-browser = Browser apps
filter-kind-native = Native apps
filter-kind-service = Services
filter-state = Status
filter-state-any = On and off
filter-state-on = On
filter-state-off = Switched off

app-tabs = Pages of { $name }
app-tab-overview = Overview
app-tab-settings = Settings
app-tab-connect = Connect
app-tab-claims = Claims
app-tab-health = Health
app-tab-secrets = Secrets
app-kind = Kind
app-kind-web = Web app
app-kind-web-text = It runs on a server of yours, and people use it in their browser: a wiki, a shop, Grafana.
app-kind-web-safe = Keeps a secret on the server. PKCE on, refresh tokens that change with each use.
app-kind-browser = Browser app
app-kind-browser-text = All of it runs in people's browsers, with no server of its own: React, Vue, plain JavaScript.
app-kind-browser-safe = Has no secret, since anybody could read it. PKCE always, nothing outlives the session.
app-kind-native = Native app
app-kind-native-text = People install it: on a phone, on a desktop, on the command line.
app-kind-native-safe = Has no secret, since anybody could read it. PKCE always, and the system's browser signs in.
app-kind-service = Service
app-kind-service-text = A program without people in front of it, which calls an API on its own account.
app-kind-service-safe = Gets tokens for itself with its secret. Nobody signs in to it.
app-status = Status
app-status-on = On
app-status-off = Switched off
app-used = Last used
app-used-never = not yet

app-new-text = What kind of app is it? The answer sets what is safe for it; you can change the details later.
app-new-other = Another kind
app-new-web = Add a web app
app-new-browser = Add a browser app
app-new-native = Add a native app
app-new-service = Add a service
app-new-save = Add the app
app-name-hint = People see it when they sign in.
app-id-own = A client ID of your own
app-id-hint = Leave it empty, and it is made from the name. It cannot be changed later.
app-url = Where people open it
app-url-hint = It becomes a tile on their page. Leave it empty for none.
app-redirect-uris = Redirect URIs
app-redirect-hint-web = Where people come back to after signing in, one on each line. The app's documentation calls it redirect or callback URL.
app-redirect-hint-browser = Where people come back to after signing in, one on each line: a page of the app itself.
app-redirect-hint-native = Where people come back to, one on each line: http://127.0.0.1/… with any port, or a scheme of its own such as com.example.app:/callback.
app-redirect-hint-service = A service has none, unless people sign in to it too.
app-made-title = { $name } is added
app-made-text = Put these three into the configuration of { $name }.
app-made-warning = The secret is shown this once. Nobody can show it again.
app-made-connect = How to connect it
app-made-look = Look at the app
app-issuer = Issuer
app-secret = Client secret

app-facts = About it
app-id = Client ID
app-created = Added
app-changed = Changed
app-tokens = Tokens given, 7 days
app-families = Sign-ins in use
app-enable = Switch on
app-disable = Switch off
app-remove = Remove
app-off-title = This app is switched off.
app-off-text = Nobody can sign in to it, and it gets no tokens.
app-waiting-title = Waiting for its first sign-in.
app-waiting-text = It got no token in the last 30 days.
app-waiting-link = How to connect it
app-failing-title = { $count ->
    [one] 1 failed request in the last 7 days
   *[other] { $count } failed requests in the last 7 days
}
app-failing-text = Each is explained, and how to fix it.
app-failing-link = Look at the reasons
app-trail = Recent changes
app-open-to = Who may use it
app-open-everybody = Everybody
app-open-nobody = Nobody
app-open-groups = Only these groups
app-open-groups-hint = Asked at each sign-in and each refresh, so that leaving a group counts at once.
app-asks-first = People are asked first.
app-scopes = Scopes
app-secrets-count = { $count ->
    [0] None
    [one] 1 that works
   *[other] { $count } that work
}

app-read-only = Your role shows these settings and does not change them.
app-basics = How people know it
app-color = Colour
app-color-hint = Of its mark on the sign-in page, such as #2f7f5f. Leave it empty for a neutral one.
app-color-pick = Pick a colour
app-addresses = Where it lives
app-post-logout = Addresses after signing out
app-post-logout-hint = Where people may go back to after signing out, one on each line. Leave it empty to keep them here.
app-more-groups = Further groups
app-more-groups-hint = There are more groups than stand above: their names, one on each line.
app-consent = Ask people first
app-consent-hint = Before it learns anything about somebody, they see what it asks for and may say no. For apps that are not your own.
app-asks = What it may ask for
app-scopes-people = About people
app-scope-openid = That they signed in, and an identifier
app-scope-profile = Name and profile
app-scope-email = E-mail address
app-scope-address = Postal address
app-scope-phone = Phone number
app-scope-groups = Groups
app-scope-offline_access = To stay connected when they are away
app-apis = APIs that it may call
app-apis-hint = It gets tokens for these, one at a time.
app-scopes-apis = What it may do there
app-more = Further scopes and APIs
app-more-scopes = Further scopes
app-more-scopes-hint = Separated by spaces.
app-more-resources = Further APIs
app-more-resources-hint = Their audience, an absolute URI, one on each line.
app-access = Access tokens live for
app-access-hint = From { $min } to { $max }. Empty: { $usual }, as configured.
app-refresh = It may refresh for
app-refresh-hint = Counted from the sign-in, from { $min } to { $max }. Empty: { $usual }, as configured.
app-as-configured = As configured
app-unit = Unit
app-unit-seconds = seconds
app-unit-minutes = minutes
app-unit-hours = hours
app-unit-days = days
app-alg = Signature of ID tokens
app-alg-hint = Every library verifies it.
app-alg-hint-many = Every library verifies RS256. With HS256 the app’s own secret signs, so it needs a new one.
app-access-alg = Signature of access tokens
app-access-alg-hint = The APIs that they are for must know this algorithm.
app-authz = Sign-in and introspection
app-default-max-age = Sign-in no older than, in seconds
app-default-max-age-hint = Whoever signed in longer ago signs in again, where the app's request does not say it (default_max_age). Empty: as long as the session lives.
app-introspection_alg = Introspection answers signed with
app-introspection-json = Signed only when it asks
app-protocol = Protocol
app-grants = How it gets tokens
app-grant-authorization_code = People sign in
app-grant-authorization_code-hint = The authorization code flow (authorization_code).
app-grant-refresh_token = It refreshes
app-grant-refresh_token-hint = New access tokens without asking the person again (refresh_token).
app-grant-client_credentials = For itself
app-grant-client_credentials-hint = Tokens with nobody behind them, by its secret (client_credentials).
app-grant-password = With people's passwords, which it is told
app-grant-password-hint = The direct password grant (password). Dangerous: people type their passwords into this app, no second factor can be asked for, and every fault of the app's reaches all of their accounts. Only for an old app of your own that knows nothing else.
app-pkce = Demand PKCE
app-pkce-hint = A stolen code is then worth nothing. Switch it off only for an app whose library cannot do it.
app-pkce-always = PKCE is always demanded of an app without a secret.
app-audiences = APIs that it is
app-audiences-hint = Audiences, one on each line: it may introspect tokens that were made for these. Leave it empty unless the app is an API.
app-logo = Logo
app-logo-text = Stands beside its name on the sign-in page and on people's tiles.
app-logo-file = Image
app-logo-hint = PNG, JPEG or WebP, 1 MiB at most. It is made 256 pixels wide or high.
app-logo-save = Upload
app-logo-remove = Remove the logo
logo-problem-missing = Choose an image first.
logo-problem-large = The image is larger than 1 MiB. Make it smaller.
logo-problem-format = The file is none of PNG, JPEG and WebP. Save it as one of these.
logo-problem-pixels = The image has more than 4096 pixels in a side. Make it smaller.
logo-problem-damaged = The image is damaged and cannot be read. Save it again.

app-problem-name-empty = Give it a name.
app-problem-name-long = The name has more than { $count } characters. Choose a shorter one.
app-problem-name-invisible = The name holds a character that cannot be seen. Type it anew.
app-problem-name-taken = There is an app of this name already: { $name }. If you sent the form twice, all is well. Else choose another name, or a client ID of its own.
app-problem-other = This does not fit together: { $name }.
app-problem-id = A client ID has 1 to 100 of the characters A–Z, a–z, 0–9, dot, underscore, tilde and hyphen.
app-problem-id-person = This looks like the identifier of a person. Choose a word.
app-problem-id-reserved = This word is part of an address of Claviger’s own pages. Choose another one.
app-problem-id-taken = This client ID is taken. Choose another one.
app-problem-url = This is no web address such as https://shop.example.com.
app-problem-uri-https = Give a whole https address, without user name and without #.
app-problem-sector = Its redirect URIs have several hosts, or none: name a sector document, or leave the identifier public.
app-problem-keys-twice = Give its keys, or the address where they are, not both.
app-problem-uris = { $count ->
    [one] { $name } cannot be used; below the field stands why.
   *[other] { $count } addresses cannot be used; below the field stands why.
}
app-problem-no-uri = Give at least one redirect URI: without it nobody comes back from signing in.
app-problem-useless-uri = Redirect URIs are used when people sign in. Tick that, or leave them out.
app-problem-no-grant = Tick at least one way to get tokens.
app-problem-refresh = It can refresh only where people sign in. Tick that too.
app-problem-public-service = An app without a secret cannot get tokens for itself.
app-problem-public-password = An app without a secret cannot be told passwords: anybody could pass for it.
app-problem-password-consent = People who give the app their password cannot be asked first. Leave out one of the two.
app-problem-max-age = Give a whole number from 0, or leave it empty.
app-problem-pkce = An app without a secret cannot do without PKCE.
app-problem-public-audience = An app without a secret cannot be an API that introspects.
app-problem-scope = “{ $name }” cannot be a scope: no quotes, backslashes or letters beyond ASCII.
app-problem-resource = “{ $name }” is not an absolute URI without a #.
app-problem-number = Give a whole number above 0, or leave it empty.
app-problem-seconds = Choose a time within the bounds, or leave it empty.
app-problem-no-group = Tick at least one group. To close the app to everybody, switch it off.
app-problem-group = There is no group “{ $name }”.
app-problem-group-gone = One of these groups is gone meanwhile. Choose again.
app-problem-alg = { $name } is switched off here. Choose again.
app-problem-color = This colour cannot be used; below the field stands why.

uri-problem-long = is longer than 2,000 characters.
uri-problem-not-absolute = is not a whole address: write it like https://shop.example.com/callback.
uri-problem-character = holds “{ $name }”, which an address cannot hold: percent-encode it.
uri-problem-percent = has a % that two hexadecimal digits do not follow.
uri-problem-fragment = has a #: leave it out, and what follows.
uri-problem-wildcard = has a wildcard: addresses are compared letter by letter, so give each one.
uri-problem-credentials = carries a username or password: leave out everything before the @.
uri-problem-dots = has . or .. in its path, which browsers rewrite: write the path that results.
uri-problem-http = is plain http, which anybody on the way can read: use https. Only localhost may do without.
uri-problem-scheme = begins with { $name }:, which cannot lead back to an app.
uri-problem-undotted = begins with { $name }:, which any other program could claim: use a domain of yours in reverse, such as com.example.app:/callback.
uri-problem-parameter = has { $name } in its query, which our answer uses: choose another name.
color-problem-malformed = is no colour such as #2f7f5f: # and six digits or letters from a to f.
color-problem-light = can hardly be seen on the light page. The nearest that can: { $name }
color-problem-dark = can hardly be seen on the dark page. The nearest that can: { $name }

secrets-text = { $name } proves with a secret who it is. Several may work at once, so that you can change one without a pause. Nobody can show them again.
secrets-secret = Begins with
secrets-end = Ends
secrets-endless = When removed
secrets-acts = Acts
secrets-working = Works
secrets-ending = Ends in { $time }
secrets-ended = Ended
secrets-roll = Roll the secret
secrets-add = Add a secret
secrets-remove = Remove
secrets-remove-which = Remove the secret { $name }…
secrets-full = It has { $count } secrets, which is the most. Remove one to make room.
secrets-empty = No secret
secrets-empty-text = Without one the app cannot prove who it is, and gets no tokens.
secrets-make = Make a secret
secrets-add-text = One more secret; the ones that it has stay as they are.
secrets-roll-1 = You get a new secret, which works at once.
secrets-roll-2 = You put it into the configuration of { $name }, in your own time.
secrets-roll-3 = The old one ends by itself. Nothing stands still in between.
secrets-grace = { $count ->
    [one] The old secret works
   *[other] The { $count } old secrets work
}
secrets-grace-hint = Long enough to change the app's configuration everywhere.
secrets-grace-now = Not any more
secrets-grace-now-hint = If it got into the wrong hands. The app fails until it has the new one.
secrets-grace-after = for { $time } more
secrets-life = The new secret works
secrets-life-hint = A secret that ends has to be rolled in time, or the app stands still.
secrets-life-endless = until it is removed
secrets-life-days = for { $time }

confirm-disable-app-title = Switch { $name } off?
confirm-disable-app-text = At once nobody can sign in to { $name }, and all its tokens end. You can switch it on again at any time; people then sign in anew.
confirm-disable-app-do = Switch off
confirm-enable-app-title = Switch { $name } on?
confirm-enable-app-text = People can sign in to { $name } again, and it gets tokens as before.
confirm-enable-app-do = Switch on
confirm-remove-app-title = Remove { $name }?
confirm-remove-app-text = { $name } stops working at once, and cannot be brought back: its client ID and secrets mean nothing any more. To close it for a while, switch it off.
confirm-remove-app-do = Remove for good
confirm-remove-secret-title = Remove the secret { $name }?
confirm-remove-secret-text = It stops working within two seconds. See that no server of the app still uses it.
confirm-remove-secret-do = Remove
confirm-remove-last-secret-title = Remove the last secret, { $name }?
confirm-remove-last-secret-text = The app can then prove to nobody who it is: it gets no tokens, and nobody can sign in to it, until it has another one. To change it without a pause, roll it.
confirm-remove-last-secret-do = Remove the last secret
loss-refreshes = { $count ->
    [one] 1 sign-in ends
   *[other] { $count } sign-ins end
}
loss-consents = { $count ->
    [one] 1 person's consent is forgotten
   *[other] { $count } people's consents are forgotten
}
loss-secrets = { $count ->
    [one] 1 secret is gone
   *[other] { $count } secrets are gone
}

flash-app-added = { $name } is added. Here is how to connect it.
flash-app-saved = The settings of { $name } are saved.
flash-app-saved-secret = The settings of { $name } are saved. They need a new secret: give it one here. The ones before go on as they were.
flash-app-disabled = { $name } is switched off.
flash-app-enabled = { $name } is on again.
flash-app-removed = { $name } is removed.
flash-logo-saved = The logo is saved.
flash-logo-removed = The logo is removed.
flash-secret-removed = The secret is removed.
flash-secret-gone = That secret was gone already.
flash-secret-meanwhile = A secret was made meanwhile, so none was made again. If you have not seen it, roll once more.
flash-secrets-many = It has { $count } secrets, which is the most. Remove one first.
