# Die Verwaltung: Sitzungen, Protokoll und die Zahlen der Übersicht.

list-shown = { $count ->
    [one] 1 gezeigt
   *[other] { $count } gezeigt
}
list-newest = Neueste
list-newer = Neuere
list-older = Ältere

admin-sessions-text = Alle, die jetzt angemeldet sind. Was hier endet, endet sofort, auch in jeder App.
sessions-search = Name, Benutzername, E-Mail oder Adresse
sessions-search-more = Außerdem lässt sich suchen:
sessions-search-device = wie ein Browser sich nennt
sessions-search-app = eine App
sessions-search-person = genau eine Person, nach Benutzername
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
sessions-end-all = Alle Sitzungen beenden
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

flash-one-session-ended = Eine Sitzung von { $name } wurde beendet.
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
flash-nothing-to-end = Es gab nichts mehr zu beenden.
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
filter-event = Art
filter-event-any = Alles
filter-event-sign_in = Anmeldungen
filter-event-session = Sitzungen
filter-event-family = Zugriff von Apps
filter-event-user = Personen
filter-event-role = Rollen
filter-event-group = Gruppen
filter-event-attribute = Attribute
filter-event-client = Apps
filter-event-initial_token = Anmelde-Tokens
filter-event-api = APIs
filter-event-key = Schlüssel
filter-event-link = Einmal-Links
filter-event-settings = Einstellungen
filter-event-consent = Zustimmungen
filter-event-audit = Protokoll
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
chain-forged = Was von der letzten Prüfung vermerkt ist, stammt nicht von uns
chain-forged-text = Jemand hat es in die Datenbank geschrieben, oder der Hauptschlüssel ist ein anderer. Lassen Sie das Protokoll erneut prüfen.
audit-forged = Nicht echt
audit-forged-text = Der MAC dieses Ereignisses passt nicht: Es wurde in der Datenbank geändert oder nie von Claviger geschrieben. Lassen Sie das Protokoll prüfen.
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

traffic-title = Pro Stunde
traffic-span = Zeitraum der Bilder
span-day = 24 Stunden
span-week = 7 Tage
span-day-ago = vor 24 Stunden
span-week-ago = vor 7 Tagen
span-now = jetzt
chart-sign-ins = Anmeldungen
chart-sign-ins-good = angemeldet
chart-sign-ins-bad = fehlgeschlagen
chart-tokens = Tokens
chart-tokens-good = ausgegeben
chart-tokens-bad = verweigert
chart-picture = { $what } pro Stunde: { $good } gelungen, { $bad } fehlgeschlagen. Die Tabelle darunter hat die Zahlen.
chart-most = höchster Balken: { $count } in einer Stunde
chart-nothing = In dieser Zeit geschah nichts.
chart-table = Die Zahlen als Tabelle
chart-hour = Stunde (UTC)

passwords-title = Passwortprüfungen
passwords-text = Ein Passwort zu prüfen kostet mit Absicht Speicher und Zeit. Sind alle Plätze belegt, warten Anmeldungen; ist auch die Schlange voll, werden sie gebeten, es wieder zu versuchen. Tokens bleiben so schnell wie immer.
passwords-busy = { $busy } von { $slots } Plätzen belegt.
passwords-waiting = { $count ->
    [one] Eine Prüfung wartet.
   *[other] { $count } warten.
}
passwords-nobody-waits = Niemand wartet.
passwords-refused = { $count ->
    [one] Seit dem Start wurde eine abgewiesen.
   *[other] Seit dem Start wurden { $count } abgewiesen.
}
passwords-none-refused = Seit dem Start wurde niemand abgewiesen.

attention-key-flaw-link = Schlüssel ansehen
attention-no-standby-link = Schlüssel ansehen
attention-plain-http-link = Einstellungen ansehen
attention-no-apps-link = App verbinden
attention-no-contact-link = Einstellungen ansehen
attention-audit-faults-title = { $count ->
    [one] Das Protokoll hat einen Fehler
   *[other] Das Protokoll hat { $count } Fehler
}
attention-audit-faults-text = Die letzte Prüfung fand, was Claviger nicht schrieb. Lassen Sie die Datenbank, wie sie ist, und klären Sie, wer Zugang zu ihr hatte.
attention-audit-faults-link = Fehler ansehen
attention-audit-forged-title = Der Vermerk der letzten Prüfung des Protokolls stammt nicht von uns
attention-audit-forged-text = Jemand hat ihn in die Datenbank geschrieben, oder der Hauptschlüssel ist ein anderer. Lassen Sie das Protokoll erneut prüfen.
attention-audit-forged-link = Protokoll prüfen
attention-audit-unlinked-title = { $count ->
    [one] Ein Ereignis wartet auf seine Nummer im Protokoll
   *[other] { $count } Ereignisse warten auf ihre Nummer im Protokoll
}
attention-audit-unlinked-text = Gewöhnlich dauert das eine Sekunde. Das Log des Servers sagt, warum nicht verkettet wird; bis dahin bliebe ihre Entfernung unentdeckt.
attention-audit-unlinked-link = Protokoll ansehen
attention-master-key-open-title = Andere dürfen den Hauptschlüssel { $name } lesen
attention-master-key-open-text = Wer ihn hat, kann jeden Signaturschlüssel öffnen. Führen Sie „chmod 600 { $name }“ aus; sonst verweigert ihn der nächste Start.
attention-one-owner-title = Es gibt nur einen Eigentümer
attention-one-owner-text = Verliert diese Person ihr Passwort oder geht sie, kann nur noch helfen, wer Zugang zum Rechner hat. Machen Sie noch jemanden zum Eigentümer.
attention-one-owner-link = Personen ansehen
attention-app-failing-title = { $count ->
    [one] Eine Anfrage von { $name } schlug in der letzten Stunde fehl
    [20] 20 oder mehr Anfragen von { $name } schlugen in der letzten Stunde fehl
   *[other] { $count } Anfragen von { $name } schlugen in der letzten Stunde fehl
}
attention-app-failing-text = Ihre Seite „Zustand“ zeigt, was kam, was erwartet wurde und was hilft.
attention-app-failing-link = Gründe ansehen
attention-secret-expires-title = { $count ->
    [one] Das letzte Geheimnis von { $name } läuft binnen eines Tages ab
   *[other] Das letzte Geheimnis von { $name } läuft in { $count } Tagen ab
}
attention-secret-expires-text = Dann kann sich dort niemand mehr anmelden. Wechseln Sie das Geheimnis: Das alte gilt weiter, bis die App das neue hat.
attention-secret-expires-link = Geheimnis wechseln
attention-secret-expired-title = { $name } hat kein gültiges Geheimnis mehr
attention-secret-expired-text = Das letzte ist abgelaufen, also meldet sich dort niemand an. Fügen Sie ein neues hinzu und tragen Sie es in der App ein.
attention-secret-expired-link = Geheimnis hinzufügen

policies-title = In Worten
policies-attributes = Attribute von Personen
policies-contact = Wen man um Hilfe bittet
policies-contact-none = Niemand ist genannt
policies-password = Passwörter
policies-password-length = mindestens { $count } Zeichen
policies-session = Eine Anmeldung gilt
policies-session-text = höchstens { $absolute }, ungenutzt { $idle }
policies-tokens = Der Zugriff einer App
policies-tokens-text = Tokens für { $access }, erneuert bis { $refresh } nach der Anmeldung
policies-undo = Wiederherstellen gelöschter Personen
policies-audit = Das Protokoll wird aufbewahrt
policies-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}
policies-for-ever = für immer

sessions-nothing-yet = Keine unter den neuesten Sitzungen
