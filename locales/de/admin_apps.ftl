# Apps in der Verwaltung.

app-list-text = Alles, woran sich Personen mit einem Konto von hier anmelden, und jedes Programm, das Tokens bekommt.
apps-add = App hinzufügen
apps-search = Name, Client-ID oder Host
apps-failed = Fehler, 7 Tage
app-list-empty = Noch keine Apps
app-list-empty-text = Fügen Sie die erste hinzu: Sie bekommen ihre Zugangsdaten und die Zeilen für ihre Konfiguration.
filter-kind = Art
filter-kind-any = Jede Art
filter-kind-web = Web-Apps
filter-kind-browser = Browser-Apps
filter-kind-native = Native Apps
filter-kind-service = Dienste
filter-state = Status
filter-state-any = An und aus
filter-state-on = An
filter-state-off = Abgeschaltet

app-tabs = Seiten von { $name }
app-tab-overview = Überblick
app-tab-settings = Einstellungen
app-tab-connect = Verbinden
app-tab-claims = Claims
app-tab-health = Zustand
app-tab-secrets = Geheimnisse
app-kind = Art
app-kind-web = Web-App
app-kind-web-text = Sie läuft auf einem Ihrer Server und wird im Browser benutzt: ein Wiki, ein Shop, Grafana.
app-kind-web-safe = Bewahrt ein Geheimnis auf dem Server. PKCE an, Refresh-Tokens wechseln mit jedem Gebrauch.
app-kind-browser = Browser-App
app-kind-browser-text = Alles läuft im Browser der Personen, ohne eigenen Server: React, Vue, reines JavaScript.
app-kind-browser-safe = Hat kein Geheimnis, da jeder es lesen könnte. Immer PKCE, nichts überdauert die Sitzung.
app-kind-native = Native App
app-kind-native-text = Personen installieren sie: auf dem Telefon, auf dem Rechner, auf der Kommandozeile.
app-kind-native-safe = Hat kein Geheimnis, da jeder es lesen könnte. Immer PKCE, und angemeldet wird im Browser des Systems.
app-kind-service = Dienst
app-kind-service-text = Ein Programm ohne Personen davor, das in eigenem Namen eine API aufruft.
app-kind-service-safe = Bekommt mit seinem Geheimnis Tokens für sich selbst. Niemand meldet sich an ihm an.
app-status = Status
app-status-on = An
app-status-off = Abgeschaltet
app-used = Zuletzt benutzt
app-used-never = noch nie

app-new-text = Welche Art von App ist es? Die Antwort stellt ein, was für sie sicher ist; die Einzelheiten lassen sich später ändern.
app-new-other = Eine andere Art
app-new-web = Web-App hinzufügen
app-new-browser = Browser-App hinzufügen
app-new-native = Native App hinzufügen
app-new-service = Dienst hinzufügen
app-new-save = App hinzufügen
app-name-hint = Personen sehen ihn, wenn sie sich anmelden.
app-id-own = Eine eigene Client-ID
app-id-hint = Bleibt das Feld leer, entsteht sie aus dem Namen. Später lässt sie sich nicht ändern.
app-url = Wo man sie öffnet
app-url-hint = Wird zur Kachel auf der Seite jeder Person. Leer: keine Kachel.
app-redirect-uris = Redirect-URIs
app-redirect-hint-web = Wohin Personen nach der Anmeldung zurückkommen, je Zeile eine. In der Anleitung der App heißt sie Redirect- oder Callback-URL.
app-redirect-hint-browser = Wohin Personen nach der Anmeldung zurückkommen, je Zeile eine: eine Seite der App selbst.
app-redirect-hint-native = Wohin Personen zurückkommen, je Zeile eine: http://127.0.0.1/… mit beliebigem Port, oder ein eigenes Schema wie com.example.app:/callback.
app-redirect-hint-service = Ein Dienst hat keine, außer wenn sich auch Personen an ihm anmelden.
app-made-title = { $name } ist hinzugefügt
app-made-text = Tragen Sie diese drei in die Konfiguration von { $name } ein.
app-made-warning = Das Geheimnis wird nur dieses eine Mal gezeigt. Niemand kann es noch einmal zeigen.
app-made-connect = So wird sie verbunden
app-made-look = Zur App
app-issuer = Issuer
app-secret = Client-Geheimnis

