# Apps in der Verwaltung.

app-tabs = Seiten von { $name }
app-tab-overview = Überblick
app-tab-settings = Einstellungen
app-tab-connect = Verbinden
app-tab-claims = Claims
app-tab-health = Zustand
app-tab-secrets = Geheimnisse
app-kind-web = Web-App
app-kind-browser = Browser-App
app-kind-native = Native App
app-kind-service = Dienst
app-status-on = An
app-status-off = Abgeschaltet

app-facts = Über die App
app-id = Client-ID
app-created = Hinzugefügt
app-changed = Geändert
