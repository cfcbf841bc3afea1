# Die Seiten der Schlüssel: Zeitstrahl, wer den nächsten Schlüssel kennt, Handlungen, Widerruf und Bericht.

when-exact = { $day }. { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
} { $year }, { $time } UTC
keys-tick = { $day }. { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}

keys-switch = Nächster Wechsel
keys-switch-pending = Wechselt zum nächsten Schlüssel am
keys-switch-scheduled = Wechselt nach Plan am
keys-switch-by-hand = Wechselt, wenn ein Inhaber es sagt.
keys-silent = { $count ->
    [one] 1 App hat den nächsten Schlüssel nicht geholt.
   *[other] { $count } Apps haben den nächsten Schlüssel nicht geholt.
}
keys-silent-text = Sie stehen unten zuerst. Eine App, die die Haltbarkeit der Schlüsselliste einhält, holt ihn vor dem Wechsel; eine, die ihre Kopie länger behält, lehnt Tokens ab, bis sie neu holt. Meist hilft es, sie neu zu starten.
keys-of = Schlüssel von { $name }
keys-signed = Signierte Tokens
keys-acts = Handlungen
keys-until = bis
leaves-gone = aus der Schlüsselliste entfernt
leaves-dated = wenn das letzte Token abgelaufen ist:
leaves-not-before = frühestens; das bisher letzte Token läuft ab am
leaves-while-used = nicht, solange er signiert oder wartet
leaves-flawed = nicht veröffentlicht: etwas stimmt nicht mit ihm

seen-title = Wer { $name } kennt
seen-counts = { $seen } gesehen · { $assumed } angenommen · { $silent } still
seen-verdict = Nächster Schlüssel
seen-evidence = Beleg
seen-seen = Gesehen
seen-assumed = Angenommen
seen-silent = Still
seen-by-use = hat ein Token von ihm benutzt
seen-by-alias = unter eigener Adresse geholt
seen-by-address = von { $name } geholt
seen-before = zuletzt vor diesem Schlüssel geholt
seen-never = kein Abruf bekannt
seen-through = durch { $name }
seen-no-apps = Noch ist keine App verbunden.
seen-more = { $count ->
    [one] 1 weitere App ist nicht aufgeführt; „claviger keys evidence“ nennt alle.
   *[other] { $count } weitere Apps sind nicht aufgeführt; „claviger keys evidence“ nennt alle.
}
seen-cache = Ein eigener Proxy hält die Schlüsselliste für andere vor; Adressen von Apps sagen daher wenig. Zuletzt geholt hat er sie
seen-proves = Das belegt einen Abruf. Es belegt nicht, dass jede Instanz einer App das Geholte auch geladen hat.

rotation-title = Dieser Wechsel
rotation-published = { $name } ist veröffentlicht
rotation-ripe = Apps, die die Haltbarkeit einhalten, kennen ihn
rotation-ripens = Apps holen ihn; vorher signiert er nichts
rotation-safe = sicher ab
rotation-staged = Einige Apps erhalten seine Tokens
rotation-switch-pending = Er signiert für alle
rotation-switch-scheduled = Er signiert für alle, nach Plan
rotation-switch-by-hand = Er signiert für alle, wenn ein Inhaber wechselt
rotation-by-hand-text = Kein Wechsel ist geplant.
rotation-leaves = { $name } verlässt die Schlüsselliste
rotation-leaves-text = Nicht, bevor sein letztes Token abgelaufen ist und die Uhren ihre Minute hatten; das Datum steht in der Tabelle.
rotation-no-active = Zurzeit signiert kein Schlüssel

key-rotate-link = Wechseln
key-sooner-link = Früher wechseln
key-cancel-link = Wechsel absagen
key-stage-link = Einige Apps vorziehen
key-unstage-link = Apps zurückholen
key-revoke-link = Widerrufen
key-report-link = Bericht

