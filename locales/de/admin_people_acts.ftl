# Was mit Personen, Gruppen und Attributen geschieht, und was darüber gesagt wird.

yes = Ja
no = Nein

confirm-restore-person-title = Die Löschung von { $name } zurücknehmen?
confirm-restore-person-text = Das Konto ist wie zuvor, mit seinen Gruppen. { $name } kann sich wieder anmelden.
confirm-restore-person-do = Zurücknehmen
confirm-demand-password-title = Von { $name } ein anderes Passwort verlangen?
confirm-demand-password-text = { $name } wählt vor allem anderen ein neues Passwort: bei der nächsten Anmeldung oder auf der nächsten Seite von Claviger. Offene Apps bleiben offen.
confirm-demand-password-do = Anderes Passwort verlangen
confirm-invite-person-title = Eine neue Einladung für { $name } erstellen?
confirm-invite-person-text = Sie erhalten einen Link zum Weitergeben. Frühere Einladungen gelten nicht mehr.
confirm-invite-person-do = Link erstellen
confirm-remove-attribute-title = Das Attribut { $name } entfernen?
confirm-remove-attribute-text = Alle Werte gehen endgültig mit, auch aus den Token der Apps, die es lesen.
confirm-remove-attribute-do = Entfernen

loss-undo = { $count ->
    [one] 1 Tag, um es zurückzunehmen
   *[other] { $count } Tage, um es zurückzunehmen
}
loss-group-apps = { $count ->
    [one] 1 App lässt diese Gruppe ein
   *[other] { $count } Apps lassen diese Gruppe ein
}
loss-more = Mehr als { $count }: alle, die die Suche findet

progress-failed = Es ist abgebrochen. Was getan ist, bleibt; sehen Sie ins Protokoll, dann beginnen Sie neu.
progress-count-more = { $done } von mehr als { $total }
failure-yourself = Das sind Sie: Das müsste jemand anderes tun.

flash-last-owner = Nicht getan: Der letzte Eigentümer, der sich anmelden kann, bleibt es. Benennen Sie zuerst einen weiteren.
flash-has-password = Nicht getan: Diese Person hat schon ein Passwort. Setzen Sie es zurück.
flash-gone = Das gibt es nicht mehr.
flash-stale = Nicht getan: Jemand anderes hat es inzwischen geändert.
flash-yourself = Nicht getan: Das sind Sie. Das müsste jemand anderes tun.
flash-person-disabled-first = Nicht getan: Entsperren Sie zuerst das Konto.
flash-person-added = { $name } wurde hinzugefügt.
flash-person-saved = { $name } wurde gespeichert.
flash-nothing-changed = Es wurde nichts geändert.
flash-person-enabled = { $name } kann sich wieder anmelden.
flash-person-restored = Die Löschung von { $name } wurde zurückgenommen.
flash-sessions-ended = { $name } ist überall abgemeldet.
flash-password-demanded = { $name } muss bei der nächsten Anmeldung ein anderes Passwort wählen.
flash-persons-session-ended = Die Sitzung wurde beendet.
flash-one-session-gone = Diese Sitzung war schon zu Ende.
flash-role-given = Die Rolle wurde gespeichert.
flash-nobody-selected = Wählen Sie zuerst jemanden aus.
flash-job-running = Ihre letzte Arbeit an vielen Personen ist noch nicht fertig.
flash-people-disabled = { $count ->
    [one] 1 Person wurde gesperrt.
   *[other] { $count } Personen wurden gesperrt.
}
flash-people-enabled = { $count ->
    [one] 1 Person wurde entsperrt.
   *[other] { $count } Personen wurden entsperrt.
}
flash-people-sessions-ended = { $count ->
    [one] 1 Person ist überall abgemeldet.
   *[other] { $count } Personen sind überall abgemeldet.
}
flash-people-deleted = { $count ->
    [one] 1 Person wurde gelöscht.
   *[other] { $count } Personen wurden gelöscht.
}
flash-group-added = Die Gruppe { $name } wurde hinzugefügt.
flash-group-saved = Die Gruppe { $name } wurde gespeichert.
flash-group-deleted = Die Gruppe { $name } wurde gelöscht.
flash-member-added = { $name } ist in der Gruppe.
flash-member-removed = { $name } ist nicht mehr in der Gruppe.
flash-attribute-added = Das Attribut { $name } wurde hinzugefügt.
flash-attribute-removed = Das Attribut { $name } wurde entfernt.

