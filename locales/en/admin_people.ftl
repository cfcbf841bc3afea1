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
confirm-delete-person-text = { $name } is out of every app at once. You can take it back within 30 days; then everything about the account is gone for good.
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
confirm-delete-people-text = They are out of every app at once. You can take it back within 30 days; then everything about the accounts is gone for good.
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
