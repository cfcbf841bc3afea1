# The admin area: sessions, audit log, and the overview's numbers.

list-shown = { $count ->
    [one] 1 shown
   *[other] { $count } shown
}
list-newest = Newest
list-newer = Newer
list-older = Older

admin-sessions-text = Everybody who is signed in now. What ends here ends at once, in every app too.
sessions-search = Name, username, e-mail or address
sessions-search-more = More to search by:
sessions-search-device = what a browser calls itself
sessions-search-app = an app
sessions-search-person = exactly one person, by username
sessions-more-people = More people fit this name than are looked at. Type more of it.
sessions-person = Person
sessions-device = Device
sessions-signed-in = Signed in
sessions-acts = Acts
sessions-only = Only sessions of { $name }
sessions-end-short = End
sessions-end-one = End this session of { $name }
sessions-end-person = End all of { $name }
sessions-end-app = End all of { $name }
sessions-end-all = End all sessions
sessions-empty = Nobody is signed in
sessions-empty-text = As soon as somebody signs in, their session stands here, and can be ended.
filter-app = App
filter-app-any = Any app
filter-device = Device
filter-device-any = Any device

confirm-end-session-title = End this session of { $name }?
confirm-end-session-text = The browser is signed out at once, and so are the apps that it was used with. { $name } may sign in again.
confirm-end-session-do = End session
confirm-end-app-sessions-title = End all sign-ins at { $name }?
confirm-end-app-sessions-text = { $name } loses access for everybody, at once. People stay signed in here, and come back to the app without a password.
confirm-end-app-sessions-do = End sign-ins
confirm-end-all-sessions-title = End everybody’s sessions?
confirm-end-all-sessions-text = Everybody is signed out of everything, at once: you too. Apps that work while people are away lose access as well.
confirm-end-all-sessions-do = End everybody’s sessions
loss-sign-ins = { $count ->
    [one] 1 sign-in ends
   *[other] { $count } sign-ins end
}
loss-more-sessions = More than { $count } sessions end

flash-one-session-ended = A session of { $name } was ended.
flash-sessions-of-person-ended = { $count ->
    [one] The one session of { $name } was ended.
   *[other] { $count } sessions of { $name } were ended.
}
flash-app-sessions-ended = { $count ->
    [one] One sign-in at { $name } was ended.
   *[other] { $count } sign-ins at { $name } were ended.
}
flash-app-sessions-left = { $count ->
    [one] All but one sign-in at { $name } were ended: it belongs to somebody with a role that you lack.
   *[other] All but { $count } sign-ins at { $name } were ended: they belong to people with a role that you lack.
}
flash-nothing-to-end = There was nothing left to end.
flash-not-allowed = Your role does not allow that.

audit-text = What happened, who did it and from where. Nothing here can be changed without being found.
audit-export = Export
audit-search = Search details: a word, an app’s ID, a session
audit-more-filters = Person, address and time
audit-person = Person
audit-person-hint = username or e-mail
audit-address = Address
audit-from = From (UTC)
audit-until = Until (UTC)
audit-problem-person = Nobody has this name. Write a username, an e-mail address, or the ID of somebody who is gone.
audit-problem-address = That is no network address. Write it like 203.0.113.7 or 2001:db8::7.
audit-problem-time = That is no time. Write it like 2026-01-31 or 2026-01-31T12:00.
audit-changes = { $count ->
    [one] 1 change
   *[other] { $count } changes
}
audit-changed = What was changed
audit-before-after = Before and after
audit-mark-kept = Unchanged:
audit-mark-gone = Before:
audit-mark-new = After:
audit-actor = Done by
audit-only = Only this
audit-kind = Kind
audit-seq = Number in the chain
audit-seq-none = in a moment
audit-id = Event ID
audit-nothing-yet = Nothing found so far
audit-empty = Nothing has happened yet
audit-empty-text = Every sign-in and every change will stand here, with who did it.
audit-searched = Looked back to
audit-search-on = Search further back
filter-event = Kind
filter-event-any = Everything
filter-event-sign_in = Sign-ins
filter-event-session = Sessions
filter-event-family = Access of apps
filter-event-user = People
filter-event-role = Roles
filter-event-group = Groups
filter-event-attribute = Attributes
filter-event-client = Apps
filter-event-initial_token = Registration tokens
filter-event-api = APIs
filter-event-key = Keys
filter-event-link = One-time links
filter-event-settings = Settings
filter-event-consent = Consents
filter-event-audit = Audit log
filter-when = Time
filter-when-any = Any time
filter-when-hour = Last hour
filter-when-day = Last 24 hours
filter-when-week = Last 7 days
filter-when-month = Last 30 days

