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
confirm-delete-person-text = { $name } ist sofort aus jeder App heraus. Eine Zeit lang können Sie es zurücknehmen; danach ist alles über das Konto endgültig weg.
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
confirm-delete-people-text = Sie sind sofort aus jeder App heraus. Eine Zeit lang lässt es sich zurücknehmen; danach ist alles über die Konten endgültig weg.
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

people-text = Alle, die sich anmelden können oder konnten.
people-add = Person hinzufügen
people-search = Name, Benutzername oder E-Mail
people-bulk = Aktionen für die Auswahl
people-seen = Zuletzt da
people-status = Status
people-empty = Noch niemand da
people-empty-text = Fügen Sie die erste Person hinzu: mit einem Passwort oder mit einem Link, über den sie selbst eines wählt.
never = noch nie
person-status-active = Aktiv
person-status-invited = Eingeladen
person-status-disabled = Gesperrt
person-status-deleted = Gelöscht
person-edit = Bearbeiten
person-edit-title = { $name } bearbeiten
person-invite = Neue Einladung
person-reset-password = Passwort zurücksetzen
person-end-sessions = Sitzungen beenden
person-password-none = Noch keines
person-password-own = Selbst gewählt
person-password-known = Jemand anderes könnte es kennen
person-password-demanded = Bei der nächsten Anmeldung zu ändern
person-password-demand = Ein anderes verlangen
person-must-change = Bei der ersten Anmeldung wird ein eigenes gewählt
person-enable = Freigeben
person-disable = Sperren
person-delete = Löschen
person-restore = Löschen rückgängig machen
person-deleted-title = Dieses Konto wurde gelöscht.
person-deleted-text = Niemand kann sich damit anmelden. Endgültig weg ist es am
person-disabled-title = Dieses Konto ist gesperrt.
person-disabled-text = Niemand kann sich damit anmelden, und keine App nimmt seine Tokens.
person-invited-title = Die Einladung wurde noch nicht benutzt.
person-invited-text = Solange niemand den Link öffnet und ein Passwort wählt, kann sich niemand mit diesem Konto anmelden.
person-fixed-last-owner = Das ist der letzte Eigentümer: Ernennen Sie zuerst einen anderen, bevor Sie dieses Konto sperren oder löschen.
person-fixed-stronger = Dieses Konto darf mehr als Ihres, deshalb kann nur ein Eigentümer es ändern.
person-fixed-yourself = Das sind Sie: Sperren oder löschen müsste Ihr Konto jemand anderes aus der Verwaltung.
person-sessions-none = Nirgends angemeldet.
person-apps-none = Noch wurde keine App geöffnet.
person-trail = Letzte Ereignisse
person-trail-all = Alle im Protokoll
person-trail-none = Noch ist nichts geschehen.
person-created = Angelegt
person-id = Kennung (sub)
person-groups-edit = Ändern
person-groups-none = In keiner Gruppe.
person-about = Wer es ist
person-email-verified = Die Adresse ist bestätigt
person-email-verified-hint = Apps dürfen sich darauf verlassen. Setzen Sie den Haken nur, wenn Sie wissen, dass die Adresse dieser Person gehört; für eine andere Adresse setzen Sie ihn neu.
person-way = Die erste Anmeldung
person-way-invite = Über einen Einladungslink
person-way-invite-hint = Sie bekommen einen Link zum Weitergeben. Er gilt einmal, und die Person wählt ihr Passwort selbst.
person-way-password = Mit einem Passwort, das Sie setzen
person-way-password-hint = Sie teilen es der Person selbst mit.
person-access = Was die Person darf
person-groups-hint = Gruppen öffnen Apps und stehen im Claim groups.
person-groups-empty = Noch gibt es keine Gruppen.
person-role = Rolle
session-began = angemeldet
trail-failed = Abgewiesen
save = Speichern
topic-names = Namensteile
topic-contact = Telefon und Web
topic-about = Zur Person
topic-address = Anschrift
topic-attributes = Attribute Ihrer Organisation
claim-given_name = Vorname
claim-middle_name = Zweiter Vorname
claim-family_name = Nachname
claim-nickname = Spitzname
claim-phone_number = Telefonnummer
claim-website = Website
claim-profile = Profilseite
claim-picture = Bild
claim-picture-hint = Die Adresse eines Bildes.
claim-birthdate = Geburtsdatum
claim-birthdate-hint = Etwa 1990-12-31.
claim-gender = Geschlecht
claim-locale = Sprache
claim-locale-hint = Etwa de-DE.
claim-zoneinfo = Zeitzone
claim-zoneinfo-hint = Etwa Europe/Berlin.
claim-street_address = Straße
claim-postal_code = Postleitzahl
claim-locality = Ort
claim-region = Region
claim-country = Land
claim-malformed = Dieser Wert hat nicht die Form, die Apps erwarten. Daneben steht ein Beispiel.
attribute-kind-text = Text
attribute-kind-number = Eine Zahl
attribute-kind-date = Ein Datum: JJJJ-MM-TT
attribute-kind-list = Je Zeile eines
filter-status = Status
filter-status-any = Jeder Status
filter-status-active = Aktiv
filter-status-invited = Eingeladen
filter-status-disabled = Gesperrt
filter-status-deleted = Gelöscht
filter-group = Gruppe
filter-group-any = Jede Gruppe
filter-seen = Zuletzt da
filter-seen-any = Irgendwann da
filter-seen-day = Innerhalb eines Tages
filter-seen-week = Innerhalb einer Woche
filter-seen-month = Innerhalb eines Monats
filter-seen-older = Einen Monat lang nicht
filter-seen-never = Noch nie
groups-text = Gruppen öffnen Personen die Apps und stehen im Claim groups ihrer Tokens.
groups-add = Gruppe hinzufügen
groups-search = Name oder Beschreibung
groups-apps = Offen für sie
groups-members = Mitglieder
groups-empty = Noch keine Gruppen
groups-empty-text = Fassen Sie Personen, die dieselben Apps brauchen, in einer Gruppe zusammen, und lassen Sie die Gruppe ein statt jede einzeln.
group-protected = Geschützt
group-protected-tick = Nur Eigentümer ändern, wer darin ist
group-protected-text = Für Gruppen, die heikle Apps öffnen: Die Personenverwaltung kann sich nicht selbst hinzufügen.
group-add = Mitglied hinzufügen
group-remove = Herausnehmen
group-remove-who = Herausnehmen: { $name }
group-empty = Niemand ist darin
group-empty-text = Fügen Sie das erste Mitglied mit Benutzername oder E-Mail-Adresse hinzu.
group-facts = Zur Gruppe
group-apps-none = Keine App verlangt sie
group-claim = Im Claim groups
group-name-hint = Apps lesen ihn im Claim groups: Eine Änderung kann sie schließen.
group-description = Beschreibung
group-description-hint = Wer hineingehört und wozu.
group-taken = Eine Gruppe dieses Namens gibt es schon. Wählen Sie einen anderen.
member-unknown = Diesen Benutzernamen oder diese E-Mail-Adresse hat niemand. Prüfen Sie die Eingabe.
flash-person-disabled = { $name } wurde gesperrt und ist überall abgemeldet.
people-more-groups = +{ $count }
topic-filled = { $count } ausgefüllt

confirm-join-people-title = { $count ->
    [one] 1 Person in { $name } aufnehmen?
   *[other] { $count } Personen in { $name } aufnehmen?
}
confirm-join-people-text = Sie bekommen sofort, was die Gruppe öffnet. Wer schon darin ist, bleibt es.
confirm-join-people-do = In { $name } aufnehmen
confirm-leave-people-title = { $count ->
    [one] 1 Person aus { $name } nehmen?
   *[other] { $count } Personen aus { $name } nehmen?
}
confirm-leave-people-text = Sie verlieren, was die Gruppe öffnet, spätestens mit ihren nächsten Tokens.
confirm-leave-people-do = Aus { $name } nehmen
progress-join-people = { $count ->
    [one] 1 Person wird in eine Gruppe aufgenommen
   *[other] { $count } Personen werden in eine Gruppe aufgenommen
}
progress-leave-people = { $count ->
    [one] 1 Person wird aus einer Gruppe genommen
   *[other] { $count } Personen werden aus einer Gruppe genommen
}
bulk-group = Gruppe wählen
bulk-join = In Gruppe aufnehmen
bulk-leave = Aus Gruppe nehmen
