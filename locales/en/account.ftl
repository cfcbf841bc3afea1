# The signed-in person's own pages.

account-title = My account
account-hello = Hello, { $name }
account-admin = Admin area
account-menu = Account menu of { $name }
account-sign-out = Sign out
account-apps = My apps
account-apps-empty = No apps yet
account-apps-empty-text = Once an admin connects an app for you, it stands here and opens without asking for your password again.
account-sign-ins = Recent sign-ins
account-sign-ins-note = Something that was not you? Tell your admin.
account-sign-ins-note-at = Something that was not you? Tell your admin:
account-sign-ins-empty = No sign-ins yet
account-sign-ins-empty-text = Each time somebody signs in as you, or tries to, it stands here with place and time.
account-sign-in-good = Signed in
account-sign-in-app = Signed in to { $app }
account-sign-in-bad = Wrong password
account-sign-in-this = This session
account-device-unknown = Unknown browser
account-profile = Profile
account-name = Name
account-username = Username
account-email = E-mail
account-email-none = None
account-groups = Groups
account-groups-none = None
account-profile-note = Username, e-mail address and groups are kept by an admin.