chain-sound = Chain verified up to number { $count }
chain-faulty = { $count ->
    [one] One fault was found
   *[other] { $count } faults were found
}
chain-forged = What is remembered of the last check is not ours
chain-forged-text = Somebody wrote it into the database, or the master key is another one. Have the log checked again.
audit-forged = Not genuine
audit-forged-text = The MAC of this event does not fit: it was changed in the database, or was never written by Claviger. Have the log checked.
chain-never = Not verified yet
chain-verified = Checked
chain-newer = { $count ->
    [one] One event since then.
   *[other] { $count } events since then.
}
chain-newest = No event since then.
chain-unlinked = { $count ->
    [one] One waits for its number.
   *[other] { $count } wait for their number.
}
chain-removed = Events up to number { $number } were kept long enough and removed.
chain-head = Newest signed head: number { $number }
chain-head-text = Keep a copy elsewhere: with it anybody can tell later whether an event up to this number was changed.
chain-head-signed = Signed
chain-running = Being verified …
chain-verify = Verify now

verify-idle-title = Verify the audit log
verify-idle-text = Checks every event, the links between them and the signed heads. With millions of events it takes some minutes.
verify-running-title = The audit log is being verified
verify-running-text = You may leave this page; the result stays here.
verify-sound-title = The audit log is sound
verify-sound-text = Nothing was changed, removed or reordered.
verify-faulty-title = The audit log was tampered with
verify-faulty-text = Something is not as Claviger wrote it.
verify-broken-title = The check came to no end
verify-broken-text = The database or the file of heads could not be read; the server’s log says why.
verify-began = Begun
verify-again = Verify again
verify-linked = Events in the chain
verify-unlinked = Events that wait for a number
verify-heads = Signed heads in the database
verify-heads-outside = Heads compared from outside
verify-head = Newest head covers number
verify-removed = Removed in order, up to number
verify-no-outside = No heads from outside the database were compared, so a removal of the newest events together with their heads cannot be found. Set audit.heads_file, or keep the newest head elsewhere.
verify-faults = { $count ->
    [one] One fault
   *[other] { $count } faults
}
verify-at = Number { $number }
verify-at-all = The log as a whole
verify-what-now = Keep the database as it is, compare with a backup, and look who had access to the database itself. “claviger audit verify” tells the same with more detail.
fault-mac = The event differs from what was written, or Claviger never wrote it.
fault-link = The link does not fit: this event or the one before it was changed, exchanged or moved.
fault-missing = The events from here to number { $number } are missing.
fault-number = No event has this number.
fault-put-back = The event is older than the start of the chain: it was put back after its removal.
fault-uncovered = No signed head covers the events after number { $number }.
fault-head = { $what ->
    [malformed] The head in the database is none.
    [key] The head in the database was signed with another key.
   *[signature] The signature of the head in the database is wrong.
}
fault-head-outside = { $what ->
    [malformed] Line { $number } of the heads kept outside is no signed head.
    [key] Line { $number } of the heads kept outside was signed with another key.
   *[signature] The signature of line { $number } of the heads kept outside is wrong.
}
fault-head-columns = The row of the head differs from what was signed.
fault-head-differs = { $what ->
    [outside] A head kept outside the database names another link: events up to here were changed after it was signed.
   *[inside] The head names another link: events up to here were changed after it was signed.
}
fault-head-beyond = { $what ->
    [outside] A head kept outside the database names an event that is not there: events were removed.
   *[inside] The head names an event that is not there: events were removed.
}

