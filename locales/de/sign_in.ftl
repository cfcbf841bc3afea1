# Die Seiten auf dem Weg in eine App und wieder hinaus.

login-title = Anmelden
login-title-app = Anmelden bei { $client }
login-with = mit Ihrem Konto bei { $organization }
login-again = Geben Sie Ihr Passwort noch einmal ein: Was Sie vorhaben, ist es wert.
login-username = Benutzername oder E-Mail
login-password = Passwort
login-submit = Anmelden
login-forgot = Vergessen?
login-ask-admin = Fragen Sie Ihre Verwaltung
login-ask-admin-at = Fragen Sie Ihre Verwaltung:
login-mismatch-title = Name und Passwort passen nicht zusammen.
login-mismatch-text = Prüfen Sie beide und ob die Feststelltaste an ist. Versuchen Sie es dann noch einmal.
login-too-many-title = Zu viele Versuche.
login-too-many-text = Zum Schutz dieses Kontos ist die Anmeldung für { $wait } gesperrt. Versuchen Sie es danach noch einmal.
login-busy-title = Gerade melden sich zu viele Menschen an.
login-busy-text = Ihr Passwort wurde nicht geprüft. Warten Sie ein paar Sekunden und melden Sie sich dann an.
login-empty-username-title = Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.
login-empty-username-text = Das Feld war leer, deshalb wissen wir nicht, wer Sie sind.
login-empty-password-title = Geben Sie Ihr Passwort ein.
login-empty-password-text = Das Feld war leer.
login-stale-form-title = Diese Seite war veraltet.
login-stale-form-text = Sie stand zu lange offen, oder Cookies sind abgeschaltet. Jetzt ist sie frisch: Melden Sie sich noch einmal an.

select-title = Weiter zu { $client }
select-text = Sie sind bei { $organization } angemeldet.
select-continue = Weiter als { $name }
select-other = Ein anderes Konto nehmen

consent-title = { $client } Zugang geben?
consent-text = Die App möchte das über Sie wissen:
consent-nothing = Die App möchte nur wissen, dass Sie angemeldet sind.
consent-openid = Sie wiedererkennen
consent-openid-note = Eine Kennung, damit die App Sie beim nächsten Mal kennt.
consent-profile = Ihr Name
consent-email = Ihre E-Mail-Adresse
consent-phone = Ihre Telefonnummer
consent-address = Ihre Anschrift
consent-groups = Ihre Gruppen
consent-groups-prefix = Ihre Gruppen, die mit { $names } beginnen
consent-groups-chosen = Ob Sie in { $names } sind
consent-offline_access = Verbunden bleiben, wenn Sie weg sind
consent-offline_access-note = Bis Sie sich überall abmelden oder die Verwaltung es beendet.
consent-allow = Erlauben
consent-deny = Nicht erlauben
consent-note = Ihr Passwort bleibt hier. { $client } sieht es nie.
consent-claim = Der App bekannt als { $name }
consent-claim-empty = Davon ist gerade nichts hinterlegt.

sign-out-title = Abmelden?
sign-out-app = { $client } möchte Sie abmelden.
sign-out-apps = Das beendet Ihre Anmeldung bei:
sign-out-note = Die nächste App, die Sie öffnen, fragt wieder nach Ihrem Passwort.
sign-out-confirm = Abmelden
sign-out-cancel = Angemeldet bleiben

signed-out-title = Sie sind abgemeldet
signed-out-text = Ohne Ihr Passwort kann in diesem Browser niemand Ihre Apps öffnen.
signed-out-apps = Ihre Anmeldung ist beendet bei:
signed-out-apps-note = Eine App zeigt ihre eigene Seite vielleicht noch, bis Sie sie schließen. Schließen Sie an einem gemeinsamen Rechner auch den Browser.
signed-out-again = Wieder anmelden

