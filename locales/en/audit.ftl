# Sentences of the audit log. Each may use $actor, $person, $app, $group, $what, and choose by $own (whether the actor is
# the person) and $with_app.

audit-actor-command-line = The command line
audit-actor-system = Claviger
audit-actor-anonymous = Somebody who was not signed in
audit-somebody = somebody
audit-some-app = an app
audit-unknown = { $actor } did something that this release does not know: { $what }

audit-sign-in-succeeded =
    { $with_app ->
        [yes] { $person } signed in to { $app }
       *[no] { $person } signed in
    }
audit-sign-in-failed =
    { $what ->
        [unknown_name] Somebody tried to sign in with a name that nobody has
        [disabled] Somebody tried to sign in as { $person }, who is disabled
        [no_password] Somebody tried to sign in as { $person }, who has no password
       *[wrong_password] Somebody tried to sign in as { $person } with a wrong password
    }
audit-session-ended =
    { $what ->
        [signed_out] { $person } signed out
        [another_person] The session of { $person } ended, since somebody else signed in there
       *[other] { $actor } ended a session of { $person }
    }

audit-family-begun = { $app } was given access for { $person }
audit-family-reused = A spent token of { $person } came back to { $app }; the access was ended
audit-family-ended = The access of { $app } for { $person } ended with the session
audit-family-revoked = { $actor } revoked the access of { $app } for { $person }

audit-user-created =
    { $own ->
        [yes] { $person } became the first administrator
       *[no] { $actor } added { $person }
    }
audit-user-changed =
    { $own ->
        [yes] { $person } changed their own profile
       *[no] { $changed ->
            [none] { $actor } changed { $person }
           *[other] { $actor } changed { $person }: { $changed }
        }
    }
audit-user-disabled = { $actor } disabled { $person }
audit-user-enabled = { $actor } enabled { $person } again
audit-user-removed = { $actor } removed { $person }
audit-user-password-set =
    { $own ->
        [yes] { $person } set a new password
       *[no] { $actor } set the password of { $person }
    }
audit-user-restored = { $actor } restored { $person }
audit-user-invited = { $actor } invited { $person }
audit-user-password-demanded = { $actor } asked { $person } for another password
audit-user-sessions-ended =
    { $own ->
        [yes] { $person } ended their other sessions
       *[no] { $actor } ended all sessions of { $person }
    }
audit-role-changed =
    { $what ->
        [owner] { $actor } made { $person } an owner
        [people_admin] { $actor } made { $person } a people admin
        [app_admin] { $actor } made { $person } an app admin
        [auditor] { $actor } made { $person } an auditor
       *[none] { $actor } took the role away from { $person }
    }

audit-group-created = { $actor } added the group { $group }
audit-group-changed =
    { $what ->
        [added] { $actor } took { $person } into the group { $group }
        [removed] { $actor } took { $person } out of the group { $group }
       *[other] { $changed ->
            [none] { $actor } changed the group { $group }
           *[other] { $actor } changed the group { $group }: { $changed }
        }
    }
audit-group-removed = { $actor } removed the group { $group }
audit-group-member-added = { $actor } took { $person } into the group { $group }
audit-group-member-removed = { $actor } took { $person } out of the group { $group }

audit-client-created = { $actor } connected the app { $app }
audit-client-registered = The app { $app } registered itself
audit-client-changed =
    { $changed ->
        [none] { $actor } changed the app { $app }
       *[other] { $actor } changed the app { $app }: { $changed }
    }
audit-client-disabled = { $actor } disabled the app { $app }
audit-client-enabled = { $actor } enabled the app { $app } again
audit-client-removed = { $actor } removed the app { $app }
audit-client-secret-added = { $actor } gave the app { $app } a new secret
audit-client-secret-removed = { $actor } removed a secret of the app { $app }
audit-initial-token-made = { $actor } made the registration token { $what }
audit-initial-token-ended = { $actor } ended the registration token { $what }

audit-key-created = { $actor } made the signing key { $what }
audit-key-rotation-planned = { $actor } planned the switch to the signing key { $what }
audit-key-rotation-cancelled = { $actor } called off the switch to the signing key { $what }
audit-key-staged = { $actor } changed which apps receive tokens of the signing key { $what } first
audit-key-activated = { $actor } activated the signing key { $what }
audit-key-retired = { $actor } retired the signing key { $what }
audit-key-removed = { $actor } took the signing key { $what } out of the key set
audit-key-revoked = { $actor } revoked the signing key { $what }
audit-key-master-changed = { $actor } changed the master key
audit-key-imported = { $actor } brought the signing key { $what } along
audit-key-exported = { $actor } exported the private part of the signing key { $what }

audit-link-made =
    { $what ->
        [first_administrator] { $actor } made a link for the first administrator
       *[rescue] { $actor } made a link by which { $person } can set a new password
    }
audit-link-used =
    { $what ->
        [first_administrator] The link for the first administrator was used
       *[rescue] The link by which { $person } can set a new password was used
    }
audit-settings-changed = { $actor } changed the setting { $what }
audit-consent-given = { $person } allowed { $app } to see what it asked for
audit-consent-refused = { $person } did not allow { $app } to see what it asked for
audit-consent-withdrawn =
    { $own ->
        [yes] { $person } disconnected { $app }
       *[no] { $actor } disconnected { $app } from { $person }
    }
audit-audit-exported = { $actor } downloaded events of the audit log
audit-audit-trimmed = { $actor } removed the events up to number { $what }, which were kept long enough

audit-session-all-ended = { $actor } ended every session
audit-user-purged = { $person } was removed for good
audit-attribute-created = { $actor } defined the attribute { $what }
audit-attribute-removed = { $actor } removed the attribute { $what } and everybody's values of it
audit-client-sessions-ended = { $actor } ended all access that { $app } had
audit-api-created = { $actor } added the API { $what }
audit-api-changed =
    { $changed ->
        [none] { $actor } changed the API { $what }
       *[other] { $actor } changed the API { $what }: { $changed }
    }
audit-api-removed = { $actor } removed the API { $what }

# What was changed.
audit-field-kind = kind
audit-field-name = name
audit-field-url = home page
audit-field-public = kind of client
audit-field-redirect-uris = redirect URIs
audit-field-post-logout-redirect-uris = sign-out redirect URIs
audit-field-grant-types = grants
audit-field-scope = scopes
audit-field-resources = APIs
audit-field-audiences = own audiences
audit-field-pkce = PKCE
audit-field-consent = consent
audit-field-access-seconds = lifetime of access tokens
audit-field-refresh-seconds = lifetime of refresh tokens
audit-field-allowed-groups = allowed groups
audit-field-claims = claims
audit-field-id-token-signed-response-alg = algorithm of ID tokens
audit-field-color = colour
audit-field-logo = logo
audit-field-username = username
audit-field-email = e-mail address
audit-field-email-verified = verified address
audit-field-attributes = attributes
audit-field-description = description
audit-field-protected = protection
audit-field-in-claim = groups claim
audit-field-scopes = scopes
