# Die Verwaltung: Rahmen, Überblick, Suche, Schlüssel, Einstellungen und die Seiten, die jeder Teil benutzt.

nav-label = Verwaltung
nav-overview = Überblick
nav-people = Personen
nav-groups = Gruppen
nav-apps = Apps
nav-keys = Schlüssel
nav-sessions = Sitzungen
nav-audit = Protokoll
nav-settings = Einstellungen
nav-more = Mehr

role-owner = Eigentümer
role-people_admin = Personenverwaltung
role-app_admin = App-Verwaltung
role-auditor = Prüfer

search-label = Personen, Gruppen und Apps suchen
search-everywhere = Überall suchen
search-short = Suchen
search-title = Suche
search-title-for = Suche: { $q }
search-text = Personen nach Name, Benutzername oder E-Mail-Adresse, Gruppen und Apps nach Namen.
search-submit = Suchen
search-nothing = Nichts passt zu „{ $q }“
search-nothing-text = Versuchen Sie weniger Buchstaben oder den Anfang eines Namens.
search-nothing-short = Nichts gefunden
search-some = Treffer stehen darunter
search-begin = Was suchen Sie?
search-begin-text = Drücken Sie / überall in der Verwaltung, um zu suchen.
search-keys = ↑ ↓ zum Wählen, Eingabe zum Öffnen, Esc zum Schließen

overview-text = Wie es bei { $organization } steht.
overview-sessions = Aktive Sitzungen
overview-keys = Schlüssel
overview-keys-all = Alle Schlüssel

attention-title = Was Aufmerksamkeit braucht
attention-none = Nichts braucht Ihre Aufmerksamkeit.
attention-key-flaw-title = Der Schlüssel { $name } ist nicht zu gebrauchen
attention-key-flaw-text = Seine Zeile in der Datenbank wurde geändert, oder der Hauptschlüssel ist ein anderer. Tokens, die er signiert hat, werden abgelehnt. Den Grund nennt die Seite der Schlüssel.
attention-no-standby-title = { $name } hat keinen nächsten Schlüssel
attention-no-standby-text = Solange der nächste Schlüssel nicht veröffentlicht ist, lässt sich nicht wechseln, ohne dass Tokens scheitern.
attention-plain-http-title = Die Anmeldung läuft unverschlüsselt über { $name }
attention-plain-http-text = Zum Ausprobieren auf einem Rechner ist das in Ordnung. Bevor andere damit arbeiten, stellen Sie einen Webserver mit https davor und setzen Sie public_url.
attention-no-apps-title = Noch ist keine App verbunden
attention-no-apps-text = Verbinden Sie die erste, damit man sich bei ihr anmelden kann.
attention-no-contact-title = Für Hilfe ist niemand genannt
attention-no-contact-text = Setzen Sie contact, damit alle wissen, wen sie fragen können, wenn die Anmeldung nicht gelingt.

keys-text = Jedes Token wird von einem Schlüssel signiert. Apps holen die öffentlichen Hälften und prüfen selbst.
keys-picture = { $count ->
    [one] Ein Schlüssel von { $ring } im Lauf der Zeit; die Tabelle darunter nennt die Daten.
   *[other] { $count } Schlüssel von { $ring } im Lauf der Zeit; die Tabelle darunter nennt die Daten.
}
keys-published = Veröffentlicht
keys-signing = Signiert
keys-verifying = Prüft alte Tokens
keys-now = Jetzt
keys-kid = Schlüsselkennung
keys-state = Zustand
keys-created = Erzeugt
keys-signs = Signiert
keys-leaves = Geht
keys-flaw = Unbrauchbar
keys-not-yet = noch nicht
keys-state-active = Signiert
keys-state-staged = Nächster, für einige Apps
keys-state-standby = Nächster
keys-state-retired = Prüft
keys-state-removed = Entfernt
keys-state-revoked = Widerrufen
keys-empty = Keine Schlüssel
keys-empty-text = Schlüssel entstehen beim ersten Start. Gibt es keine, sagt die Logausgabe, warum.
keys-jwks = Wo Apps sie holen
keys-jwks-text = Die öffentlichen Schlüssel sind kein Geheimnis. Eine App, die Discovery liest, findet diese Adresse selbst.

settings-text = Was jetzt gilt und woher jeder Wert kommt. Geändert wird in der Konfigurationsdatei oder durch eine Umgebungsvariable, mit einem Neustart.
settings-section-top = Server
settings-section-tokens = Tokens
settings-section-sessions = Sitzungen
settings-section-passwords = Passwörter
settings-section-people = Personen
settings-section-audit = Protokoll
settings-section-keys = Schlüssel
settings-section-fetch = Abrufe
settings-section-log = Logausgabe
settings-section-sqlite = SQLite
settings-set = Gesetzt
settings-secret = Wird nie gezeigt
settings-none = Nicht gesetzt
settings-from = Aus
settings-default = Vorgabe
settings-change = Variable:

list-search = In dieser Liste suchen
list-apply = Anwenden
list-clear = Alle zeigen
list-found = { $count ->
    [one] 1 gefunden
   *[other] { $count } gefunden
}
list-found-more = Mehr als { $count } gefunden
list-pages = Seiten
list-previous = Zurück
list-next = Weiter
list-nothing = Nichts passt zu diesen Filtern
list-nothing-text = Suchen Sie weiter gefasst, oder lassen Sie einen Filter weg.

list-chosen = # ausgewählt
list-select = { $name } auswählen
list-select-page = Alle auf dieser Seite auswählen
list-all = alle { $count } gefundenen
list-all-more = alle gefundenen, mehr als { $count }

confirm-typed = Geben Sie zum Fortfahren { $expected } ein
confirm-typed-wrong = Das ist nicht { $expected }. Geben Sie es genau so ein.

stale-title = { $name } wurde inzwischen geändert
stale-by = { $who } hat eine Änderung gespeichert,
stale-by-somebody = Jemand hat eine Änderung gespeichert,
stale-text = Von Ihren Eingaben ist nichts verloren: Wählen Sie, was bleibt.
stale-field = Feld
stale-theirs = Jetzt gespeichert
stale-mine = Ihres
stale-keep-theirs = Gespeichertes behalten
stale-use-mine = Stattdessen meines speichern

progress-running = In Arbeit. Sie dürfen diese Seite schließen.
progress-finished = Fertig.
progress-cancelled = Angehalten. Was getan war, bleibt getan.
progress-count = { $done } von { $total }
progress-label = Fortschritt
progress-failures = Unverändert blieben
progress-more-failures = { $count ->
    [one] Noch einer
   *[other] { $count } weitere
}
progress-cancel = Anhalten
progress-back = Zurück zur Liste
failure-last-owner = Der letzte Eigentümer bleibt.
failure-not-allowed = So weit reicht Ihre Rolle nicht.
failure-gone = Schon nicht mehr da.

once-done = Ich habe es kopiert
once-lifetime = Gültig: { $time }.
once-client-secret-title = Neues Geheimnis für { $name }
once-client-secret-text = Tragen Sie es in die Konfiguration von { $name } ein.
once-client-secret-warning = Es wird nur dieses eine Mal gezeigt. Niemand kann es noch einmal zeigen.
search-all = Alle { $count } zeigen
search-all-more = Alle zeigen, mehr als { $count }
