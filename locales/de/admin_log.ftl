# Die Verwaltung: Sitzungen, Protokoll und die Zahlen der Übersicht.

list-shown = { $count ->
    [one] 1 gezeigt
   *[other] { $count } gezeigt
}
list-newest = Neueste
list-older = Ältere

admin-sessions-text = Alle, die jetzt angemeldet sind. Was hier endet, endet sofort, auch in jeder App.
sessions-search = Name, Benutzername, E-Mail oder Adresse
sessions-search-hint = Außerdem: device:Firefox sucht, wie ein Browser sich nennt, app:ID eine App, person:Benutzername genau eine Person.
sessions-more-people = Der Name passt auf mehr Personen, als durchsucht werden. Geben Sie mehr davon ein.
sessions-person = Person
sessions-device = Gerät
sessions-signed-in = Angemeldet
sessions-acts = Aktionen
sessions-only = Nur Sitzungen von { $name }
sessions-end-short = Beenden
sessions-end-one = Diese Sitzung von { $name } beenden
sessions-end-person = Alle von { $name } beenden
sessions-end-app = Alle von { $name } beenden
sessions-end-all = Alle beenden
sessions-empty = Niemand ist angemeldet
sessions-empty-text = Sobald sich jemand anmeldet, steht die Sitzung hier und kann beendet werden.
filter-app = App
filter-app-any = Jede App
filter-device = Gerät
filter-device-any = Jedes Gerät

confirm-end-session-title = Diese Sitzung von { $name } beenden?
confirm-end-session-text = Der Browser wird sofort abgemeldet, ebenso die Apps, mit denen er benutzt wurde. { $name } kann sich wieder anmelden.
confirm-end-session-do = Sitzung beenden
confirm-end-app-sessions-title = Alle Anmeldungen bei { $name } beenden?
confirm-end-app-sessions-text = { $name } verliert sofort den Zugriff für alle. Hier bleiben die Personen angemeldet und kommen ohne Passwort in die App zurück.
confirm-end-app-sessions-do = Anmeldungen beenden
confirm-end-all-sessions-title = Die Sitzungen aller beenden?
confirm-end-all-sessions-text = Alle werden sofort überall abgemeldet: auch Sie. Auch Apps, die in Abwesenheit arbeiten, verlieren den Zugriff.
confirm-end-all-sessions-do = Alle Sitzungen beenden
loss-sign-ins = { $count ->
    [one] 1 Anmeldung endet
   *[other] { $count } Anmeldungen enden
}
loss-more-sessions = Mehr als { $count } Sitzungen enden

flash-session-ended = Eine Sitzung von { $name } wurde beendet.
flash-sessions-of-person-ended = { $count ->
    [one] Die eine Sitzung von { $name } wurde beendet.
   *[other] { $count } Sitzungen von { $name } wurden beendet.
}
flash-app-sessions-ended = { $count ->
    [one] Eine Anmeldung bei { $name } wurde beendet.
   *[other] { $count } Anmeldungen bei { $name } wurden beendet.
}
flash-app-sessions-left = { $count ->
    [one] Bis auf eine Anmeldung bei { $name } wurden alle beendet: Sie gehört jemandem mit einer Rolle, die Ihnen fehlt.
   *[other] Bis auf { $count } Anmeldungen bei { $name } wurden alle beendet: Sie gehören Personen mit einer Rolle, die Ihnen fehlt.
}
flash-session-gone = Es gab nichts mehr zu beenden.
flash-not-allowed = Das erlaubt Ihre Rolle nicht.

audit-text = Was geschah, wer es tat und von wo. Nichts davon lässt sich unbemerkt ändern.
audit-export = Exportieren
audit-search = In den Einzelheiten suchen: Wort, App-ID, Sitzung
audit-more-filters = Person, Adresse und Zeit
audit-person = Person
audit-person-hint = Benutzername oder E-Mail
audit-address = Adresse
audit-from = Von (UTC)
audit-until = Bis (UTC)
audit-problem-person = So heißt niemand. Geben Sie einen Benutzernamen, eine E-Mail-Adresse oder die ID einer entfernten Person ein.
audit-problem-address = Das ist keine Netzwerkadresse. Schreiben Sie sie wie 203.0.113.7 oder 2001:db8::7.
audit-problem-time = Das ist keine Zeit. Schreiben Sie sie wie 2026-01-31 oder 2026-01-31T12:00.
audit-changes = { $count ->
    [one] 1 Änderung
   *[other] { $count } Änderungen
}
audit-changed = Was geändert wurde
audit-before-after = Vorher und nachher
audit-mark-kept = Unverändert:
audit-mark-gone = Vorher:
audit-mark-new = Nachher:
audit-actor = Getan von
audit-only = Nur das
audit-kind = Art
audit-seq = Nummer in der Kette
audit-seq-none = gleich
audit-id = Ereignis-ID
audit-nothing-yet = Bisher nichts gefunden
audit-empty = Noch ist nichts geschehen
audit-empty-text = Jede Anmeldung und jede Änderung wird hier stehen, mit dem, der sie tat.
audit-searched = Durchsucht bis
audit-search-on = Weiter zurück suchen
filter-kind-sign_in = Anmeldungen
filter-kind-session = Sitzungen
filter-kind-family = Zugriff von Apps
filter-kind-user = Personen
filter-kind-role = Rollen
filter-kind-group = Gruppen
filter-kind-attribute = Attribute
filter-kind-client = Apps
filter-kind-api = APIs
filter-kind-key = Schlüssel
filter-kind-link = Einmal-Links
filter-kind-settings = Einstellungen
filter-kind-consent = Zustimmungen
filter-kind-audit = Protokoll
filter-when = Zeit
filter-when-any = Jederzeit
filter-when-hour = Letzte Stunde
filter-when-day = Letzte 24 Stunden
filter-when-week = Letzte 7 Tage
filter-when-month = Letzte 30 Tage

