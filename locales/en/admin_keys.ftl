# The pages of keys: the timeline, who has seen the next key, the acts of owners, revocation and its report.

when-exact = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $year }, { $time } UTC
keys-tick = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}

keys-switch = Next switch
keys-switch-pending = Switches to the next key on
keys-switch-scheduled = Switches by schedule on
keys-switch-by-hand = Switches when an owner says so.
keys-silent = { $count ->
    [one] 1 app has not fetched the next key.
   *[other] { $count } apps have not fetched the next key.
}
keys-silent-text = They stand first below. An app that keeps to the cache time of the key set fetches it before the switch; one that holds its copy longer refuses tokens until it fetches anew. Restarting such an app is the usual mend.
keys-of = Keys of { $name }
keys-signed = Tokens signed
keys-acts = Acts
keys-until = until
leaves-gone = left the key set
leaves-dated = once its last token has expired:
leaves-not-before = at the earliest; its last token so far expires
leaves-while-used = not while it signs or waits
leaves-flawed = not published: something is wrong with it

seen-title = Who has seen { $name }
seen-counts = { $seen } seen · { $assumed } assumed · { $silent } silent
seen-verdict = Next key
seen-evidence = Evidence
seen-seen = Seen
seen-assumed = Assumed
seen-silent = Silent
seen-by-use = used a token of it
seen-by-alias = fetched at its own address
seen-by-address = fetched from { $name }
seen-before = last fetch was before this key
seen-never = no fetch noted
seen-through = through { $name }
seen-no-apps = No app is connected yet.
seen-more = { $count ->
    [one] 1 more app is not listed; “claviger keys evidence” lists all.
   *[other] { $count } more apps are not listed; “claviger keys evidence” lists all.
}
seen-cache = A proxy of yours keeps the key set for others, so addresses of apps say little. It last fetched it
seen-proves = This proves a fetch. It does not prove that every replica of an app has loaded what was fetched.

rotation-title = This rotation
rotation-published = { $name } is published
rotation-ripe = Apps that keep to the cache time know it
rotation-ripens = Apps fetch it; it signs nothing before
rotation-safe = safe from
rotation-staged = Some apps receive its tokens
rotation-switch-pending = It signs for all
rotation-switch-scheduled = It signs for all, by schedule
rotation-switch-by-hand = It signs for all when an owner rotates
rotation-by-hand-text = No switch is planned.
rotation-leaves = { $name } leaves the key set
rotation-leaves-text = Not before the last token that it signed has expired and clocks have had their minute; the table has the date.
rotation-no-active = No key signs now

key-rotate-link = Rotate
key-sooner-link = Rotate sooner
key-cancel-link = Call the switch off
key-stage-link = Let some apps go first
key-unstage-link = Take apps back
key-revoke-link = Revoke
key-report-link = Report

key-rotate-title = Rotate { $ring }?
key-sooner-title = Rotate { $ring } sooner?
key-cancel-title = Call the switch of { $ring } off?
key-stage-title = Let some apps have the next key of { $ring } first?
key-unstage-title = Take apps back to the present key of { $ring }?
key-now-text = { $name } signs every new token at once.
key-later-text = { $name } signs every new token from { $date }.
key-old-text = Tokens of { $name } stay good until they expire.
key-rotate-text = That is when every app has had the full lead to fetch it. Until then you can call it off.
key-sooner-text = Without haste it would sign from { $date }. What is skipped is the configured lead and the evidence below, never twice the cache time of the key set.
key-sooner-no-text = The lead is over, so this is no sooner than a rotation without haste.
key-rotate-risk = { $count ->
    [one] 1 app has not surely seen it yet
   *[other] { $count } apps have not surely seen it yet
}
key-rotate-risk-text = Apps that keep to the cache time fetch it long before the switch. Evidence adds to that time and never replaces it.
key-sooner-risk = { $count ->
    [one] 1 app may refuse its people
   *[other] { $count } apps may refuse their people
}
key-sooner-risk-text = An app here that holds its copy of the key set longer than the cache time refuses tokens from the switch until it fetches anew. Apps that keep to the cache time are safe. This is recorded in the audit log.
key-no-risk = Every app has seen the next key.
key-rotate-do = Rotate
key-sooner-do = Rotate sooner
key-cancel-text = { $name } does not sign from { $date }, and the present key goes on. { $name } stays published as the next key.
key-cancel-do = Call it off
key-stage-text = The apps that you choose receive tokens of { $name } from now on. All others stay with the present key.
key-stage-apps = Apps that go first
key-stage-none = There is no app to choose.
key-stage-do = Let them go first
key-staged-until = From { $date } all apps receive them.
key-unstage-text = The apps that you choose receive tokens of the present key again. Tokens of { $name } that they hold stay good.
key-unstage-apps = Apps that go back
key-unstage-do = Take them back
key-stale = Somebody changed these keys meanwhile, so nothing was done. Look at what stands here now.
key-choose-app = Choose at least one app.