app-facts = Über die App
app-id = Client-ID
app-created = Hinzugefügt
app-changed = Geändert
app-tokens = Ausgegebene Tokens, 7 Tage
app-families = Laufende Anmeldungen
app-enable = Anschalten
app-disable = Abschalten
app-remove = Entfernen
app-off-title = Diese App ist abgeschaltet.
app-off-text = Niemand kann sich an ihr anmelden, und sie bekommt keine Tokens.
app-waiting-title = Wartet auf die erste Anmeldung.
app-waiting-text = Sie hat in den letzten 30 Tagen kein Token bekommen.
app-waiting-link = So wird sie verbunden
app-failing-title = { $count ->
    [one] 1 fehlgeschlagene Anfrage in den letzten 7 Tagen
   *[other] { $count } fehlgeschlagene Anfragen in den letzten 7 Tagen
}
app-failing-text = Jede ist erklärt, samt dem Weg zur Abhilfe.
app-failing-link = Zu den Gründen
app-trail = Letzte Änderungen
app-open-to = Wer sie benutzen darf
app-open-everybody = Alle
app-open-nobody = Niemand
app-open-groups = Nur diese Gruppen
app-open-groups-hint = Wird bei jeder Anmeldung und jedem Refresh geprüft: Wer eine Gruppe verlässt, ist sofort draußen.
app-asks-first = Personen werden vorher gefragt.
app-scopes = Scopes
app-secrets-count = { $count ->
    [0] Keines
    [one] 1 gültiges
   *[other] { $count } gültige
}

app-read-only = Ihre Rolle zeigt diese Einstellungen und ändert sie nicht.
app-basics = Woran man sie erkennt
app-color = Farbe
app-color-hint = Ihrer Marke auf der Anmeldeseite, etwa #2f7f5f. Leer: eine neutrale.
app-color-pick = Farbe wählen
app-addresses = Wo sie zu Hause ist
app-post-logout = Adressen nach dem Abmelden
app-post-logout-hint = Wohin Personen nach dem Abmelden zurückgehen dürfen, je Zeile eine. Leer: Sie bleiben hier.
app-more-groups = Weitere Gruppen
app-more-groups-hint = Es gibt mehr Gruppen, als oben stehen: ihre Namen, je Zeile einer.
app-consent = Personen vorher fragen
app-consent-hint = Bevor sie etwas über jemanden erfährt, sieht die Person, worum sie bittet, und darf ablehnen. Für Apps, die nicht die eigenen sind.
app-asks = Worum sie bitten darf
app-scopes-people = Über Personen
app-scope-openid = Dass sie angemeldet sind, und eine Kennung
app-scope-profile = Name und Profil
app-scope-email = E-Mail-Adresse
app-scope-address = Anschrift
app-scope-phone = Telefonnummer
app-scope-groups = Gruppen
app-scope-offline_access = Verbunden zu bleiben, wenn sie weg sind
app-apis = APIs, die sie aufrufen darf
app-apis-hint = Sie bekommt Tokens für diese, je für eine.
app-scopes-apis = Was sie dort darf
app-more = Weitere Scopes und APIs
app-more-scopes = Weitere Scopes
app-more-scopes-hint = Durch Leerzeichen getrennt.
app-more-resources = Weitere APIs
app-more-resources-hint = Ihre Audience, ein absoluter URI, je Zeile einer.
app-access = Access-Tokens gelten
app-access-hint = Von { $min } bis { $max }. Leer: { $usual }, wie eingestellt.
app-refresh = Sie darf auffrischen
app-refresh-hint = Ab der Anmeldung gerechnet, von { $min } bis { $max }. Leer: { $usual }, wie eingestellt.
app-as-configured = Wie eingestellt
app-unit = Einheit
app-unit-seconds = Sekunden
app-unit-minutes = Minuten
app-unit-hours = Stunden
app-unit-days = Tage
app-alg = Signatur der ID-Tokens
app-alg-hint = Jede Bibliothek kann sie prüfen.
app-alg-hint-many = RS256 kann jede Bibliothek prüfen. Bei HS256 signiert das Geheimnis der App, deshalb braucht sie ein neues.
app-access-alg = Signatur der Access-Tokens
app-access-alg-hint = Die APIs, für die sie sind, müssen dieses Verfahren kennen.
app-authz = Anmeldung und Introspection
app-default-max-age = Anmeldung höchstens so alt, in Sekunden
app-default-max-age-hint = Wer sich vor längerer Zeit angemeldet hat, meldet sich neu an, wo die Anfrage der App nichts sagt (default_max_age). Leer: solange die Sitzung lebt.
app-introspection_alg = Introspection-Antworten signiert mit
app-introspection-json = Nur signiert, wenn sie es verlangt
app-protocol = Protokoll
app-grants = Wie sie Tokens bekommt
app-grant-authorization_code = Personen melden sich an
app-grant-authorization_code-hint = Der Authorization Code Flow (authorization_code).
app-grant-refresh_token = Sie frischt auf
app-grant-refresh_token-hint = Neue Access-Tokens, ohne die Person noch einmal zu fragen (refresh_token).
app-grant-client_credentials = Für sich selbst
app-grant-client_credentials-hint = Tokens, hinter denen niemand steht, mit ihrem Geheimnis (client_credentials).
app-grant-password = Mit Passwörtern, die man ihr verrät
app-grant-password-hint = Der Direct Password Grant (password). Gefährlich: Personen tippen ihr Passwort in diese App, nach einem zweiten Faktor kann niemand fragen, und jeder Fehler der App trifft alle ihre Konten. Nur für eine alte eigene App, die nichts anderes kann.
app-pkce = PKCE verlangen
app-pkce-hint = Ein gestohlener Code ist dann nichts wert. Nur für eine App abschalten, deren Bibliothek es nicht kann.
app-pkce-always = Von einer App ohne Geheimnis wird PKCE immer verlangt.
app-audiences = APIs, die sie ist
app-audiences-hint = Audiences, je Zeile eine: Sie darf Tokens prüfen lassen, die für diese gemacht sind. Leer, außer wenn die App eine API ist.
app-logo = Logo
app-logo-text = Steht neben ihrem Namen auf der Anmeldeseite und auf den Kacheln.
app-logo-file = Bild
app-logo-hint = PNG, JPEG oder WebP, höchstens 1 MiB. Es wird auf 256 Pixel verkleinert.
app-logo-save = Hochladen
app-logo-remove = Logo entfernen
logo-problem-missing = Wählen Sie zuerst ein Bild.
logo-problem-large = Das Bild ist größer als 1 MiB. Verkleinern Sie es.
logo-problem-format = Die Datei ist weder PNG noch JPEG noch WebP. Speichern Sie sie als eines davon.
logo-problem-pixels = Das Bild hat mehr als 4096 Pixel je Seite. Verkleinern Sie es.
logo-problem-damaged = Das Bild ist beschädigt und nicht lesbar. Speichern Sie es neu.

