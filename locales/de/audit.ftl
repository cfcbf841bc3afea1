# Sätze des Protokolls. Jeder darf $actor, $person, $app, $group und $what enthalten und nach $own (handelt die Person
# selbst?) und $with_app wählen.

audit-actor-command-line = Die Kommandozeile
audit-actor-system = Claviger
audit-actor-anonymous = Jemand ohne Anmeldung
audit-somebody = jemand
audit-some-app = eine App
audit-unknown = { $actor } hat etwas getan, das diese Version nicht kennt: { $what }

audit-sign-in-succeeded =
    { $with_app ->
        [yes] { $person } hat sich bei { $app } angemeldet
       *[no] { $person } hat sich angemeldet
    }
audit-sign-in-failed =
    { $what ->
        [unknown_name] Jemand wollte sich mit einem Namen anmelden, den niemand hat
        [disabled] Jemand wollte sich als { $person } anmelden, das Konto ist gesperrt
        [no_password] Jemand wollte sich als { $person } anmelden, das Konto hat kein Passwort
       *[wrong_password] Jemand wollte sich als { $person } mit falschem Passwort anmelden
    }
audit-session-ended =
    { $what ->
        [signed_out] { $person } hat sich abgemeldet
        [another_person] Die Sitzung von { $person } endete, weil sich dort jemand anderes angemeldet hat
       *[other] { $actor } hat eine Sitzung von { $person } beendet
    }

audit-family-begun = { $app } hat Zugriff für { $person } erhalten
audit-family-reused = Ein verbrauchtes Token von { $person } kam zu { $app } zurück; der Zugriff wurde beendet
audit-family-ended = Der Zugriff von { $app } für { $person } endete mit der Sitzung
audit-family-revoked = { $actor } hat den Zugriff von { $app } für { $person } widerrufen

audit-user-created =
    { $own ->
        [yes] { $person } hat das erste Administratorkonto angelegt
       *[no] { $actor } hat { $person } hinzugefügt
    }
audit-user-changed =
    { $own ->
        [yes] { $person } hat das eigene Profil geändert
       *[no] { $changed ->
            [none] { $actor } hat { $person } geändert
           *[other] { $actor } hat { $person } geändert: { $changed }
        }
    }
audit-user-disabled = { $actor } hat { $person } gesperrt
audit-user-enabled = { $actor } hat { $person } wieder freigegeben
audit-user-removed = { $actor } hat { $person } entfernt
audit-user-password-set =
    { $own ->
        [yes] { $person } hat ein neues Passwort gesetzt
       *[no] { $actor } hat das Passwort von { $person } gesetzt
    }
audit-user-restored = { $actor } hat { $person } wiederhergestellt
audit-user-invited = { $actor } hat { $person } eingeladen
audit-user-password-demanded = { $actor } hat von { $person } ein anderes Passwort verlangt
audit-user-sessions-ended =
    { $own ->
        [yes] { $person } hat die eigenen anderen Sitzungen beendet
       *[no] { $actor } hat alle Sitzungen von { $person } beendet
    }
audit-role-changed =
    { $what ->
        [owner] { $actor } hat { $person } zum Eigentümer gemacht
        [people_admin] { $actor } hat { $person } die Verwaltung der Personen übertragen
        [app_admin] { $actor } hat { $person } die Verwaltung der Apps übertragen
        [auditor] { $actor } hat { $person } Einsicht ins Protokoll gegeben
       *[none] { $actor } hat { $person } die Rolle entzogen
    }

audit-group-created = { $actor } hat die Gruppe { $group } angelegt
audit-group-changed =
    { $what ->
        [added] { $actor } hat { $person } in die Gruppe { $group } aufgenommen
        [removed] { $actor } hat { $person } aus der Gruppe { $group } genommen
       *[other] { $changed ->
            [none] { $actor } hat die Gruppe { $group } geändert
           *[other] { $actor } hat die Gruppe { $group } geändert: { $changed }
        }
    }
audit-group-removed = { $actor } hat die Gruppe { $group } entfernt
audit-group-member-added = { $actor } hat { $person } in die Gruppe { $group } aufgenommen
audit-group-member-removed = { $actor } hat { $person } aus der Gruppe { $group } genommen

audit-client-created = { $actor } hat die App { $app } angebunden
audit-client-registered = Die App { $app } hat sich selbst angemeldet
audit-client-changed =
    { $changed ->
        [none] { $actor } hat die App { $app } geändert
       *[other] { $actor } hat die App { $app } geändert: { $changed }
    }