key-revoke-title = Revoke { $name }?
key-revoke-text = At once this key of { $ring } signs nothing, leaves the key set, and tokens of it are refused here. This cannot be undone.
key-revoke-next = { $name } signs instead, and apps have it already.
key-revoke-new = A new key is made and signs instead.
key-revoke-accepted = Apps may believe tokens of it, forged ones too, until { $date }.
key-revoke-accepted-text = They check by themselves with the copy of the key set that they hold, until its cache time is over. Restart an app to make it fetch anew.
key-revoke-fails = Apps may refuse good tokens until { $date }, since they cannot know the new key before.
reach-tokens = Its tokens
reach-tokens-until = would be good until
reach-no-tokens = none is alive
reach-sessions = Sessions
reach-refreshes = Refresh tokens
reach-no-apps = none received a token of it
key-ending = Sessions and refresh tokens that it reaches
key-ending-end = End them
key-ending-end-hint = { $people ->
    [0] Nobody is signed in through it.
    [one] 1 person signs in anew. Choose this if somebody else may have the key.
   *[other] { $people } people sign in anew. Choose this if somebody else may have the key.
}
key-ending-keep = Keep them
key-ending-keep-hint = Nobody signs in anew; apps exchange their refresh tokens for tokens of the next key. Choose this if the key cannot have been used.
key-choose-ending = Choose what becomes of sessions and refresh tokens.
key-revoke-do = Revoke for good

report-title = Report: the key { $name } was revoked
report-print = Print
report-done = { $actor } revoked this key. From that moment it signed nothing, was in no key set that we hand out, and its tokens were refused here.
report-next = { $name } signs since then.
report-ended = Sessions ended: { $sessions }. Refresh tokens ended: { $refreshes }.
report-kept = Sessions and refresh tokens were kept.
report-accepted = Apps may believe tokens of it, forged ones too, until
report-accepted-over = No app that keeps to the cache time believes its tokens any more, since
report-fails = Apps may refuse good tokens until
report-reach = What it reached
report-todo = What is left to do
report-todo-apps = Restart the apps above, or wait for the time above, so that they fetch the key set anew.
report-todo-kept = If sessions were kept and you now doubt that, end them on the page of sessions.
report-todo-cause = Find out how the key got out: backups of the database together with the master key, the machine, people with access. If the master key is in doubt, replace it too.
report-todo-log = Look through the sign-ins and the audit log of each app for that time.
report-record = For the record
report-ring = Algorithm
report-by = Revoked by
report-printed = As seen

