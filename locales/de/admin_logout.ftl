# Wie Apps von Abmeldungen erfahren, und was daraus wurde.

app-logout = Abmeldung
app-logout-text = Endet eine Sitzung, hier oder durch einen Admin, kann die App davon erfahren und auch ihre eigene Sitzung beenden.
app-logout-back = URI für Abmeldungen von Server zu Server
app-logout-back-hint = Eine signierte Nachricht geht von Server zu Server dorthin, so oft, bis die App sie bestätigt (backchannel_logout_uri).
app-logout-back-session = Die App verlangt die Sitzung in jeder Nachricht
app-logout-back-session-hint = Nachrichten nennen sie ohnehin.
app-logout-front = URI für Abmeldungen im Browser
app-logout-front-hint = Der Browser lädt sie in einem Rahmen, wenn sich jemand hier abmeldet (frontchannel_logout_uri). Nur für Apps, die keine Nachricht erreicht: Browser halten Cookies von vielen Rahmen fern.
app-logout-front-session = Die Adresse nennt Aussteller und Sitzung
app-logout-front-session-hint = Als iss und sid.
app-problem-logout =
    { $name ->
        [fragment] Die Adresse hat ein Fragment: Lassen Sie das # und alles danach weg.
        [credentials] Die Adresse enthält Benutzername oder Passwort: Lassen Sie das weg.
        [http] Einfaches http ist nur für diesen Rechner und für Apps mit Geheimnis erlaubt. Nehmen Sie https.
        [origin] Die Adresse braucht Schema, Host und Port einer Redirect-URI der App.
       *[web] Schreiben Sie eine Webadresse wie https://shop.example.com/logout.
    }

notices-title = Nachrichten über Abmeldungen
notices-text = Was aus den Nachrichten wurde, die Apps vom Ende von Sitzungen unterrichten. Zugestellte bleiben einen Tag lang, andere acht.
notices-search = Benutzername einer Person
notices-app = App
notices-state = Stand
notices-written = Ende der Sitzung
notices-tries = Versuche
notices-next = Nächster Versuch
notices-send = Jetzt noch einmal senden
notices-send-to = Jetzt noch einmal senden: { $name }
notices-empty = Keine Nachrichten
notices-empty-text = Hier steht eine Nachricht, sobald eine Sitzung endet und eine ihrer Apps eine URI für Abmeldungen von Server zu Server hat.
filter-notice = Stand der Nachricht
filter-notice-any = Jeder Stand
filter-notice-pending = Wartet
filter-notice-delivered = Zugestellt
filter-notice-given_up = Aufgegeben
flash-notice-sent = { $name } hat die Nachricht bestätigt.
flash-notice-failed = { $name } hat die Nachricht nicht bestätigt; die Liste sagt, warum.
flash-notice-gone = Die Nachricht wurde inzwischen zugestellt oder ist nicht mehr da.
health-notices = Nachrichten über Abmeldungen, die nicht ankamen
health-notices-text = Die App sollte vom Ende von Sitzungen erfahren.
health-notices-all = Alle Nachrichten an sie