app-problem-name-empty = Geben Sie ihr einen Namen.
app-problem-name-long = Der Name hat mehr als { $count } Zeichen. Wählen Sie einen kürzeren.
app-problem-name-invisible = Der Name enthält ein Zeichen, das man nicht sieht. Tippen Sie ihn neu.
app-problem-name-taken = Eine App dieses Namens gibt es schon: { $name }. Haben Sie das Formular zweimal gesendet, ist alles gut. Sonst wählen Sie einen anderen Namen oder eine eigene Client-ID.
app-problem-other = Das passt nicht zusammen: { $name }.
app-problem-id = Eine Client-ID hat 1 bis 100 der Zeichen A–Z, a–z, 0–9, Punkt, Unterstrich, Tilde und Bindestrich.
app-problem-id-person = Das sieht aus wie die Kennung einer Person. Wählen Sie ein Wort.
app-problem-id-reserved = Dieses Wort gehört zu einer Adresse von Clavigers eigenen Seiten. Wählen Sie ein anderes.
app-problem-id-taken = Diese Client-ID ist vergeben. Wählen Sie eine andere.
app-problem-url = Das ist keine Webadresse wie https://shop.example.com.
app-problem-uri-https = Nennen Sie eine ganze https-Adresse, ohne Benutzernamen und ohne #.
app-problem-sector = Die Weiterleitungsadressen haben mehrere Hosts oder keinen: Nennen Sie ein Sektor-Dokument oder lassen Sie die Kennung öffentlich.
app-problem-keys-twice = Nennen Sie ihre Schlüssel oder die Adresse, wo sie liegen, nicht beides.
app-problem-uris = { $count ->
    [one] { $name } geht nicht; unter dem Feld steht, warum.
   *[other] { $count } Adressen gehen nicht; unter dem Feld steht, warum.
}
app-problem-no-uri = Geben Sie mindestens eine Redirect-URI an: Ohne sie kommt niemand von der Anmeldung zurück.
app-problem-useless-uri = Redirect-URIs werden bei der Anmeldung von Personen gebraucht. Haken Sie diese an, oder lassen Sie sie weg.
app-problem-no-grant = Haken Sie mindestens einen Weg zu Tokens an.
app-problem-refresh = Auffrischen kann sie nur, wo sich Personen anmelden. Haken Sie das auch an.
app-problem-public-service = Eine App ohne Geheimnis kann keine Tokens für sich selbst bekommen.
app-problem-public-password = Einer App ohne Geheimnis darf niemand Passwörter verraten: Jeder könnte sich für sie ausgeben.
app-problem-password-consent = Wer der App das Passwort verrät, kann nicht vorher gefragt werden. Lassen Sie eines von beiden weg.
app-problem-max-age = Geben Sie eine ganze Zahl ab 0 an, oder lassen Sie das Feld leer.
app-problem-pkce = Eine App ohne Geheimnis kommt ohne PKCE nicht aus.
app-problem-public-audience = Eine App ohne Geheimnis kann keine API sein, die Tokens prüfen lässt.
app-problem-scope = „{ $name }“ kann kein Scope sein: keine Anführungszeichen, Backslashes oder Zeichen außerhalb von ASCII.
app-problem-resource = „{ $name }“ ist kein absoluter URI ohne #.
app-problem-number = Geben Sie eine ganze Zahl über 0 an, oder lassen Sie das Feld leer.
app-problem-seconds = Wählen Sie eine Zeit innerhalb der Grenzen, oder lassen Sie das Feld leer.
app-problem-no-group = Haken Sie mindestens eine Gruppe an. Um die App für alle zu schließen, schalten Sie sie ab.
app-problem-group = Eine Gruppe „{ $name }“ gibt es nicht.
app-problem-group-gone = Eine dieser Gruppen gibt es nicht mehr. Wählen Sie noch einmal.
app-problem-alg = { $name } ist hier ausgeschaltet. Bitte neu wählen.
app-problem-color = Diese Farbe geht nicht; unter dem Feld steht, warum.