algorithms-title = Algorithms
algorithms-text = What apps may have their tokens signed with. An app that chooses nothing gets RS256.
algorithms-apps = Chosen by apps
algorithm-about-rs256 = RSA with PKCS#1 padding. Every library verifies it.
algorithm-about-ps256 = RSA with PSS padding. Some profiles, such as FAPI, ask for it.
algorithm-about-es256 = Elliptic curve P-256. Short signatures, widely known.
algorithm-about-es384 = Elliptic curve P-384. For rules that ask for more than 128 bits of strength.
algorithm-about-eddsa = Ed25519. Short and fast; newer libraries know it.
algorithm-about-hs256 = The app’s own secret signs, for apps that verify nothing else.
algorithm-always = Always offered
algorithm-on = Offered
algorithm-off = Not offered
algorithm-default = all others
algorithm-enable-link = Offer
algorithm-disable-link = Stop offering
algorithm-enable-title = Offer { $name } to apps?
algorithm-enable-text = Apps may choose { $name } from now on. No token changes before an app chooses it.
algorithm-enable-keys = Its first two keys are made: one signs, one stands by. An app that holds its copy of the key set for the whole cache time knows them from { $date }; let no app choose { $name } before.
algorithm-enable-ready = Its keys are in the key set already.
algorithm-enable-secret = Only apps with a secret may choose it, for their ID tokens. Such an app needs a new secret, since a secret that signs is kept sealed and not as a hash.
algorithm-enable-do = Offer { $name }
algorithm-disable-title = Stop offering { $name }?
algorithm-disable-text = Apps cannot choose { $name } any more. No app uses it, so no token changes.
algorithm-disable-keys = Its keys stay published and ready: what they signed stays good, and offering it again takes no time.
algorithm-disable-do = Stop offering { $name }
algorithm-in-use = { $count ->
    [one] 1 app uses { $name }, so it cannot be switched off.
   *[other] { $count } apps use { $name }, so it cannot be switched off.
}
algorithm-in-use-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
algorithm-in-use-text = Their tokens could be signed with nothing that they expect. Let each of them choose another algorithm in its settings first.
algorithm-stale = An app chose { $name } meanwhile, so nothing was done.
algorithm-back = Back to keys
flash-algorithm-on = Apps may choose { $name } now.
flash-algorithm-on-young = Apps may choose it now. Until { $name } some may not know its first key yet.
flash-algorithm-off = Apps may not choose { $name } any more.
flash-algorithm-was-on = Nothing was changed: { $name } is offered already.
flash-algorithm-was-off = Nothing was changed: { $name } is not offered.
flash-algorithm-always = RS256 is always offered: the standard asks it of every provider.

flash-key-planned = The next key signs from { $name }.
flash-key-planned-before = Nothing was changed: the switch is planned already, for { $name }.
flash-key-cancelled = The switch of { $name } is called off.
flash-key-staged = { $count ->
    [one] 1 app receives tokens of the next key from now on.
   *[other] { $count } apps receive tokens of the next key from now on.
}
flash-key-unstaged = { $count ->
    [one] 1 app is back with the present key.
   *[other] { $count } apps are back with the present key.
}
flash-key-nobody-staged = No app receives tokens of the next key.
flash-key-nobody-named = Choose at least one app.
flash-key-no-standby = No next key is published yet; the server makes one within seconds.
flash-key-nothing-pending = No switch is planned.
flash-key-too-young = Apps cannot know the next key before { $name }.
flash-key-pending = A switch is planned for { $name }; call it off first.
flash-key-in-use = Tokens of this key are alive until { $name }.
flash-key-over = The key { $name } is out of use already.
flash-key-flawed = Something is wrong with the key { $name }; revoke it first.
flash-key-outrun = Others changed these keys at the same time. Look at them and try again.

attention-clock-title = { $count ->
    [one] The clock of this server leapt 1 minute ahead
   *[other] The clock of this server leapt { $count } minutes ahead
}
attention-clock-text = Signing keys go by the time before, so that none signs before apps know it and none leaves early. If the machine slept, this ends by itself once every app knows every key. If not, set the clock right.
attention-switch-silent-title = { $count ->
    [one] 1 app has not fetched the next key, and a switch is planned
   *[other] { $count } apps have not fetched the next key, and a switch is planned
}
attention-switch-silent-text = { $name }. If they hold the key set longer than its cache time, their people are refused from the switch until they fetch anew.
attention-switch-silent-link = Look at keys
attention-key-revoked-title = The key { $name } was revoked
attention-key-revoked-text = The report says what it reached and what is left to do.
attention-key-revoked-link = Read the report
