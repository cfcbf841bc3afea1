# Texte, die mehrere Seiten benutzen.

language-name = Deutsch
error-prefix = Fehler:
skip = Zum Inhalt
back-to = Zurück zu { $name }
try-again = Noch einmal versuchen
copy = Kopieren
copied = Kopiert
password-show = Zeigen
password-hide = Verbergen
password-show-label = Passwort zeigen
password-hide-label = Passwort verbergen
theme = Farben
theme-system = Wie das System
theme-light = Hell
theme-dark = Dunkel
claviger = Claviger
close = Schließen
cancel = Abbrechen
undo = Rückgängig
copy-what = Kopieren: { $what }
empty-value = leer

duration-seconds = { $count ->
    [one] 1 Sekunde
   *[other] { $count } Sekunden
}
duration-minutes = { $count ->
    [one] 1 Minute
   *[other] { $count } Minuten
}
duration-hours = { $count ->
    [one] 1 Stunde
   *[other] { $count } Stunden
}
duration-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}

when-now = gerade eben
when-minutes = { $count ->
    [one] vor 1 Minute
   *[other] vor { $count } Minuten
}
when-hours = { $count ->
    [one] vor 1 Stunde
   *[other] vor { $count } Stunden
}
when-days = { $count ->
    [one] gestern
   *[other] vor { $count } Tagen
}
when-date = { $day }. { $month ->
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
} { $year }
