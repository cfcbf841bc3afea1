# Texts that several pages share.

language-name = English
error-prefix = Error:
skip = Skip to content
back-to = Back to { $name }
try-again = Try again
copy = Copy
copied = Copied
password-show = Show
password-hide = Hide
password-show-label = Show password
password-hide-label = Hide password
theme = Theme
theme-system = As the system
theme-light = Light
theme-dark = Dark
claviger = Claviger
close = Close
cancel = Cancel
undo = Undo
copy-what = Copy: { $what }
empty-value = empty

duration-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
duration-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}

duration-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}

when-now = just now
when-minutes = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
when-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}
when-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}
when-date = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $year }