uri-problem-long = ist länger als 2.000 Zeichen.
uri-problem-not-absolute = ist keine ganze Adresse: Schreiben Sie sie wie https://shop.example.com/callback.
uri-problem-character = enthält „{ $name }“, was eine Adresse nicht enthalten kann: prozentkodieren Sie es.
uri-problem-percent = hat ein %, auf das nicht zwei hexadezimale Ziffern folgen.
uri-problem-fragment = hat ein #: Lassen Sie es weg, und was folgt.
uri-problem-wildcard = hat einen Platzhalter: Adressen werden Zeichen für Zeichen verglichen, geben Sie also jede an.
uri-problem-credentials = trägt einen Benutzernamen oder ein Passwort: Lassen Sie alles vor dem @ weg.
uri-problem-dots = hat . oder .. im Pfad, was Browser umschreiben: Schreiben Sie den Pfad, der herauskommt.
uri-problem-http = ist reines http, das jeder unterwegs lesen kann: Nehmen Sie https. Nur localhost darf ohne.
uri-problem-scheme = beginnt mit { $name }:, was nicht zu einer App zurückführen kann.
uri-problem-undotted = beginnt mit { $name }:, was jedes andere Programm für sich beanspruchen könnte: Nehmen Sie eine Ihrer Domains rückwärts, etwa com.example.app:/callback.
uri-problem-parameter = hat { $name } in der Query, was unsere Antwort braucht: Wählen Sie einen anderen Namen.
color-problem-malformed = ist keine Farbe wie #2f7f5f: # und sechs Ziffern oder Buchstaben von a bis f.
color-problem-light = sieht man auf der hellen Seite kaum. Die nächste, die man sieht: { $name }
color-problem-dark = sieht man auf der dunklen Seite kaum. Die nächste, die man sieht: { $name }