role-title = Rolle von { $name }
role-text = Was diese Person in der Verwaltung darf. Über die Apps, die sie nutzen darf, sagt das nichts.
role-none = Keine
role-none-text = Keine Verwaltung.
role-auditor-text = Sieht alles, ändert nichts.
role-people_admin-text = Fügt Personen und Gruppen hinzu und ändert sie, aber niemanden mit einer anderen Rolle.
role-app_admin-text = Verbindet und ändert Apps.
role-owner-text = Alles, und vergibt als Einziger Rollen.
role-last-owner-title = Dies ist der letzte Eigentümer.
role-last-owner-text = Ohne Eigentümer könnte niemand Rollen vergeben, Schlüssel oder Einstellungen ändern. Benennen Sie zuerst einen weiteren; dann lässt sich diese Rolle ändern.
role-yourself-title = Dies ist Ihre eigene Rolle.
role-yourself-text = Mit einer anderen können Sie es vielleicht nicht selbst zurücknehmen.

person-username-hint = Zum Anmelden.
person-name-hint = So heißt die Person; Apps zeigen es.
session-end = Beenden
session-end-what = Sitzung beenden: { $what }
person-app-idle = Derzeit kein Zugriff
filter-role = Rolle
filter-role-any = Mit und ohne Rolle
filter-role-some = Mit Rolle
filter-role-owner = Eigentümer
filter-role-people_admin = Personenverwaltung
filter-role-app_admin = App-Verwaltung
filter-role-auditor = Prüfer

group-in-claim = Im Claim groups genannt
group-in-claim-hint = Apps erfahren, dass jemand darin ist.
group-claim-none = Nicht genannt
description-too-long = Die Beschreibung ist zu lang. Höchstens 500 Zeichen.
description-malformed = Die Beschreibung enthält ein unsichtbares Zeichen. Tippen Sie sie neu.

attributes-title = Attribute
attributes-text = Was Ihre Organisation über das Übliche hinaus von Personen weiß, etwa eine Kostenstelle. Apps erfahren es nur, wo Sie es einem Claim zuordnen.
attributes-add = Attribut hinzufügen
attributes-empty = Noch keine Attribute
attributes-empty-text = Fügen Sie eines hinzu, und es steht im Formular jeder Person.
attribute-label = Bezeichnung
attribute-label-hint = Wie Menschen es lesen: Kostenstelle.
attribute-name = Name
attribute-name-hint = Wie Programme es lesen: cost_centre.
attribute-type = Art
attribute-type-text = Text
attribute-type-number = Zahl
attribute-type-date = Datum
attribute-type-boolean = Ja oder nein
attribute-type-list = Liste
attribute-editable = Selbst änderbar
attribute-editable-tick = Personen dürfen ihren eigenen Wert setzen
attribute-remove = Entfernen
attribute-remove-what = { $name } entfernen
attribute-name-malformed = Der Name braucht Kleinbuchstaben, Ziffern und _ und beginnt mit einem Buchstaben.
attribute-name-standard = Das ist ein Standard-Claim, den schon alle haben. Wählen Sie einen anderen Namen.
attribute-name-token = Dieser Name gehört zu Token. Wählen Sie einen anderen.
attribute-name-secret = Das sieht nach einem Geheimnis aus. Attribute können in Token gelangen, und ein signiertes Token kann lesen, wer es hat.
attribute-taken = Ein Attribut dieses Namens gibt es schon. Wählen Sie einen anderen.
attribute-label-malformed = Die Bezeichnung braucht 1 bis 64 sichtbare Zeichen.
attribute-not-number = Das ist keine Zahl. Schreiben Sie sie wie 42 oder 1.5.
attribute-not-date = Das ist kein Tag. Schreiben Sie ihn wie 2026-01-31.
attribute-not-boolean = Wählen Sie ja oder nein.
attribute-too-many = Das sind zu viele Zeilen. Höchstens 50.
flash-people-joined = { $count ->
    [one] 1 Person ist jetzt in { $name }.
   *[other] { $count } Personen sind jetzt in { $name }.
}
flash-people-left = { $count ->
    [one] 1 Person wurde aus { $name } genommen.
   *[other] { $count } Personen wurden aus { $name } genommen.
}
