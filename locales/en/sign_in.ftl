# The pages on the way into an app and out again.

login-title = Sign in
login-title-app = Sign in to { $client }
login-with = with your { $organization } account
login-again = Type your password once more: what you are about to do is worth it.
login-username = Username or e-mail
login-password = Password
login-submit = Sign in
login-forgot = Forgot it?
login-ask-admin = Ask your admin
login-ask-admin-at = Ask your admin:
login-mismatch-title = That name and password do not match.
login-mismatch-text = Check both, and whether Caps Lock is on, then try again.
login-too-many-title = Too many tries.
login-too-many-text = To protect this account, sign-in waits for { $wait }. Then try again.
login-busy-title = Too many people are signing in right now.
login-busy-text = Your password was not checked. Wait a few seconds, then sign in again.
login-empty-username-title = Type your username or e-mail.
login-empty-username-text = The field was empty, so we do not know who you are.
login-empty-password-title = Type your password.
login-empty-password-text = The field was empty.
login-stale-form-title = This page was out of date.
login-stale-form-text = It stood open for too long, or cookies are switched off. It is fresh now: sign in again.

select-title = Continue to { $client }
select-text = You are signed in to { $organization }.
select-continue = Continue as { $name }
select-other = Use another account

consent-title = Let { $client } in?
consent-text = It asks to know this about you:
consent-nothing = It only asks to know that you are signed in.
consent-openid = Recognise you
consent-openid-note = An identifier, so that it knows you the next time.
consent-profile = Your name
consent-email = Your e-mail address
consent-phone = Your phone number
consent-address = Your address
consent-groups = Your groups
consent-groups-prefix = Your groups that begin with { $names }
consent-groups-chosen = Whether you are in { $names }
consent-offline_access = Stay connected when you are away
consent-offline_access-note = Until you sign out everywhere, or an admin ends it.
consent-allow = Allow
consent-deny = Do not allow
consent-note = Your password stays here. { $client } never sees it.
consent-claim = Known to the app as { $name }
consent-claim-empty = Nothing is kept of it now.

sign-out-title = Sign out?
sign-out-app = { $client } asks to sign you out.
sign-out-apps = This ends your sign-in for:
sign-out-note = The next app that you open asks for your password again.
sign-out-confirm = Sign out
sign-out-cancel = Stay signed in

signed-out-title = You are signed out
signed-out-text = Nobody can open your apps from this browser without your password.
signed-out-apps = Your sign-in has ended for:
signed-out-apps-note = An app may keep its own page open until you close it. On a shared computer, close the browser too.
signed-out-again = Sign in again

setup-title = Create the first administrator
setup-text = This person is the owner of { $organization } and may add people and apps, change keys and settings, and name other admins. The link works once.
setup-username = Username
setup-username-hint = For signing in. A short one in lower case is easiest to type.
setup-name = Name (optional)
setup-name-hint = As people call you. Apps show it.
setup-email = E-mail address (optional)
setup-password = Password
setup-submit = Create administrator
problems-title = Some things are not right yet

password-hint = At least { $count } characters. A few words in a row are strong and easy to remember.

username-empty = Type a username.
username-too-short = The username is too short. Use more characters.
username-too-long = The username is too long. Use at most 128 characters.
username-malformed = The username begins or ends with a space, or has an @ or an invisible character. Leave it out.
username-taken = Somebody has this username already. Choose another one.
username-too-common = This username is kept for the system. Choose another one.
name-empty = Type a name.
name-too-short = The name is too short.
name-too-long = The name is too long. Use at most 128 characters.
name-malformed = The name begins or ends with a space, or has an invisible character. Type it anew.
name-taken = Somebody has this name already. Choose another one.
name-too-common = This name is kept for the system. Choose another one.
email-empty = Type an e-mail address.
email-too-short = The e-mail address is not whole. It looks like olga@example.com.
email-too-long = The e-mail address is too long. Use another one.
email-malformed = The e-mail address is not whole. It looks like olga@example.com.
email-taken = Somebody has this e-mail address already. Use another one.
email-too-common = This e-mail address cannot be used. Use another one.
password-empty = Type a password.
password-too-short = The password is too short. Use at least { $count } characters.
password-too-long = The password is too long. Use a shorter one.
password-malformed = The password has a character that cannot be typed everywhere. Leave out control characters.
password-taken = This password cannot be used. Choose another one.
password-too-common = Many people use this password, or it is your username. Choose another one.
password-unchanged = This is the password that you have. Choose another one.

rescue-title = Set a new password
rescue-text = For { $username }. The link works once. All other sign-ins of this account end.
rescue-password = New password
rescue-submit = Save password
demanded-title = Choose your own password
demanded-text = For { $username }. Somebody else may know the present one. Your other sign-ins end.
prove-title = Is it still you?
prove-text = { $username }, type your password once more: this is a sensitive act.
prove-mismatch = The password is wrong. Try again.
prove-submit = Go on
prove-note = What you filled in is kept; it goes on from there.

form-post-title = Taking you to { $client }
form-post-text = If nothing happens in a few seconds, press the button.
form-post-submit = Continue to { $client }
