# Der Selbsttest: seine Seite, und was gegen jeden Fehler hilft. Das Terminal sagt die Hilfen auch.

selftest-title = Selbsttest
selftest-text = Probiert alles aus, was dieser Server ankündigt, über seine öffentliche Adresse, wie Apps und Browser es tun. Dafür entstehen Apps und Personen, deren Namen mit „selftest-“ beginnen; danach werden sie wieder entfernt.
selftest-link = Selbsttest starten
selftest-do = Selbsttest starten
selftest-again = Noch einmal starten
selftest-stop = Abbrechen
selftest-state-idle = Er lief noch nicht, seit dieser Server gestartet wurde.
selftest-state-running = Er läuft; diese Seite folgt ihm.
selftest-state-passed = Alles Angekündigte funktioniert
selftest-state-failed = Nicht alles Angekündigte funktioniert
selftest-state-stopped = Er wurde abgebrochen; was er angelegt hatte, ist entfernt.
selftest-state-broken = Er kam zu keinem Ende. Im Protokoll des Servers steht, warum.
selftest-began = Begonnen
selftest-counts = { $ok } funktionieren, { $failed } nicht, { $skipped } ließen sich nicht ausprobieren.
selftest-every-provider = Was jeder Anbieter können muss
selftest-result-ok = Funktioniert:
selftest-result-failed = Funktioniert nicht:
selftest-result-skipped = Nicht ausprobiert:
selftest-mend-reach = Prüfen Sie, ob der Name aufgelöst wird, der Proxy läuft und diese Maschine ihre eigene öffentliche Adresse erreichen darf; oder starten Sie den Test mit dieser Konfiguration auf einer Maschine, die sie erreicht.
selftest-mend-issuer = Setzen Sie public_url auf genau die Adresse, die Menschen und Apps benutzen, ohne Schrägstrich am Ende, und lassen Sie den Proxy Antworten unverändert weitergeben.
selftest-mend-database = Starten Sie den Test mit der Konfiguration des Servers, der dort antwortet: Apps werden in eine Datenbank geschrieben und in einer anderen gesucht.
selftest-mend-keys = Sehen Sie mit „claviger check“ und auf der Seite der Schlüssel nach; holen Sie einen verlorenen Schlüssel aus einer Sicherung zurück, oder lassen Sie den nächsten signieren.
selftest-mend-caching = Lassen Sie den Proxy Cache-Control und ETag so weitergeben, wie sie kommen, und selbst nichts aufbewahren.
selftest-mend-answer = Steht ein Proxy davor, lassen Sie ihn Anfragen und Antworten unverändert weitergeben; tut er das, ist es ein Fehler des Servers: Melden Sie ihn mit dieser Zeile.
selftest-mend-unknown = Server und Kommando sind von zwei Versionen, oder etwas dazwischen ergänzt das Dokument: Nehmen Sie das Kommando aus der Version des Servers.
