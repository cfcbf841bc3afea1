# Die Seiten von „Mein Konto“ hinter der ersten.

account-nav = Mein Konto
account-nav-home = Start
account-nav-profile = Profil
account-nav-security = Passwort
account-nav-sessions = Sitzungen
account-nav-apps = Verbundene Apps
account-nav-activity = Anmeldungen
account-nav-data = Meine Daten
account-sign-ins-all = Alle Anmeldungen
account-profile-edit = Bearbeiten

profile-title = Profil
profile-text = Apps, bei denen Sie sich anmelden, sehen davon, was sie dürfen.
profile-saved = Ihr Profil ist gespeichert.
profile-kept = Von der Verwaltung gepflegt
profile-kept-note = Daran erkennen Apps Sie. Änderungen macht Ihre Verwaltung.
profile-kept-at = Daran erkennen Apps Sie. Änderungen erbitten Sie hier:
profile-verified = Bestätigt
profile-topic-name = Name
profile-topic-about = Über Sie
profile-topic-web = Im Netz
profile-topic-place = Sprache und Zeit
profile-topic-contact = Kontakt
profile-topic-own = Weiteres über Sie
profile-name = Voller Name
profile-given-name = Vorname
profile-middle-name = Zweiter Vorname
profile-family-name = Nachname
profile-nickname = Rufname
profile-gender = Geschlecht
profile-birthdate = Geburtstag
profile-birthdate-hint = So: 1990-02-28. Mit 0000-02-28 behalten Sie das Jahr für sich.
profile-picture = Bild
profile-picture-hint = Die Adresse eines Bildes, das Apps zeigen dürfen.
profile-website = Website
profile-profile = Profilseite
profile-locale = Sprache
profile-locale-hint = So: de, de-AT oder pt-BR.
profile-zoneinfo = Zeitzone
profile-zoneinfo-hint = So: Europe/Berlin.
profile-phone-number = Telefon
profile-phone-number-hint = Mit Landesvorwahl, nur Ziffern: +4930123456.
profile-address-street-address = Straße und Hausnummer
profile-address-postal-code = Postleitzahl
profile-address-locality = Ort
profile-address-region = Region
profile-address-country = Land
profile-preferred-username = Benutzername
profile-updated-at = Wann Ihr Profil zuletzt geändert wurde
profile-email = E-Mail-Adresse
profile-email-verified = Ob Ihre E-Mail-Adresse bestätigt ist
profile-address = Anschrift
profile-phone-number-verified = Ob Ihre Telefonnummer bestätigt ist
profile-save = Profil speichern
profile-save-mine = Meine Fassung speichern
profile-too-long = Das ist zu lang. Kürzen Sie es.
profile-invisible = Darin steht ein unsichtbares Zeichen. Tippen Sie es neu.
profile-malformed = So kann das nicht gespeichert werden. Tippen Sie es neu.
profile-not-a-number = Das ist keine Zahl. Schreiben Sie sie wie 42 oder 1.5.
profile-not-a-date = Das ist kein Tag. Schreiben Sie ihn wie 2026-01-31.
profile-too-many = Das sind zu viele Zeilen. Höchstens 50 haben Platz.
profile-malformed-url = Das ist keine Webadresse. Sie beginnt mit https://
profile-malformed-birthdate = Das ist kein Tag. Schreiben Sie ihn so: 1990-02-28.
profile-malformed-locale = Das ist kein Sprachkürzel. Schreiben Sie es so: de oder pt-BR.
profile-malformed-zoneinfo = Das ist keine Zeitzone. Schreiben Sie sie so: Europe/Berlin.
profile-malformed-phone-number = Das ist keine Nummer mit Landesvorwahl. Schreiben Sie sie so: +4930123456.
profile-stale = Ihr Profil wurde inzwischen geändert
profile-stale-text = In einem anderen Tab oder von der Verwaltung. Neben jedem Feld, das abweicht, steht, was dort jetzt gilt. Von Ihnen ist noch nichts gespeichert.
profile-stored = Dort steht jetzt: { $value }
profile-stored-empty = Dort steht jetzt: nichts

