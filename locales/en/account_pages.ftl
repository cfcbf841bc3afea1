# The pages of my account behind the first one.

account-nav = My account
account-nav-home = Home
account-nav-profile = Profile
account-nav-security = Password
account-nav-sessions = Sessions
account-nav-apps = Connected apps
account-nav-activity = Sign-ins
account-nav-data = My data
account-sign-ins-all = All sign-ins
account-profile-edit = Edit

profile-title = Profile
profile-text = Apps that you sign in to see what they may of this.
profile-saved = Your profile is saved.
profile-kept = Kept by an admin
profile-kept-note = Apps know you by these. Ask your admin to change them.
profile-kept-at = Apps know you by these. To change them, ask:
profile-verified = Verified
profile-topic-name = Name
profile-topic-about = About you
profile-topic-web = On the web
profile-topic-place = Language and time
profile-topic-contact = Contact
profile-topic-own = More about you
profile-name = Full name
profile-given-name = Given name
profile-middle-name = Middle name
profile-family-name = Family name
profile-nickname = Nickname
profile-gender = Gender
profile-birthdate = Birthday
profile-birthdate-hint = Like 1990-02-28; 0000-02-28 keeps the year to yourself.
profile-picture = Picture
profile-picture-hint = The address of a picture that apps may show.
profile-website = Website
profile-profile = Profile page
profile-locale = Language
profile-locale-hint = Like en, en-GB or pt-BR.
profile-zoneinfo = Time zone
profile-zoneinfo-hint = Like Europe/Berlin.
profile-phone-number = Telephone
profile-phone-number-hint = With country code, digits only: +4930123456.
profile-address-street-address = Street and number
profile-address-postal-code = Postal code
profile-address-locality = Town
profile-address-region = Region
profile-address-country = Country
profile-preferred-username = Username
profile-updated-at = When your profile last changed
profile-email = E-mail address
profile-email-verified = Whether your e-mail address is verified
profile-address = Address
profile-phone-number-verified = Whether your telephone number is verified
profile-save = Save profile
profile-save-mine = Save mine
profile-too-long = This is too long. Shorten it.
profile-invisible = This holds an invisible character. Type it anew.
profile-malformed = This cannot be kept as it is. Type it anew.
profile-not-a-number = This is no number. Write it like 42 or 1.5.
profile-not-a-date = This is no day. Write it like 2026-01-31.
profile-too-many = These are too many lines. Keep 50 or fewer.
profile-malformed-url = This is no web address. It begins with https://
profile-malformed-birthdate = This is no day. Write it like 1990-02-28.
profile-malformed-locale = This is no language tag. Write it like en or pt-BR.
profile-malformed-zoneinfo = This is no time zone. Write it like Europe/Berlin.
profile-malformed-phone-number = This is no number with country code. Write it like +4930123456.
profile-stale = Your profile was changed meanwhile
profile-stale-text = In another tab or by an admin. Beside each field that differs you see what stands there now. Nothing of yours is saved yet.
profile-stored = Stands there now: { $value }
profile-stored-empty = Stands there now: nothing

security-title = Password
security-text = You sign in with it here, and nowhere else: apps never see it.
security-password = Change password
security-old = Current password
security-new = New password
security-old-empty = Type the password that you have now.
security-old-wrong = This is not the password that you have now.
security-end-others = Sign out everywhere else
security-end-others-note = { $count ->
    [0] There are no other sessions now. Apps that kept access from earlier ones lose it.
    [one] Ends one other session, and what apps hold of it.
   *[other] Ends { $count } other sessions, and what apps hold of them.
}
security-change = Change password
security-changed = Your password is changed.
security-strength-words = Too short|Weak|Fair|Strong|Very strong
security-none = You have no password
security-none-text = Ask your admin for a link to set one.
security-none-at = For a link to set one, ask:
security-too-many = Too many wrong passwords
security-too-many-text = Try again in { $wait }. Nothing was changed.
security-busy = Very busy just now
security-busy-text = Wait a few seconds and send it again. Nothing was changed.
security-stale = Your password was changed meanwhile
security-stale-text = If you sent the form twice, all is well. If it was not you, tell your admin at once.

sessions-title = Sessions
sessions-text = Where you are signed in now.
sessions-since = signed in
sessions-seen = last used
sessions-end = Sign out
sessions-end-label = Sign out { $device } at { $address }
sessions-end-others = { $count ->
    [one] Sign out the other session
   *[other] Sign out { $count } other sessions
}
sessions-done-one = That session is signed out, and apps that came from it with it.
sessions-done-others = You are signed out everywhere else.
sessions-done-gone = That session had ended already.
sessions-note = Something that is not yours? Sign it out, then:
sessions-password = Change your password

apps-title = Connected apps
apps-text = Apps that you signed in to and that may still see something of you.
apps-since = Connected
apps-used = last used
apps-unused = not in use now
apps-sees = What it may see
apps-disconnect = Disconnect
apps-disconnect-text = { $app } loses access at once, on all your devices, and what you agreed to is forgotten. It may keep what it has seen already. You can sign in to it again.
apps-disconnect-app = Disconnect { $app }
apps-done-disconnected = The app is disconnected.
apps-done-gone = That app was not connected any more.
apps-empty = No connected apps
apps-empty-text = Once you sign in to an app, it stands here with what it may see.

activity-title = Sign-ins
activity-text = Each time somebody signed in as you, or tried to.
activity-pages = Pages
activity-newest = Newest
activity-older = Older
activity-note = Something that was not you?

data-title = My data
data-text = What { $organization } keeps about you here, as a file that you and programs can read.
data-inside = What is in it
data-profile = Names, addresses, groups and role.
data-sessions = Where you are signed in, with device and address.
data-apps = Which apps may see what, and since when.
data-activity = Each sign-in, good and bad.
data-note = Passwords are not in it: they are kept only as something that cannot be turned back.
data-download = Download as JSON
