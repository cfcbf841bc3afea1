# Fehlerseiten: was nicht stimmt (title), warum (text), was zu tun ist (do).

error-reference = Kennung
error-help = Kommen Sie nicht weiter? Schicken Sie die Kennung an Ihre Verwaltung:
error-technical = Für die Entwickler dieser App
error-go-to = Zu { $url }
error-account = Zu meinem Konto

error-not-found-title = Diese Seite gibt es nicht
error-not-found-text = Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.
error-not-found-do = Prüfen Sie die Adresse, oder beginnen Sie bei Ihrem Konto.

error-bad-request-title = Die App hat etwas verlangt, das nicht geht
error-bad-request-text = Ihre Anfrage war nicht zu verstehen, deshalb wurden Sie nicht angemeldet. Sie haben nichts falsch gemacht.
error-bad-request-do = Gehen Sie zurück zur App und versuchen Sie es noch einmal. Geschieht es wieder, melden Sie es den Betreibern der App.

error-sign-out = Hier abmelden

error-sign-out-request-title = Die App hat eine Abmeldung verlangt, die nicht geht
error-sign-out-request-text = Ihre Anfrage war nicht zu verstehen, deshalb ist alles wie zuvor: Waren Sie angemeldet, sind Sie es noch.
error-sign-out-request-do = Melden Sie sich stattdessen hier ab. Sagen Sie es den Betreibern der App; unten steht, was sie ändern müssen.

error-unknown-client-title = Diese App ist hier nicht bekannt
error-unknown-client-text = Eine App hat Sie zur Anmeldung hierher geschickt, aber unter diesem Namen ist keine verbunden.
error-unknown-client-do = Sagen Sie es den Betreibern der App. Die Verwaltung hier muss sie zuerst verbinden.

error-redirect-uri-title = Die App hat eine falsche Rückadresse genannt
error-redirect-uri-text = Nach der Anmeldung kämen Sie an eine Adresse, die für die App nicht eingetragen ist. Zum Schutz Ihres Kontos geht es hier nicht weiter.
error-redirect-uri-do = Sagen Sie es den Betreibern der App. Unten steht, was sie ändern müssen.

error-app-disabled-title = { $client } ist abgeschaltet
error-app-disabled-text = Die Verwaltung hat die App für alle geschlossen.
error-app-disabled-do = Fragen Sie die Verwaltung, wann sie wieder öffnet.

error-not-allowed-title = Sie dürfen { $client } nicht öffnen
error-not-allowed-text = Mit Ihrem Konto ist alles in Ordnung, aber es ist in keiner Gruppe, die diese App benutzen darf.
error-not-allowed-do = Bitten Sie die Verwaltung um Zugang, oder gehen Sie zurück und nehmen Sie ein anderes Konto.

error-forbidden-title = Diese Seite ist nicht für Ihr Konto
error-forbidden-text = Sie sind angemeldet, aber Ihr Konto darf sie nicht sehen.
error-forbidden-do = Wenn Sie sie brauchen, fragen Sie die Verwaltung.

error-link-used-title = Dieser Link gilt nicht mehr
error-link-used-text = Jeder Link gilt einmal und für kurze Zeit. Er wurde schon benutzt, oder seine Zeit ist um.
error-link-used-do = Bitten Sie um einen neuen Link. Auf dem Server selbst gibt ihn der Befehl claviger rescue aus.

error-request-used-title = Bitte beginnen Sie noch einmal bei { $client }
error-request-used-text = Was die App von uns wollte, gilt einmal und eine Minute lang. Es wurde schon benutzt, oder die Zeit ist um.
error-request-used-do = Gehen Sie zurück zur App, und melden Sie sich von dort aus an.

error-form-expired-title = Diese Seite ist veraltet
error-form-expired-text = Sie stand zu lange offen, oder sie gehört zu einem anderen Browser. Es wurde nichts geändert.
error-form-expired-do = Öffnen Sie sie neu und versuchen Sie es noch einmal. Hilft das nicht, erlauben Sie Cookies für diese Adresse.

error-form-unreadable-title = Dieses Formular war nicht zu lesen
error-form-unreadable-text = Ein Feld kam doppelt, oder es enthält Zeichen, die niemand tippen kann. Es wurde nichts geändert.
error-form-unreadable-do = Gehen Sie zurück, füllen Sie das Feld neu aus und senden Sie es noch einmal. Unten steht, welches es ist.

error-too-busy-title = Gerade melden sich zu viele Menschen an
error-too-busy-text = Es ist mehr zu tun, als dieser Server auf einmal schafft. Es ging nichts verloren.
error-too-busy-do = Warten Sie { $wait } und versuchen Sie es dann noch einmal.

error-wrong-host-title = Das ist nicht die richtige Adresse
error-wrong-host-text = Sie haben den Anmeldeserver unter einem Namen erreicht, der nicht seiner ist. Hier antwortet er nicht.
error-wrong-host-do = Nehmen Sie seine eigene Adresse.

error-internal-title = Bei uns ist etwas kaputtgegangen
error-internal-text = Der Server ist auf einen eigenen Fehler gestoßen und hat aufgehört. Sie haben nichts falsch gemacht; Ihre Eingaben wurden nicht gespeichert.
error-internal-do = Versuchen Sie es in einer Minute noch einmal. Geschieht es wieder, geben Sie die Kennung unten der Verwaltung; damit findet sie die Ursache im Protokoll.

error-database-title = Der Anmeldeserver erreicht seine Datenbank nicht
error-database-text = Solange kann niemand angemeldet werden. Apps, die Sie offen haben, gehen eine Weile weiter.
error-database-do = Versuchen Sie es in einer Minute noch einmal.

error-payload-too-large-title = Das war zu viel auf einmal
error-payload-too-large-text = Es wurde mehr gesendet, als diese Seite nimmt. Nichts davon wurde gelesen.
error-payload-too-large-do = Gehen Sie zurück und senden Sie weniger.

error-method-not-allowed-title = Diese Adresse nimmt solche Anfragen nicht
error-method-not-allowed-text = Die Seite gibt es, aber sie wurde auf eine Weise verlangt, auf die sie nicht antwortet.
error-method-not-allowed-do = Gehen Sie zurück und öffnen Sie die Seite über ihren Link.