chain-sound = Kette geprüft bis Nummer { $count }
chain-faulty = { $count ->
    [one] Ein Fehler wurde gefunden
   *[other] { $count } Fehler wurden gefunden
}
chain-never = Noch nicht geprüft
chain-verified = Geprüft
chain-newer = { $count ->
    [one] Seitdem ein Ereignis.
   *[other] Seitdem { $count } Ereignisse.
}
chain-newest = Seitdem kein Ereignis.
chain-unlinked = { $count ->
    [one] Eines wartet auf seine Nummer.
   *[other] { $count } warten auf ihre Nummer.
}
chain-removed = Ereignisse bis Nummer { $number } wurden lang genug aufbewahrt und entfernt.
chain-head = Neuester signierter Kopf: Nummer { $number }
chain-head-text = Bewahren Sie ihn anderswo auf: Mit ihm lässt sich später feststellen, ob ein Ereignis bis zu dieser Nummer geändert wurde.
chain-head-signed = Signiert
chain-running = Wird geprüft …
chain-verify = Jetzt prüfen

verify-idle-title = Das Protokoll prüfen
verify-idle-text = Prüft jedes Ereignis, die Verkettung und die signierten Köpfe. Bei Millionen Ereignissen dauert es einige Minuten.
verify-running-title = Das Protokoll wird geprüft
verify-running-text = Sie können die Seite verlassen; das Ergebnis bleibt hier.
verify-sound-title = Das Protokoll ist unversehrt
verify-sound-text = Nichts wurde geändert, entfernt oder umgestellt.
verify-faulty-title = Das Protokoll wurde verändert
verify-faulty-text = Etwas ist nicht so, wie Claviger es schrieb.
verify-broken-title = Die Prüfung kam nicht zum Ende
verify-broken-text = Die Datenbank oder die Datei der Köpfe war nicht lesbar; das Log des Servers sagt, warum.
verify-began = Begonnen
verify-again = Noch einmal prüfen
verify-linked = Ereignisse in der Kette
verify-unlinked = Ereignisse ohne Nummer
verify-heads = Signierte Köpfe in der Datenbank
verify-heads-outside = Verglichene Köpfe von außerhalb
verify-head = Neuester Kopf gilt bis Nummer
verify-removed = Planmäßig entfernt bis Nummer
verify-no-outside = Es wurden keine Köpfe von außerhalb der Datenbank verglichen; entfernt jemand die neuesten Ereignisse samt ihren Köpfen, bleibt das unentdeckt. Setzen Sie audit.heads_file, oder bewahren Sie den neuesten Kopf anderswo auf.
verify-faults = { $count ->
    [one] Ein Fehler
   *[other] { $count } Fehler
}
verify-at = Nummer { $number }
verify-at-all = Das Protokoll als Ganzes
verify-what-now = Lassen Sie die Datenbank, wie sie ist, vergleichen Sie mit einer Sicherung, und klären Sie, wer Zugang zur Datenbank selbst hatte. „claviger audit verify“ sagt dasselbe ausführlicher.
fault-mac = Das Ereignis weicht von dem ab, was geschrieben wurde, oder Claviger schrieb es nie.
fault-link = Das Glied passt nicht: Dieses oder das vorige Ereignis wurde geändert, vertauscht oder verschoben.
fault-missing = Die Ereignisse von hier bis Nummer { $number } fehlen.
fault-number = Kein Ereignis hat diese Nummer.
fault-put-back = Das Ereignis ist älter als der Anfang der Kette: Es wurde nach seiner Entfernung zurückgelegt.
fault-uncovered = Kein signierter Kopf gilt für die Ereignisse nach Nummer { $number }.
fault-head = { $what ->
    [malformed] Der Kopf in der Datenbank ist keiner.
    [key] Der Kopf in der Datenbank wurde mit einem anderen Schlüssel signiert.
   *[signature] Die Signatur des Kopfes in der Datenbank ist falsch.
}
fault-head-outside = { $what ->
    [malformed] Zeile { $number } der Köpfe von außerhalb ist kein signierter Kopf.
    [key] Zeile { $number } der Köpfe von außerhalb wurde mit einem anderen Schlüssel signiert.
   *[signature] Die Signatur von Zeile { $number } der Köpfe von außerhalb ist falsch.
}
fault-head-columns = Die Zeile des Kopfes weicht von dem ab, was signiert wurde.
fault-head-differs = { $what ->
    [outside] Ein Kopf von außerhalb nennt ein anderes Glied: Ereignisse bis hier wurden nach seiner Signatur geändert.
   *[inside] Der Kopf nennt ein anderes Glied: Ereignisse bis hier wurden nach seiner Signatur geändert.
}
fault-head-beyond = { $what ->
    [outside] Ein Kopf von außerhalb nennt ein Ereignis, das es nicht gibt: Ereignisse wurden entfernt.
   *[inside] Der Kopf nennt ein Ereignis, das es nicht gibt: Ereignisse wurden entfernt.
}
