# Die eigenen Seiten der angemeldeten Person.

account-title = Mein Konto
account-hello = Guten Tag, { $name }
account-admin = Verwaltung
account-menu = Kontomenü von { $name }
account-sign-out = Abmelden
account-apps = Meine Apps
account-apps-empty = Noch keine Apps
account-apps-empty-text = Sobald die Verwaltung eine App für Sie verbindet, steht sie hier und öffnet sich, ohne noch einmal nach Ihrem Passwort zu fragen.
account-sign-ins = Letzte Anmeldungen
account-sign-ins-note = Etwas davon waren nicht Sie? Melden Sie es Ihrer Verwaltung.
account-sign-ins-note-at = Etwas davon waren nicht Sie? Melden Sie es Ihrer Verwaltung:
account-sign-ins-empty = Noch keine Anmeldungen
account-sign-ins-empty-text = Wann immer sich jemand als Sie anmeldet oder es versucht, steht es hier mit Ort und Zeit.
account-sign-in-good = Angemeldet
account-sign-in-app = Bei { $app } angemeldet
account-sign-in-bad = Falsches Passwort
account-sign-in-this = Diese Sitzung
account-device-unknown = Unbekannter Browser
account-profile = Profil
account-name = Name
account-username = Benutzername
account-email = E-Mail
account-email-none = Keine
account-groups = Gruppen
account-groups-none = Keine
account-profile-note = Die Verwaltung kann diese Angaben ändern.