key-rotate-title = Schlüssel von { $ring } wechseln?
key-sooner-title = Schlüssel von { $ring } früher wechseln?
key-cancel-title = Wechsel von { $ring } absagen?
key-stage-title = Einigen Apps den nächsten Schlüssel von { $ring } zuerst geben?
key-unstage-title = Apps zum jetzigen Schlüssel von { $ring } zurückholen?
key-now-text = { $name } signiert sofort jedes neue Token.
key-later-text = { $name } signiert jedes neue Token ab { $date }.
key-old-text = Tokens von { $name } gelten weiter, bis sie ablaufen.
key-rotate-text = Bis dahin hatte jede App den vollen Vorlauf, ihn zu holen. So lange lässt sich der Wechsel absagen.
key-sooner-text = Ohne Eile würde er ab { $date } signieren. Übergangen werden der eingestellte Vorlauf und die Belege unten, nie die doppelte Haltbarkeit der Schlüsselliste.
key-sooner-no-text = Der Vorlauf ist vorbei; dies ist nicht früher als ein Wechsel ohne Eile.
key-rotate-risk = { $count ->
    [one] 1 App kennt ihn noch nicht sicher
   *[other] { $count } Apps kennen ihn noch nicht sicher
}
key-rotate-risk-text = Apps, die die Haltbarkeit einhalten, holen ihn lange vor dem Wechsel. Belege ergänzen diese Zeit und ersetzen sie nie.
key-sooner-risk = { $count ->
    [one] 1 App weist womöglich Personen ab
   *[other] { $count } Apps weisen womöglich Personen ab
}
key-sooner-risk-text = Eine App von diesen, die ihre Kopie länger behält als die Haltbarkeit, lehnt Tokens vom Wechsel an ab, bis sie neu holt. Apps, die die Haltbarkeit einhalten, sind sicher. Dies steht danach im Protokoll.
key-no-risk = Jede App kennt den nächsten Schlüssel.
key-rotate-do = Wechseln
key-sooner-do = Früher wechseln
key-cancel-text = { $name } signiert nicht ab { $date }; der jetzige Schlüssel bleibt. { $name } bleibt als nächster veröffentlicht.
key-cancel-do = Absagen
key-stage-text = Die Apps, die Sie wählen, erhalten ab jetzt Tokens von { $name }. Alle anderen bleiben beim jetzigen Schlüssel.
key-stage-apps = Apps, die zuerst kommen
key-stage-none = Es gibt keine App zu wählen.
key-stage-do = Vorziehen
key-staged-until = Ab { $date } erhalten sie alle Apps.
key-unstage-text = Die Apps, die Sie wählen, erhalten wieder Tokens des jetzigen Schlüssels. Ihre Tokens von { $name } gelten weiter.
key-unstage-apps = Apps, die zurückkehren
key-unstage-do = Zurückholen
key-stale = Jemand hat diese Schlüssel inzwischen geändert; es wurde nichts getan. Sehen Sie, was jetzt hier steht.
key-choose-app = Wählen Sie mindestens eine App.

key-revoke-title = { $name } widerrufen?
key-revoke-text = Sofort signiert dieser Schlüssel von { $ring } nichts mehr, verlässt die Schlüsselliste, und seine Tokens werden hier abgelehnt. Das lässt sich nicht zurücknehmen.
key-revoke-next = Statt seiner signiert { $name }; Apps haben ihn schon.
key-revoke-new = Ein neuer Schlüssel wird erzeugt und signiert statt seiner.
key-revoke-accepted = Apps glauben seinen Tokens, auch gefälschten, womöglich bis { $date }.
key-revoke-accepted-text = Sie prüfen selbst mit ihrer Kopie der Schlüsselliste, bis deren Haltbarkeit vorbei ist. Ein Neustart lässt eine App neu holen.
key-revoke-fails = Apps lehnen gute Tokens womöglich bis { $date } ab, weil sie den neuen Schlüssel vorher nicht kennen können.
reach-tokens = Seine Tokens
reach-tokens-until = würden gelten bis
reach-no-tokens = keines gilt mehr
reach-sessions = Sitzungen
reach-refreshes = Refresh-Tokens
reach-no-apps = keine erhielt ein Token von ihm
key-ending = Sitzungen und Refresh-Tokens, die er betrifft
key-ending-end = Beenden
key-ending-end-hint = { $people ->
    [0] Niemand ist über ihn angemeldet.
    [one] 1 Person meldet sich neu an. Wählen Sie dies, wenn jemand anders den Schlüssel haben könnte.
   *[other] { $people } Personen melden sich neu an. Wählen Sie dies, wenn jemand anders den Schlüssel haben könnte.
}
key-ending-keep = Behalten
key-ending-keep-hint = Niemand meldet sich neu an; Apps tauschen ihre Refresh-Tokens gegen Tokens des nächsten Schlüssels. Wählen Sie dies, wenn der Schlüssel nicht benutzt worden sein kann.
key-choose-ending = Wählen Sie, was aus Sitzungen und Refresh-Tokens wird.
key-revoke-do = Endgültig widerrufen

