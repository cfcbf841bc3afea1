# People and groups in the admin area.

confirm-disable-person-title = Disable { $name }?
confirm-disable-person-text = { $name } cannot sign in any more, and is out of every app at once. You can enable the account again at any time.
confirm-disable-person-do = Disable
confirm-enable-person-title = Enable { $name }?
confirm-enable-person-text = { $name } can sign in again, with the same groups and apps as before.
confirm-enable-person-do = Enable
confirm-reset-password-title = Reset the password of { $name }?
confirm-reset-password-text = You get a link to pass on. The old password works until the link is used; then all sessions end.
confirm-reset-password-do = Make a link
confirm-end-sessions-title = End all sessions of { $name }?
confirm-end-sessions-text = { $name } is signed out everywhere, at once, and may sign in again.
confirm-end-sessions-do = End sessions
confirm-delete-person-title = Delete { $name }?
confirm-delete-person-text = { $name } is out of every app at once. You can take it back for a while; then everything about the account is gone for good.
confirm-delete-person-do = Delete
confirm-remove-member-title = Take { $name } out of the group?
confirm-remove-member-text = Apps that are open to this group only close for { $name }, at once.
confirm-remove-member-do = Take out
confirm-delete-group-title = Delete the group { $name }?
confirm-delete-group-text = The people stay. Apps that are open to this group only close for its members.
confirm-delete-group-do = Delete group
confirm-disable-people-title = { $count ->
    [one] Disable 1 person?
   *[other] Disable { $count } people?
}
confirm-disable-people-text = They cannot sign in any more, and are out of every app at once. You can enable them again.
confirm-disable-people-do = { $count ->
    [one] Disable 1 person
   *[other] Disable { $count } people
}
confirm-enable-people-title = { $count ->
    [one] Enable 1 person?
   *[other] Enable { $count } people?
}
confirm-enable-people-text = They can sign in again, with the same groups and apps as before.
confirm-enable-people-do = { $count ->
    [one] Enable 1 person
   *[other] Enable { $count } people
}
confirm-end-sessions-people-title = { $count ->
    [one] End all sessions of 1 person?
   *[other] End all sessions of { $count } people?
}
confirm-end-sessions-people-text = They are signed out everywhere, at once, and may sign in again.
confirm-end-sessions-people-do = End sessions
confirm-delete-people-title = { $count ->
    [one] Delete 1 person?
   *[other] Delete { $count } people?
}
confirm-delete-people-text = They are out of every app at once. You can take it back for a while; then everything about the accounts is gone for good.
confirm-delete-people-do = { $count ->
    [one] Delete 1 person
   *[other] Delete { $count } people
}

loss-sessions = { $count ->
    [one] 1 session ends
   *[other] { $count } sessions end
}
loss-apps = { $count ->
    [one] 1 app loses access
   *[other] { $count } apps lose access
}
loss-members = { $count ->
    [one] 1 person loses this group
   *[other] { $count } people lose this group
}

progress-disable-people = { $count ->
    [one] Disabling 1 person
   *[other] Disabling { $count } people
}
progress-enable-people = { $count ->
    [one] Enabling 1 person
   *[other] Enabling { $count } people
}
progress-end-sessions-people = { $count ->
    [one] Ending the sessions of 1 person
   *[other] Ending the sessions of { $count } people
}
progress-delete-people = { $count ->
    [one] Deleting 1 person
   *[other] Deleting { $count } people
}

once-invitation-title = Invite { $name }
once-invitation-text = Send this link to { $name }. Whoever opens it chooses the password.
once-invitation-warning = It is shown this once, and works once. If it gets lost, make a new one.
once-reset-title = New password for { $name }
once-reset-text = Send this link to { $name }. Whoever opens it chooses the new password.
once-reset-warning = It is shown this once, and works once. If it gets lost, make a new one.

field-name = Name
field-email = E-mail address

flash-person-deleted = { $name } was deleted.