traffic-title = By the hour
traffic-span = Span of the pictures
span-day = 24 hours
span-week = 7 days
span-day-ago = 24 hours ago
span-week-ago = 7 days ago
span-now = now
chart-sign-ins = Sign-ins
chart-sign-ins-good = signed in
chart-sign-ins-bad = failed
chart-tokens = Tokens
chart-tokens-good = given out
chart-tokens-bad = refused
chart-picture = { $what } by the hour: { $good } succeeded, { $bad } failed. The table below has the numbers.
chart-most = highest bar: { $count } in an hour
chart-nothing = Nothing happened in this time.
chart-table = The numbers as a table
chart-hour = Hour (UTC)

passwords-title = Password checks
passwords-text = Checking a password takes memory and time on purpose. When all places are taken, sign-ins wait; when the queue is full too, they are asked to try again, and tokens stay as fast as ever.
passwords-busy = { $busy } of { $slots } places busy.
passwords-waiting = { $count ->
    [one] One waits.
   *[other] { $count } wait.
}
passwords-nobody-waits = Nobody waits.
passwords-refused = { $count ->
    [one] One was turned away since the start.
   *[other] { $count } were turned away since the start.
}
passwords-none-refused = Nobody was turned away since the start.

attention-key-flaw-link = Look at keys
attention-no-standby-link = Look at keys
attention-plain-http-link = See settings
attention-no-apps-link = Connect an app
attention-no-contact-link = See settings
attention-audit-faults-title = { $count ->
    [one] The audit log has a fault
   *[other] The audit log has { $count } faults
}
attention-audit-faults-text = The last check found what Claviger did not write. Keep the database as it is and look who had access to it.
attention-audit-faults-link = See the faults
attention-audit-forged-title = The record of the last check of the audit log is not ours
attention-audit-forged-text = Somebody wrote it into the database, or the master key is another one. Have the log checked again.
attention-audit-forged-link = Check the audit log
attention-audit-unlinked-title = { $count ->
    [one] One event waits for its number in the audit log
   *[other] { $count } events wait for their number in the audit log
}
attention-audit-unlinked-text = Usually that takes a second. The server’s log says why events are not linked; until they are, a removal of them cannot be found.
attention-audit-unlinked-link = See the audit log
attention-master-key-open-title = Others may read the master key { $name }
attention-master-key-open-text = Whoever has it can open every signing key. Run “chmod 600 { $name }”; the next start refuses it otherwise.
attention-one-owner-title = There is only one owner
attention-one-owner-text = If they lose their password or leave, only somebody with access to the machine can help. Make a second person an owner.
attention-one-owner-link = See people
attention-app-failing-title = { $count ->
    [one] A request of { $name } failed in the last hour
    [20] 20 or more requests of { $name } failed in the last hour
   *[other] { $count } requests of { $name } failed in the last hour
}
attention-app-failing-text = Its health page shows what came, what was expected, and how to fix it.
attention-app-failing-link = See why
attention-secret-expires-title = { $count ->
    [one] The last secret of { $name } expires within a day
   *[other] The last secret of { $name } expires in { $count } days
}
attention-secret-expires-text = Then it cannot sign anybody in. Roll the secret: the old one goes on working until the app has the new one.
attention-secret-expires-link = Roll the secret
attention-secret-expired-title = { $name } has no secret that works
attention-secret-expired-text = Its last one has expired, so it signs nobody in. Add a new one and put it into its configuration.
attention-secret-expired-link = Add a secret

policies-title = In words
policies-attributes = Attributes of people
policies-contact = Whom people ask for help
policies-contact-none = Nobody is named
policies-password = Passwords
policies-password-length = { $count } characters at least
policies-session = A sign-in lasts
policies-session-text = { $absolute } at most, { $idle } without use
policies-tokens = An app’s access
policies-tokens-text = tokens of { $access }, renewed for { $refresh } after the sign-in
policies-undo = A deleted person can be restored for
policies-audit = The audit log is kept for
policies-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
policies-for-ever = ever

sessions-nothing-yet = None among the newest sessions