report-title = Bericht: Der Schlüssel { $name } wurde widerrufen
report-print = Drucken
report-done = { $actor } hat diesen Schlüssel widerrufen. Seitdem signiert er nichts, steht in keiner Schlüsselliste von uns, und seine Tokens werden hier abgelehnt.
report-next = Seitdem signiert { $name }.
report-ended = Beendete Sitzungen: { $sessions }. Beendete Refresh-Tokens: { $refreshes }.
report-kept = Sitzungen und Refresh-Tokens blieben bestehen.
report-accepted = Apps glauben seinen Tokens, auch gefälschten, womöglich bis
report-accepted-over = Keine App, die die Haltbarkeit einhält, glaubt seinen Tokens mehr, seit
report-fails = Apps lehnen gute Tokens womöglich ab bis
report-reach = Was er betraf
report-todo = Was noch zu tun ist
report-todo-apps = Starten Sie die Apps oben neu, oder warten Sie die Zeit oben ab, damit sie die Schlüsselliste neu holen.
report-todo-kept = Blieben Sitzungen bestehen und Sie zweifeln nun daran, beenden Sie sie auf der Seite der Sitzungen.
report-todo-cause = Finden Sie heraus, wie der Schlüssel hinausgelangt ist: Sicherungen der Datenbank zusammen mit dem Hauptschlüssel, die Maschine, Personen mit Zugang. Steht der Hauptschlüssel in Zweifel, ersetzen Sie auch ihn.
report-todo-log = Sehen Sie Anmeldungen und Protokoll jeder App für diese Zeit durch.
report-record = Zu den Akten
report-ring = Algorithmus
report-by = Widerrufen von
report-printed = Stand

algorithms-title = Algorithmen
algorithms-text = Womit Apps ihre Tokens signieren lassen dürfen. Eine App, die nichts wählt, bekommt RS256.
algorithms-apps = Von Apps gewählt
algorithm-about-rs256 = RSA mit PKCS#1-Auffüllung. Jede Bibliothek prüft es.
algorithm-about-ps256 = RSA mit PSS-Auffüllung. Manche Profile, etwa FAPI, verlangen es.
algorithm-about-es256 = Elliptische Kurve P-256. Kurze Signaturen, weit verbreitet.
algorithm-about-es384 = Elliptische Kurve P-384. Für Vorgaben, die mehr als 128 Bit Stärke verlangen.
algorithm-about-eddsa = Ed25519. Kurz und schnell; neuere Bibliotheken kennen es.
algorithm-about-hs256 = Das eigene Geheimnis der App signiert; für Apps, die sonst nichts prüfen.
algorithm-always = Immer angeboten
algorithm-on = Angeboten
algorithm-off = Nicht angeboten
algorithm-default = alle anderen
algorithm-enable-link = Anbieten
algorithm-disable-link = Nicht mehr anbieten
algorithm-enable-title = { $name } den Apps anbieten?
algorithm-enable-text = Ab jetzt dürfen Apps { $name } wählen. Kein Token ändert sich, bevor eine App es wählt.
algorithm-enable-keys = Die ersten zwei Schlüssel werden erzeugt: Einer signiert, einer steht bereit. Eine App, die ihre Kopie der Schlüsselliste so lange behält, wie sie darf, kennt sie ab { $date }; lassen Sie vorher keine App { $name } wählen.
algorithm-enable-ready = Seine Schlüssel stehen schon in der Schlüsselliste.
algorithm-enable-secret = Nur Apps mit Geheimnis dürfen es wählen, für ihre ID-Tokens. Eine solche App braucht ein neues Geheimnis, denn eines, das signiert, liegt versiegelt hier und nicht als Hash.
algorithm-enable-do = { $name } anbieten
algorithm-disable-title = { $name } nicht mehr anbieten?
algorithm-disable-text = Apps können { $name } nicht mehr wählen. Keine App benutzt es, also ändert sich kein Token.
algorithm-disable-keys = Seine Schlüssel bleiben veröffentlicht und bereit: Was sie signiert haben, gilt weiter, und es wieder anzubieten braucht keine Zeit.
algorithm-disable-do = { $name } nicht mehr anbieten
algorithm-in-use = { $count ->
    [one] 1 App benutzt { $name }; es lässt sich deshalb nicht abschalten.
   *[other] { $count } Apps benutzen { $name }; es lässt sich deshalb nicht abschalten.
}
algorithm-in-use-more = { $count ->
    [one] und 1 weitere
   *[other] und { $count } weitere
}
algorithm-in-use-text = Ihre Tokens ließen sich mit nichts signieren, was sie erwarten. Lassen Sie jede zuerst in ihren Einstellungen einen anderen Algorithmus wählen.
algorithm-stale = Eine App hat { $name } inzwischen gewählt; es wurde nichts getan.
algorithm-back = Zurück zu den Schlüsseln
flash-algorithm-on = Apps dürfen jetzt { $name } wählen.
flash-algorithm-on-young = Apps dürfen ihn jetzt wählen. Bis { $name } kennen manche seinen ersten Schlüssel womöglich noch nicht.
flash-algorithm-off = Apps dürfen { $name } nicht mehr wählen.
flash-algorithm-was-on = Nichts wurde geändert: { $name } wird schon angeboten.
flash-algorithm-was-off = Nichts wurde geändert: { $name } wird nicht angeboten.
flash-algorithm-always = RS256 wird immer angeboten: Der Standard verlangt es von jedem Anbieter.