setup-title = Das erste Verwaltungskonto anlegen
setup-text = Diese Person ist Eigentümer von { $organization }: Sie darf Personen und Apps hinzufügen, Schlüssel und Einstellungen ändern und die Verwaltung mit anderen teilen. Der Link gilt einmal.
setup-username = Benutzername
setup-username-hint = Zum Anmelden. Ein kurzer in Kleinbuchstaben tippt sich am leichtesten.
setup-name = Name (freiwillig)
setup-name-hint = Wie man Sie nennt. Apps zeigen ihn.
setup-email = E-Mail-Adresse (freiwillig)
setup-password = Passwort
setup-submit = Konto anlegen
problems-title = Einiges stimmt noch nicht

password-hint = Mindestens { $count } Zeichen. Ein paar Wörter hintereinander sind stark und leicht zu merken.

username-empty = Geben Sie einen Benutzernamen ein.
username-too-short = Der Benutzername ist zu kurz. Nehmen Sie mehr Zeichen.
username-too-long = Der Benutzername ist zu lang. Nehmen Sie höchstens 128 Zeichen.
username-malformed = Der Benutzername beginnt oder endet mit einem Leerzeichen, oder er enthält ein @ oder ein unsichtbares Zeichen. Lassen Sie es weg.
username-taken = Diesen Benutzernamen hat schon jemand. Wählen Sie einen anderen.
username-too-common = Dieser Benutzername ist dem System vorbehalten. Wählen Sie einen anderen.
name-empty = Geben Sie einen Namen ein.
name-too-short = Der Name ist zu kurz.
name-too-long = Der Name ist zu lang. Nehmen Sie höchstens 128 Zeichen.
name-malformed = Der Name beginnt oder endet mit einem Leerzeichen, oder er enthält ein unsichtbares Zeichen. Geben Sie ihn neu ein.
name-taken = Diesen Namen hat schon jemand. Wählen Sie einen anderen.
name-too-common = Dieser Name ist dem System vorbehalten. Wählen Sie einen anderen.
email-empty = Geben Sie eine E-Mail-Adresse ein.
email-too-short = Die E-Mail-Adresse ist nicht vollständig. Sie sieht aus wie olga@example.com.
email-too-long = Die E-Mail-Adresse ist zu lang. Nehmen Sie eine andere.
email-malformed = Die E-Mail-Adresse ist nicht vollständig. Sie sieht aus wie olga@example.com.
email-taken = Diese E-Mail-Adresse hat schon jemand. Nehmen Sie eine andere.
email-too-common = Diese E-Mail-Adresse geht nicht. Nehmen Sie eine andere.
password-empty = Geben Sie ein Passwort ein.
password-too-short = Das Passwort ist zu kurz. Nehmen Sie mindestens { $count } Zeichen.
password-too-long = Das Passwort ist zu lang. Nehmen Sie ein kürzeres.
password-malformed = Das Passwort enthält ein Zeichen, das sich nicht überall tippen lässt. Lassen Sie Steuerzeichen weg.
password-taken = Dieses Passwort geht nicht. Wählen Sie ein anderes.
password-too-common = Viele nehmen dieses Passwort, oder es ist Ihr Benutzername. Wählen Sie ein anderes.
password-unchanged = Das ist Ihr bisheriges Passwort. Wählen Sie ein anderes.

rescue-title = Neues Passwort setzen
rescue-text = Für { $username }. Der Link gilt einmal. Alle anderen Anmeldungen dieses Kontos enden.
rescue-password = Neues Passwort
rescue-submit = Passwort speichern
demanded-title = Wählen Sie Ihr eigenes Passwort
demanded-text = Für { $username }. Das bisherige könnte jemand anderes kennen. Ihre anderen Anmeldungen enden.
prove-title = Sind Sie es noch?
prove-text = { $username }, geben Sie Ihr Passwort noch einmal ein: Das ist eine heikle Handlung.
prove-mismatch = Das Passwort ist falsch. Versuchen Sie es noch einmal.
prove-submit = Weiter
prove-note = Was Sie ausgefüllt haben, bleibt erhalten; von dort geht es weiter.

form-post-title = Weiter zu { $client }
form-post-text = Geschieht ein paar Sekunden lang nichts, drücken Sie den Knopf.
form-post-submit = Weiter zu { $client }
