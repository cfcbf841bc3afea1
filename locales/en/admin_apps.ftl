# Apps in the admin area.

app-tabs = Pages of { $name }
app-tab-overview = Overview
app-tab-settings = Settings
app-tab-connect = Connect
app-tab-claims = Claims
app-tab-health = Health
app-tab-secrets = Secrets
app-kind-web = Web app
app-kind-browser = Browser app
app-kind-native = Native app
app-kind-service = Service
app-status-on = On
app-status-off = Switched off

app-facts = About it
app-id = Client ID
app-created = Added
app-changed = Changed