flash-key-planned = Der nächste Schlüssel signiert ab { $name }.
flash-key-planned-before = Nichts wurde geändert: Der Wechsel ist schon geplant, für { $name }.
flash-key-cancelled = Der Wechsel vom { $name } ist abgesagt.
flash-key-staged = { $count ->
    [one] 1 App erhält ab jetzt Tokens des nächsten Schlüssels.
   *[other] { $count } Apps erhalten ab jetzt Tokens des nächsten Schlüssels.
}
flash-key-unstaged = { $count ->
    [one] 1 App ist wieder beim jetzigen Schlüssel.
   *[other] { $count } Apps sind wieder beim jetzigen Schlüssel.
}
flash-key-nobody-staged = Keine App erhält Tokens des nächsten Schlüssels.
flash-key-nobody-named = Wählen Sie mindestens eine App.
flash-key-no-standby = Noch ist kein nächster Schlüssel veröffentlicht; der Server erzeugt ihn in Sekunden.
flash-key-nothing-pending = Kein Wechsel ist geplant.
flash-key-too-young = Apps können den nächsten Schlüssel nicht vor { $name } kennen.
flash-key-pending = Ein Wechsel ist für { $name } geplant; sagen Sie ihn zuerst ab.
flash-key-in-use = Tokens dieses Schlüssels gelten bis { $name }.
flash-key-over = Der Schlüssel { $name } ist schon außer Gebrauch.
flash-key-flawed = Mit dem Schlüssel { $name } stimmt etwas nicht; widerrufen Sie ihn zuerst.
flash-key-outrun = Andere haben diese Schlüssel gleichzeitig geändert. Sehen Sie nach und versuchen Sie es erneut.

attention-clock-title = { $count ->
    [one] Die Uhr dieses Servers ist 1 Minute vorgesprungen
   *[other] Die Uhr dieses Servers ist { $count } Minuten vorgesprungen
}
attention-clock-text = Signierschlüssel gehen nach der Zeit davor, damit keiner signiert, bevor Apps ihn kennen, und keiner zu früh geht. Hat die Maschine geschlafen, endet das von selbst, sobald jede App jeden Schlüssel kennt. Sonst stellen Sie die Uhr richtig.
attention-switch-silent-title = { $count ->
    [one] 1 App hat den nächsten Schlüssel nicht geholt, und ein Wechsel ist geplant
   *[other] { $count } Apps haben den nächsten Schlüssel nicht geholt, und ein Wechsel ist geplant
}
attention-switch-silent-text = { $name }. Behalten sie die Schlüsselliste länger als deren Haltbarkeit, werden ihre Personen vom Wechsel an abgewiesen, bis sie neu holen.
attention-switch-silent-link = Schlüssel ansehen
attention-key-revoked-title = Der Schlüssel { $name } wurde widerrufen
attention-key-revoked-text = Der Bericht sagt, was er betraf und was noch zu tun ist.
attention-key-revoked-link = Bericht lesen
