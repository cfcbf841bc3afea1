# Acts on people, groups and attributes, and what is said about them.

yes = Yes
no = No

confirm-restore-person-title = Take back the deletion of { $name }?
confirm-restore-person-text = The account is as it was before, with its groups. { $name } can sign in again.
confirm-restore-person-do = Take it back
confirm-demand-password-title = Ask { $name } for another password?
confirm-demand-password-text = { $name } chooses another password before anything else, at the next sign-in or at the next page of Claviger. Apps that are open stay open.
confirm-demand-password-do = Ask for another password
confirm-invite-person-title = Make a new invitation for { $name }?
confirm-invite-person-text = You get a link to pass on. Earlier invitations stop working.
confirm-invite-person-do = Make a link
confirm-remove-attribute-title = Remove the attribute { $name }?
confirm-remove-attribute-text = Everybody’s value of it goes with it, for good, and so does it from the tokens of apps that read it.
confirm-remove-attribute-do = Remove

loss-undo = { $count ->
    [one] 1 day to take it back
   *[other] { $count } days to take it back
}
loss-group-apps = { $count ->
    [one] 1 app lets this group in
   *[other] { $count } apps let this group in
}
loss-more = More than { $count }: all that the search finds

progress-failed = It broke off. What was done stays done; look at the log, then begin again.
progress-count-more = { $done } of more than { $total }
failure-yourself = This is you: another admin would have to do it.

flash-last-owner = Not done: the last owner who can sign in stays one. Name another owner first.
flash-has-password = Not done: this person has a password already. Reset it instead.
flash-gone = It is not there any more.
flash-stale = Not done: somebody else changed it meanwhile.
flash-yourself = Not done: this is you. Another admin would have to do it.
flash-person-disabled-first = Not done: enable the account first.
flash-person-added = { $name } was added.
flash-person-saved = { $name } was saved.
flash-nothing-changed = Nothing was changed.
flash-person-enabled = { $name } can sign in again.
flash-person-restored = The deletion of { $name } was taken back.
flash-sessions-ended = { $name } is signed out everywhere.
flash-password-demanded = { $name } must choose another password at the next sign-in.
flash-persons-session-ended = The session was ended.
flash-one-session-gone = That session had ended already.
flash-role-given = The role was saved.
flash-nobody-selected = Select somebody first.
flash-job-running = Your last work on many people is not done yet.
flash-people-disabled = { $count ->
    [one] 1 person was disabled.
   *[other] { $count } people were disabled.
}
flash-people-enabled = { $count ->
    [one] 1 person was enabled.
   *[other] { $count } people were enabled.
}
flash-people-sessions-ended = { $count ->
    [one] 1 person is signed out everywhere.
   *[other] { $count } people are signed out everywhere.
}
flash-people-deleted = { $count ->
    [one] 1 person was deleted.
   *[other] { $count } people were deleted.
}
flash-group-added = The group { $name } was added.
flash-group-saved = The group { $name } was saved.
flash-group-deleted = The group { $name } was deleted.
flash-member-added = { $name } is in the group.
flash-member-removed = { $name } is out of the group.
flash-attribute-added = The attribute { $name } was added.
flash-attribute-removed = The attribute { $name } was removed.

role-title = Role of { $name }
role-text = What they may do in the admin area. It says nothing about the apps that they may use.
role-none = None
role-none-text = No admin area.
role-auditor-text = Sees everything, changes nothing.
role-people_admin-text = Adds and changes people and groups, but nobody who has another role.
role-app_admin-text = Connects and changes apps.
role-owner-text = Everything, and the only one who gives roles.
role-last-owner-title = This is the last owner.
role-last-owner-text = Without an owner nobody could give roles, change keys or settings. Name another owner first; then this role can change.
role-yourself-title = This is your own role.
role-yourself-text = With another one you may be unable to take it back yourself.

person-username-hint = For signing in.
person-name-hint = As people call them; apps show it.
session-end = End
session-end-what = End the session: { $what }
person-app-idle = No access now
filter-role = Role
filter-role-any = Any role or none
filter-role-some = With a role
filter-role-owner = Owner
filter-role-people_admin = People admin
filter-role-app_admin = App admin
filter-role-auditor = Auditor

group-in-claim = Named in the groups claim
group-in-claim-hint = Apps learn that somebody is in it.
group-claim-none = Not named
description-too-long = The description is too long. Use at most 500 characters.
description-malformed = The description has an invisible character. Type it anew.

attributes-title = Attributes
attributes-text = What your organization knows of people beyond the usual, such as a cost centre. Apps learn them only where you map one to a claim.
attributes-add = Add an attribute
attributes-empty = No attributes yet
attributes-empty-text = Add one, and it stands in the form of every person.
attribute-label = Label
attribute-label-hint = As people read it: Cost centre.
attribute-name = Name
attribute-name-hint = As programs read it: cost_centre.
attribute-type = Type
attribute-type-text = Text
attribute-type-number = Number
attribute-type-date = Date
attribute-type-boolean = Yes or no
attribute-type-list = List
attribute-editable = People set their own
attribute-editable-tick = People may set their own value
attribute-remove = Remove
attribute-remove-what = Remove { $name }
attribute-name-malformed = The name needs small letters, digits and _ only, and begins with a letter.
attribute-name-standard = This is a standard claim, which everybody has already. Choose another name.
attribute-name-token = This name belongs to tokens. Choose another one.
attribute-name-secret = This looks like a secret. Attributes may go into tokens, and whoever holds a signed token can read it.
attribute-taken = There is an attribute of this name already. Choose another one.
attribute-label-malformed = The label needs 1 to 64 visible characters.
attribute-not-number = This is no number. Write it like 42 or 1.5.
attribute-not-date = This is no day. Write it like 2026-01-31.
attribute-not-boolean = Choose yes or no.
attribute-too-many = These are too many lines. Use at most 50.
flash-people-joined = { $count ->
    [one] 1 person is in { $name } now.
   *[other] { $count } people are in { $name } now.
}
flash-people-left = { $count ->
    [one] 1 person was taken out of { $name }.
   *[other] { $count } people were taken out of { $name }.
}