people-text = Everyone who can sign in, or could.
people-add = Add a person
people-search = Name, username or e-mail
people-bulk = Acts on the selection
people-seen = Last seen
people-status = Status
people-empty = Nobody here yet
people-empty-text = Add the first person: with a password, or with a link by which they choose one.
never = never
person-status-active = Active
person-status-invited = Invited
person-status-disabled = Disabled
person-status-deleted = Deleted
person-edit = Edit
person-edit-title = Edit { $name }
person-invite = New invitation
person-reset-password = Reset password
person-end-sessions = End sessions
person-password-none = None yet
person-password-own = Chosen by themselves
person-password-known = Somebody else may know it
person-password-demanded = To be changed at the next sign-in
person-password-demand = Ask for another one
person-must-change = They choose their own at the first sign-in
person-enable = Enable
person-disable = Disable
person-delete = Delete
person-restore = Take back the deletion
person-deleted-title = This account was deleted.
person-deleted-text = Nobody can sign in with it. It goes for good on
person-disabled-title = This account is disabled.
person-disabled-text = Nobody can sign in with it, and no app takes its tokens.
person-invited-title = The invitation was not used yet.
person-invited-text = Until somebody opens the link and chooses a password, nobody can sign in with this account.
person-fixed-last-owner = This is the last owner: name another one before you disable or delete this account.
person-fixed-stronger = This account may do more than yours, so only an owner can change it.
person-fixed-yourself = This is you: another admin would have to disable or delete your account.
person-sessions-none = Not signed in anywhere.
person-apps-none = No app was opened yet.
person-trail = Recent events
person-trail-all = All in the audit log
person-trail-none = Nothing happened yet.
person-created = Created
person-id = Identifier (sub)
person-groups-edit = Change
person-groups-none = In no group.
person-about = Who it is
person-email-verified = The address is verified
person-email-verified-hint = Apps may rely on it. Tick it only if you know that the address is theirs; another address is to be ticked anew.
person-way = How they sign in first
person-way-invite = By an invitation link
person-way-invite-hint = You get a link to pass on. It works once, and they choose the password.
person-way-password = By a password that you set
person-way-password-hint = You tell them the password yourself.
person-access = What they may do
person-groups-hint = Groups open apps, and stand in the groups claim.
person-groups-empty = There are no groups yet.
person-role = Role
session-began = signed in
trail-failed = Refused
save = Save
topic-names = Parts of the name
topic-contact = Phone and web
topic-about = About the person
topic-address = Address
topic-attributes = Attributes of your organization
claim-given_name = Given name
claim-middle_name = Middle name
claim-family_name = Family name
claim-nickname = Nickname
claim-phone_number = Phone number
claim-website = Website
claim-profile = Profile page
claim-picture = Picture
claim-picture-hint = The address of an image.
claim-birthdate = Date of birth
claim-birthdate-hint = Such as 1990-12-31.
claim-gender = Gender
claim-locale = Language
claim-locale-hint = Such as de-DE.
claim-zoneinfo = Time zone
claim-zoneinfo-hint = Such as Europe/Berlin.
claim-street_address = Street
claim-postal_code = Postal code
claim-locality = Town
claim-region = Region
claim-country = Country
claim-malformed = This value does not have the form that apps expect. See the example beside it.
attribute-kind-text = Text
attribute-kind-number = A number
attribute-kind-date = A date: YYYY-MM-DD
attribute-kind-list = One on each line
filter-status = Status
filter-status-any = Any status
filter-status-active = Active
filter-status-invited = Invited
filter-status-disabled = Disabled
filter-status-deleted = Deleted
filter-group = Group
filter-group-any = Any group
filter-seen = Last seen
filter-seen-any = Seen any time
filter-seen-day = Within a day
filter-seen-week = Within a week
filter-seen-month = Within a month
filter-seen-older = Not for a month
filter-seen-never = Never
groups-text = Groups open apps to people, and stand in the groups claim of their tokens.
groups-add = Add a group
groups-search = Name or description
groups-apps = Open to it
groups-members = Members
groups-empty = No groups yet
groups-empty-text = Put people who need the same apps into a group, and let the group in rather than each of them.
group-protected = Protected
group-protected-tick = Only owners change who is in it
group-protected-text = For groups that open sensitive apps: people admins cannot add themselves.
group-add = Add a member
group-remove = Take out
group-remove-who = Take out: { $name }
group-empty = Nobody is in it
group-empty-text = Add the first member by username or e-mail address.
group-facts = About the group
group-apps-none = No app asks for it
group-claim = In the groups claim
group-name-hint = Apps read it in the groups claim: a change may close them.
group-description = Description
group-description-hint = Who belongs in it, and what for.
group-taken = There is a group of this name already. Choose another one.
member-unknown = Nobody has this username or e-mail address. Check it.
flash-person-disabled = { $name } was disabled, and is signed out everywhere.
people-more-groups = +{ $count }
topic-filled = { $count } filled in

confirm-join-people-title = { $count ->
    [one] Put 1 person into { $name }?
   *[other] Put { $count } people into { $name }?
}
confirm-join-people-text = They get what the group opens at once. Whoever is in it already stays.
confirm-join-people-do = Put into { $name }
confirm-leave-people-title = { $count ->
    [one] Take 1 person out of { $name }?
   *[other] Take { $count } people out of { $name }?
}
confirm-leave-people-text = They lose what the group opens, at the latest with their next tokens.
confirm-leave-people-do = Take out of { $name }
progress-join-people = { $count ->
    [one] Putting 1 person into a group
   *[other] Putting { $count } people into a group
}
progress-leave-people = { $count ->
    [one] Taking 1 person out of a group
   *[other] Taking { $count } people out of a group
}
bulk-group = Choose a group
bulk-join = Add to group
bulk-leave = Remove from group