secrets-text = { $name } beweist mit einem Geheimnis, wer sie ist. Mehrere dürfen zugleich gelten, damit ein Wechsel ohne Pause geht. Niemand kann sie noch einmal zeigen.
secrets-secret = Beginnt mit
secrets-end = Endet
secrets-endless = Wenn es entfernt wird
secrets-acts = Handlungen
secrets-working = Gilt
secrets-ending = Endet in { $time }
secrets-ended = Zu Ende
secrets-roll = Geheimnis wechseln
secrets-add = Geheimnis hinzufügen
secrets-remove = Entfernen
secrets-remove-which = Geheimnis { $name }… entfernen
secrets-full = Sie hat { $count } Geheimnisse, mehr gehen nicht. Entfernen Sie eines, um Platz zu schaffen.
secrets-empty = Kein Geheimnis
secrets-empty-text = Ohne eines kann die App nicht beweisen, wer sie ist, und bekommt keine Tokens.
secrets-make = Geheimnis erzeugen
secrets-add-text = Ein Geheimnis mehr; die vorhandenen bleiben, wie sie sind.
secrets-roll-1 = Sie bekommen ein neues Geheimnis, das sofort gilt.
secrets-roll-2 = Sie tragen es in Ruhe in die Konfiguration von { $name } ein.
secrets-roll-3 = Das alte endet von selbst. Dazwischen steht nichts still.
secrets-grace = { $count ->
    [one] Das alte Geheimnis gilt
   *[other] Die { $count } alten Geheimnisse gelten
}
secrets-grace-hint = Lange genug, um die Konfiguration der App überall zu ändern.
secrets-grace-now = nicht mehr
secrets-grace-now-hint = Wenn es in falsche Hände kam. Die App fällt aus, bis sie das neue hat.
secrets-grace-after = noch { $time }
secrets-life = Das neue Geheimnis gilt
secrets-life-hint = Ein Geheimnis, das endet, muss rechtzeitig gewechselt werden, sonst steht die App still.
secrets-life-endless = bis es entfernt wird
secrets-life-days = { $time }

confirm-disable-app-title = { $name } abschalten?
confirm-disable-app-text = Sofort kann sich niemand mehr an { $name } anmelden, und alle ihre Tokens enden. Sie können sie jederzeit wieder anschalten; Personen melden sich dann neu an.
confirm-disable-app-do = Abschalten
confirm-enable-app-title = { $name } anschalten?
confirm-enable-app-text = Personen können sich wieder an { $name } anmelden, und sie bekommt Tokens wie zuvor.
confirm-enable-app-do = Anschalten
confirm-remove-app-title = { $name } entfernen?
confirm-remove-app-text = { $name } steht sofort still und lässt sich nicht zurückholen: Ihre Client-ID und ihre Geheimnisse bedeuten nichts mehr. Um sie eine Weile zu schließen, schalten Sie sie ab.
confirm-remove-app-do = Endgültig entfernen
confirm-remove-secret-title = Geheimnis { $name } entfernen?
confirm-remove-secret-text = Es gilt nach zwei Sekunden nicht mehr. Prüfen Sie, dass kein Server der App es noch benutzt.
confirm-remove-secret-do = Entfernen
confirm-remove-last-secret-title = Das letzte Geheimnis entfernen, { $name }?
confirm-remove-last-secret-text = Die App kann dann niemandem mehr beweisen, wer sie ist: Sie bekommt keine Tokens, und niemand kann sich an ihr anmelden, bis sie ein anderes hat. Für einen Wechsel ohne Pause gibt es „Geheimnis wechseln“.
confirm-remove-last-secret-do = Letztes Geheimnis entfernen
loss-refreshes = { $count ->
    [one] 1 Anmeldung endet
   *[other] { $count } Anmeldungen enden
}
loss-consents = { $count ->
    [one] Die Zustimmung von 1 Person geht verloren
   *[other] Die Zustimmungen von { $count } Personen gehen verloren
}
loss-secrets = { $count ->
    [one] 1 Geheimnis geht verloren
   *[other] { $count } Geheimnisse gehen verloren
}

flash-app-added = { $name } ist hinzugefügt. So wird sie verbunden.
flash-app-saved = Die Einstellungen von { $name } sind gespeichert.
flash-app-saved-secret = Die Einstellungen von { $name } sind gespeichert. Sie brauchen ein neues Geheimnis: Hier lässt es sich erzeugen. Die älteren gelten weiter wie bisher.
flash-app-disabled = { $name } ist abgeschaltet.
flash-app-enabled = { $name } ist wieder an.
flash-app-removed = { $name } ist entfernt.
flash-logo-saved = Das Logo ist gespeichert.
flash-logo-removed = Das Logo ist entfernt.
flash-secret-removed = Das Geheimnis ist entfernt.
flash-secret-gone = Dieses Geheimnis war schon entfernt.
flash-secret-meanwhile = Inzwischen wurde ein Geheimnis erzeugt, darum nicht noch eines. Haben Sie es nicht gesehen, wechseln Sie noch einmal.
flash-secrets-many = Sie hat { $count } Geheimnisse, mehr gehen nicht. Entfernen Sie zuerst eines.