security-title = Passwort
security-text = Damit melden Sie sich hier an und nirgends sonst: Apps sehen es nie.
security-password = Passwort ändern
security-old = Jetziges Passwort
security-new = Neues Passwort
security-old-empty = Geben Sie Ihr jetziges Passwort ein.
security-old-wrong = Das ist nicht Ihr jetziges Passwort.
security-end-others = Überall sonst abmelden
security-end-others-note = { $count ->
    [0] Zurzeit gibt es keine anderen Sitzungen. Apps, die aus früheren noch Zugriff haben, verlieren ihn.
    [one] Beendet eine andere Sitzung und was Apps davon halten.
   *[other] Beendet { $count } andere Sitzungen und was Apps davon halten.
}
security-change = Passwort ändern
security-changed = Ihr Passwort ist geändert.
security-strength-words = Zu kurz|Schwach|Mittel|Stark|Sehr stark
security-none = Sie haben kein Passwort
security-none-text = Bitten Sie Ihre Verwaltung um einen Link, um eines zu setzen.
security-none-at = Einen Link, um eines zu setzen, bekommen Sie hier:
security-too-many = Zu viele falsche Passwörter
security-too-many-text = Versuchen Sie es in { $wait } wieder. Nichts wurde geändert.
security-busy = Gerade sehr viel los
security-busy-text = Warten Sie einige Sekunden und senden Sie es noch einmal. Nichts wurde geändert.
security-stale = Ihr Passwort wurde inzwischen geändert
security-stale-text = Haben Sie das Formular zweimal gesendet, ist alles gut. Waren Sie es nicht, sagen Sie es sofort Ihrer Verwaltung.

sessions-title = Sitzungen
sessions-text = Wo Sie zurzeit angemeldet sind.
sessions-since = angemeldet
sessions-seen = zuletzt benutzt
sessions-end = Abmelden
sessions-end-label = { $device } bei { $address } abmelden
sessions-end-others = { $count ->
    [one] Die andere Sitzung abmelden
   *[other] { $count } andere Sitzungen abmelden
}
sessions-done-one = Diese Sitzung ist abgemeldet, und mit ihr die Apps, die aus ihr kamen.
sessions-done-others = Sie sind überall sonst abgemeldet.
sessions-done-gone = Diese Sitzung war schon beendet.
sessions-note = Etwas davon ist nicht von Ihnen? Melden Sie es ab, dann:
sessions-password = Passwort ändern

apps-title = Verbundene Apps
apps-text = Apps, bei denen Sie sich angemeldet haben und die noch etwas von Ihnen sehen dürfen.
apps-since = Verbunden
apps-used = zuletzt benutzt
apps-unused = zurzeit nicht in Gebrauch
apps-sees = Was sie sehen darf
apps-disconnect = Trennen
apps-disconnect-text = { $app } verliert sofort den Zugriff, auf allen Ihren Geräten, und Ihre Zustimmung wird vergessen. Was die App schon gesehen hat, kann sie behalten. Sie können sich dort wieder anmelden.
apps-disconnect-app = { $app } trennen
apps-done-disconnected = Die App ist getrennt.
apps-done-gone = Diese App war nicht mehr verbunden.
apps-empty = Keine verbundenen Apps
apps-empty-text = Sobald Sie sich bei einer App anmelden, steht sie hier mit dem, was sie sehen darf.

activity-title = Anmeldungen
activity-text = Jedes Mal, wenn sich jemand als Sie angemeldet oder es versucht hat.
activity-pages = Seiten
activity-newest = Neueste
activity-older = Ältere
activity-note = Etwas davon waren nicht Sie?

data-title = Meine Daten
data-text = Was { $organization } hier über Sie aufbewahrt, als Datei, die Sie und Programme lesen können.
data-inside = Was darin ist
data-profile = Namen, Adressen, Gruppen und Rolle.
data-sessions = Wo Sie angemeldet sind, mit Gerät und Adresse.
data-apps = Welche Apps was sehen dürfen und seit wann.
data-activity = Jede Anmeldung, gelungen oder nicht.
data-note = Passwörter sind nicht darin: Sie werden nur so aufbewahrt, dass niemand sie zurückrechnen kann.
data-download = Als JSON herunterladen
