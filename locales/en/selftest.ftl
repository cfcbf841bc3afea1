# The self-test: its page, and what to do about each failure. The terminal says the mends too.

selftest-title = Self-test
selftest-text = Exercises everything that this server advertises, through its public address, as apps and browsers would. It makes apps and people whose names begin with “selftest-”, and removes them again.
selftest-link = Run the self-test
selftest-do = Run the self-test
selftest-again = Run it again
selftest-stop = Stop it
selftest-state-idle = It has not run since this server was started.
selftest-state-running = It runs; this page follows it.
selftest-state-passed = All that is advertised works
selftest-state-failed = Not everything that is advertised works
selftest-state-stopped = It was stopped; what it had made is removed.
selftest-state-broken = It came to no end. The server’s log says why.
selftest-began = Begun
selftest-counts = { $ok } work, { $failed } do not, { $skipped } could not be tried.
selftest-every-provider = What every provider must do
selftest-result-ok = Works:
selftest-result-failed = Does not work:
selftest-result-skipped = Not tried:
selftest-mend-reach = See that the name resolves, that the proxy runs, and that this machine may reach its own public address; run the test from a machine that can, with this configuration.
selftest-mend-issuer = Set public_url to the very address that people and apps use, without a slash at its end, and have the proxy pass answers on unchanged.
selftest-mend-database = Run the test with the configuration of the server that answers there: apps are written to one database and looked for in another.
selftest-mend-keys = Look at the signing keys with “claviger check” and on the page of keys; restore a key that was lost from a backup, or hand out the signing to the next one.
selftest-mend-caching = Have the proxy pass Cache-Control and ETag on as they come, and keep nothing by itself.
selftest-mend-answer = If a proxy stands in front, have it pass requests and answers on unchanged; if it does, this is a fault of the server: report it with this line.
selftest-mend-unknown = The server and this command are of two versions, or something in between adds to the document: use the command of the server’s version.