audit-client-disabled = { $actor } hat die App { $app } gesperrt
audit-client-enabled = { $actor } hat die App { $app } wieder freigegeben
audit-client-removed = { $actor } hat die App { $app } entfernt
audit-client-secret-added = { $actor } hat der App { $app } ein neues Geheimnis gegeben
audit-client-secret-removed = { $actor } hat ein Geheimnis der App { $app } entfernt
audit-initial-token-made = { $actor } hat das Anmelde-Token { $what } ausgestellt
audit-initial-token-ended = { $actor } hat das Anmelde-Token { $what } beendet

audit-key-created = { $actor } hat den Signaturschlüssel { $what } erzeugt
audit-key-rotation-planned = { $actor } hat den Wechsel zum Signaturschlüssel { $what } angesetzt
audit-key-rotation-cancelled = { $actor } hat den Wechsel zum Signaturschlüssel { $what } abgesagt
audit-key-staged = { $actor } hat geändert, welche Apps zuerst Tokens des Signaturschlüssels { $what } bekommen
audit-key-activated = { $actor } hat den Signaturschlüssel { $what } in Gebrauch genommen
audit-key-retired = { $actor } hat den Signaturschlüssel { $what } außer Gebrauch genommen
audit-key-removed = { $actor } hat den Signaturschlüssel { $what } aus den veröffentlichten Schlüsseln entfernt
audit-key-revoked = { $actor } hat den Signaturschlüssel { $what } widerrufen
audit-key-master-changed = { $actor } hat den Hauptschlüssel gewechselt
audit-key-imported = { $actor } hat den Signaturschlüssel { $what } mitgebracht
audit-key-exported = { $actor } hat den privaten Teil des Signaturschlüssels { $what } exportiert

audit-link-made =
    { $what ->
        [first_administrator] { $actor } hat einen Link für das erste Administratorkonto erzeugt
       *[rescue] { $actor } hat einen Link erzeugt, mit dem { $person } ein neues Passwort setzen kann
    }
audit-link-used =
    { $what ->
        [first_administrator] Der Link für das erste Administratorkonto wurde benutzt
       *[rescue] Der Link, mit dem { $person } ein neues Passwort setzen kann, wurde benutzt
    }
audit-settings-changed = { $actor } hat die Einstellung { $what } geändert
audit-consent-given = { $person } hat { $app } erlaubt, die gewünschten Angaben zu sehen
audit-consent-refused = { $person } hat { $app } nicht erlaubt, die gewünschten Angaben zu sehen
audit-consent-withdrawn =
    { $own ->
        [yes] { $person } hat { $app } getrennt
       *[no] { $actor } hat { $app } von { $person } getrennt
    }
audit-audit-exported = { $actor } hat Ereignisse des Protokolls heruntergeladen
audit-audit-trimmed = { $actor } hat die Ereignisse bis Nummer { $what } entfernt, sie wurden lange genug aufbewahrt

audit-session-all-ended = { $actor } hat alle Sitzungen beendet
audit-user-purged = { $person } wurde endgültig entfernt
audit-attribute-created = { $actor } hat das Attribut { $what } angelegt
audit-attribute-removed = { $actor } hat das Attribut { $what } mit allen Werten entfernt
audit-client-sessions-ended = { $actor } hat allen Zugriff von { $app } beendet
audit-api-created = { $actor } hat die API { $what } hinzugefügt
audit-api-changed =
    { $changed ->
        [none] { $actor } hat die API { $what } geändert
       *[other] { $actor } hat die API { $what } geändert: { $changed }
    }
audit-api-removed = { $actor } hat die API { $what } entfernt

# What was changed.
audit-field-kind = Art
audit-field-name = Name
audit-field-url = Startseite
audit-field-public = Art des Clients
audit-field-redirect-uris = Redirect-URIs
audit-field-post-logout-redirect-uris = Redirect-URIs der Abmeldung
audit-field-grant-types = Grants
audit-field-scope = Scopes
audit-field-resources = APIs
audit-field-audiences = eigene Audiences
audit-field-pkce = PKCE
audit-field-consent = Zustimmung
audit-field-access-seconds = Lebensdauer der Access-Tokens
audit-field-refresh-seconds = Lebensdauer der Refresh-Tokens
audit-field-allowed-groups = zugelassene Gruppen
audit-field-claims = Claims
audit-field-id-token-signed-response-alg = Algorithmus der ID-Tokens
audit-field-color = Farbe
audit-field-logo = Logo
audit-field-username = Benutzername
audit-field-email = E-Mail-Adresse
audit-field-email-verified = bestätigte Adresse
audit-field-attributes = Attribute
audit-field-description = Beschreibung
audit-field-protected = Schutz
audit-field-in-claim = Gruppen-Claim
audit-field-scopes = Scopes
