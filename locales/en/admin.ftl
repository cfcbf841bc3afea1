# The admin area: shell, overview, search, keys, settings, and the pages that every part of it uses.

nav-label = Admin area
nav-overview = Overview
nav-people = People
nav-groups = Groups
nav-apps = Apps
nav-keys = Keys
nav-sessions = Sessions
nav-audit = Audit log
nav-settings = Settings
nav-more = More

role-owner = Owner
role-people_admin = People admin
role-app_admin = App admin
role-auditor = Auditor

search-label = Search people, groups and apps
search-everywhere = Search everywhere
search-short = Search
search-title = Search
search-title-for = Search: { $q }
search-text = People by name, username or e-mail address, groups and apps by name.
search-submit = Search
search-nothing = Nothing fits “{ $q }”
search-nothing-text = Try fewer letters, or the beginning of a name.
search-nothing-short = Nothing found
search-some = Results below
search-begin = What are you looking for?
search-begin-text = Press / anywhere in the admin area to search.
search-keys = ↑ ↓ to choose, Enter to open, Esc to close

overview-text = How it stands at { $organization }.
overview-sessions = Active sessions
overview-keys = Keys
overview-keys-all = All keys

attention-title = What needs attention
attention-none = Nothing needs your attention.
attention-key-flaw-title = The key { $name } cannot be used
attention-key-flaw-text = Its row in the database was changed, or the master key is another one. Tokens that it signed are refused. Look at the keys page for the reason.
attention-no-standby-title = { $name } has no next key
attention-no-standby-text = Until the next key is published, keys cannot rotate without failing tokens.
attention-plain-http-title = People sign in over plain http at { $name }
attention-plain-http-text = That is fine for trying it on one machine. Before others use it, put a web server with https in front and set public_url.
attention-no-apps-title = No app is connected yet
attention-no-apps-text = Connect the first one, so that people can sign in to it.
attention-no-contact-title = Nobody is named for help
attention-no-contact-text = Set contact, so that people who cannot sign in know whom to ask.

keys-text = Each token is signed by one key. Apps fetch the public halves, and verify by themselves.
keys-picture = { $count ->
    [one] One key of { $ring } over time; the table below has its dates.
   *[other] { $count } keys of { $ring } over time; the table below has their dates.
}
keys-published = Published
keys-signing = Signing
keys-verifying = Verifying old tokens
keys-now = Now
keys-kid = Key ID
keys-state = State
keys-created = Created
keys-signs = Signs
keys-leaves = Leaves
keys-flaw = Unusable
keys-not-yet = not yet
keys-state-active = Signing
keys-state-staged = Next, for some apps
keys-state-standby = Next
keys-state-retired = Verifying
keys-state-removed = Removed
keys-state-revoked = Revoked
keys-empty = No keys
keys-empty-text = Keys are made at the first start. If there are none, the log says why.
keys-jwks = Where apps fetch them
keys-jwks-text = The public keys are no secret. An app that reads discovery finds this address by itself.

settings-text = What works now, and where each value came from. Settings are changed in the configuration file or by an environment variable, and a restart.
settings-section-top = Server
settings-section-tokens = Tokens
settings-section-sessions = Sessions
settings-section-passwords = Passwords
settings-section-people = People
settings-section-audit = Audit log
settings-section-keys = Keys
settings-section-fetch = Fetching
settings-section-log = Log
settings-section-sqlite = SQLite
settings-set = Set
settings-secret = Never shown
settings-none = Not set
settings-from = From
settings-default = Default
settings-change = Variable:

list-search = Search in this list
list-apply = Apply
list-clear = Show all
list-found = { $count ->
    [one] 1 found
   *[other] { $count } found
}
list-found-more = More than { $count } found
list-pages = Pages
list-previous = Previous
list-next = Next
list-nothing = Nothing fits these filters
list-nothing-text = Widen the search, or leave a filter out.

list-chosen = # selected
list-select = Select { $name }
list-select-page = Select all on this page
list-all = all { $count } found
list-all-more = all found, more than { $count }

confirm-typed = Type { $expected } to go on
confirm-typed-wrong = That is not { $expected }. Type it exactly.

stale-title = { $name } was changed meanwhile
stale-by = { $who } saved a change
stale-by-somebody = Somebody saved a change
stale-text = Nothing of yours is lost: choose which one stays.
stale-field = Field
stale-theirs = Saved now
stale-mine = Yours
stale-keep-theirs = Keep what is saved
stale-use-mine = Save mine instead

progress-running = Working. You may close this page.
progress-finished = Done.
progress-cancelled = Stopped. What was done stays done.
progress-count = { $done } of { $total }
progress-label = Progress
progress-failures = Left as they were
progress-more-failures = { $count ->
    [one] One more
   *[other] { $count } more
}
progress-cancel = Stop
progress-back = Back to the list
failure-last-owner = The last owner stays.
failure-not-allowed = Your role does not reach that far.
failure-gone = Gone already.

once-done = I have copied it
once-lifetime = It works for { $time }.
once-client-secret-title = New secret for { $name }
once-client-secret-text = Put it into the configuration of { $name }.
once-client-secret-warning = It is shown this once. Nobody can show it again.
search-all = Show all { $count }
search-all-more = Show all, more than { $count }
