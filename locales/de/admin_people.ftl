# Personen und Gruppen in der Verwaltung.

confirm-disable-person-title = { $name } sperren?
confirm-disable-person-text = { $name } kann sich nicht mehr anmelden und ist sofort aus jeder App heraus. Sie können das Konto jederzeit wieder freigeben.
confirm-disable-person-do = Sperren
confirm-enable-person-title = { $name } freigeben?
confirm-enable-person-text = { $name } kann sich wieder anmelden, mit denselben Gruppen und Apps wie zuvor.
confirm-enable-person-do = Freigeben
confirm-reset-password-title = Passwort von { $name } zurücksetzen?
confirm-reset-password-text = Sie bekommen einen Link zum Weitergeben. Das alte Passwort gilt, bis der Link benutzt wird; dann enden alle Sitzungen.
confirm-reset-password-do = Link erzeugen
confirm-end-sessions-title = Alle Sitzungen von { $name } beenden?
confirm-end-sessions-text = { $name } wird sofort überall abgemeldet und darf sich wieder anmelden.
confirm-end-sessions-do = Sitzungen beenden
confirm-delete-person-title = { $name } löschen?
confirm-delete-person-text = { $name } ist sofort aus jeder App heraus. 30 Tage lang können Sie es rückgängig machen; danach ist alles über das Konto endgültig weg.
confirm-delete-person-do = Löschen
confirm-remove-member-title = { $name } aus der Gruppe nehmen?
confirm-remove-member-text = Apps, die nur dieser Gruppe offenstehen, schließen sich sofort für { $name }.
confirm-remove-member-do = Herausnehmen
confirm-delete-group-title = Die Gruppe { $name } löschen?
confirm-delete-group-text = Die Personen bleiben. Apps, die nur dieser Gruppe offenstehen, schließen sich für ihre Mitglieder.
confirm-delete-group-do = Gruppe löschen
confirm-disable-people-title = { $count ->
    [one] 1 Person sperren?
   *[other] { $count } Personen sperren?
}
confirm-disable-people-text = Sie können sich nicht mehr anmelden und sind sofort aus jeder App heraus. Sie lassen sich wieder freigeben.
confirm-disable-people-do = { $count ->
    [one] 1 Person sperren
   *[other] { $count } Personen sperren
}
confirm-enable-people-title = { $count ->
    [one] 1 Person freigeben?
   *[other] { $count } Personen freigeben?
}
confirm-enable-people-text = Sie können sich wieder anmelden, mit denselben Gruppen und Apps wie zuvor.
confirm-enable-people-do = { $count ->
    [one] 1 Person freigeben
   *[other] { $count } Personen freigeben
}
confirm-end-sessions-people-title = { $count ->
    [one] Alle Sitzungen von 1 Person beenden?
   *[other] Alle Sitzungen von { $count } Personen beenden?
}
confirm-end-sessions-people-text = Sie werden sofort überall abgemeldet und dürfen sich wieder anmelden.
confirm-end-sessions-people-do = Sitzungen beenden
confirm-delete-people-title = { $count ->
    [one] 1 Person löschen?
   *[other] { $count } Personen löschen?
}
confirm-delete-people-text = Sie sind sofort aus jeder App heraus. 30 Tage lang lässt es sich rückgängig machen; danach ist alles über die Konten endgültig weg.
confirm-delete-people-do = { $count ->
    [one] 1 Person löschen
   *[other] { $count } Personen löschen
}

loss-sessions = { $count ->
    [one] 1 Sitzung endet
   *[other] { $count } Sitzungen enden
}
loss-apps = { $count ->
    [one] 1 App verliert den Zugang
   *[other] { $count } Apps verlieren den Zugang
}
loss-members = { $count ->
    [one] 1 Person verliert diese Gruppe
   *[other] { $count } Personen verlieren diese Gruppe
}

progress-disable-people = { $count ->
    [one] 1 Person wird gesperrt
   *[other] { $count } Personen werden gesperrt
}
progress-enable-people = { $count ->
    [one] 1 Person wird freigegeben
   *[other] { $count } Personen werden freigegeben
}
progress-end-sessions-people = { $count ->
    [one] Die Sitzungen von 1 Person werden beendet
   *[other] Die Sitzungen von { $count } Personen werden beendet
}
progress-delete-people = { $count ->
    [one] 1 Person wird gelöscht
   *[other] { $count } Personen werden gelöscht
}

once-invitation-title = { $name } einladen
once-invitation-text = Schicken Sie diesen Link an { $name }. Wer ihn öffnet, wählt das Passwort.
once-invitation-warning = Er wird nur dieses eine Mal gezeigt und gilt einmal. Geht er verloren, erzeugen Sie einen neuen.
once-reset-title = Neues Passwort für { $name }
once-reset-text = Schicken Sie diesen Link an { $name }. Wer ihn öffnet, wählt das neue Passwort.
once-reset-warning = Er wird nur dieses eine Mal gezeigt und gilt einmal. Geht er verloren, erzeugen Sie einen neuen.

field-name = Name
field-email = E-Mail-Adresse

flash-person-deleted = { $name } wurde gelöscht.
