# Error pages: what is wrong (title), why (text), what to do (do).

error-reference = Reference
error-help = Still stuck? Send the reference to your admin:
error-technical = For the developer of this app
error-go-to = Go to { $url }
error-account = Go to my account

error-not-found-title = There is no such page
error-not-found-text = The address may be mistyped, or the page has moved.
error-not-found-do = Check the address, or start from your account.

error-bad-request-title = The app asked for something that does not work
error-bad-request-text = Its request was not understood, so you were not signed in. It is not your fault.
error-bad-request-do = Go back to the app and try again. If it happens again, tell the people who run the app.

error-sign-out = Sign out here

error-sign-out-request-title = The app asked for a sign-out that does not work
error-sign-out-request-text = Its request was not understood, so nothing has changed: if you were signed in, you still are.
error-sign-out-request-do = Sign out here instead. Tell the people who run the app; the fold below says what they must change.

error-unknown-client-title = This app is not known here
error-unknown-client-text = An app sent you here to sign in, but nobody has connected an app under that name.
error-unknown-client-do = Tell the people who run the app. An admin here must connect it first.

error-redirect-uri-title = The app gave a wrong return address
error-redirect-uri-text = After signing in, you would be sent to an address that the app has not registered. To keep your account safe, we stop here.
error-redirect-uri-do = Tell the people who run the app. The fold below says what they must change.

error-app-disabled-title = { $client } is switched off
error-app-disabled-text = An admin has closed it for everybody.
error-app-disabled-do = Ask an admin when it comes back.

error-not-allowed-title = You may not open { $client }
error-not-allowed-text = Your account is fine, but it is not in a group that may use this app.
error-not-allowed-do = Ask an admin to let you in, or go back and use another account.

error-forbidden-title = This page is not for your account
error-forbidden-text = You are signed in, but your account may not see it.
error-forbidden-do = If you need it, ask an admin.

error-link-used-title = This link no longer works
error-link-used-text = Each link works once and for a short time. It was used already, or its time is over.
error-link-used-do = Ask for a new link. On the server itself, claviger rescue prints one.

error-request-used-title = Please start again from { $client }
error-request-used-text = What the app asked of us counts once and for one minute. It was used already, or its time is over.
error-request-used-do = Go back to the app and sign in from there.

error-form-expired-title = This page is out of date
error-form-expired-text = It stood open for too long, or belongs to another browser. Nothing was changed.
error-form-expired-do = Open it anew and try again. If that does not help, allow cookies for this site.

error-form-unreadable-title = This form could not be read
error-form-unreadable-text = A field came twice, or holds characters that nobody can type. Nothing was changed.
error-form-unreadable-do = Go back, type the field anew and send it again. The fold below says which one.

error-too-busy-title = Too many people are signing in right now
error-too-busy-text = There is more to do than this server can take on at once. Nothing was lost.
error-too-busy-do = Try again in { $wait }.

error-wrong-host-title = This is not the right address
error-wrong-host-text = You reached the sign-in server under a name that is not its own, so it answers nothing here.
error-wrong-host-do = Use its own address instead.

error-internal-title = Something broke on our side
error-internal-text = The server met a mistake of its own and stopped. You did nothing wrong, and what you typed was not saved.
error-internal-do = Try again in a minute. If it happens again, give the reference below to an admin, who can find the cause in the log.

error-database-title = The sign-in server cannot reach its database
error-database-text = Until it can, nobody can be signed in. Apps that you have open keep working for a while.
error-database-do = Try again in a minute.

error-payload-too-large-title = That was too much at once
error-payload-too-large-text = More was sent than this page takes, so none of it was read.
error-payload-too-large-do = Go back and send less.

error-method-not-allowed-title = This address does not take that kind of request
error-method-not-allowed-text = The page exists, but was asked for in a way that it does not answer.
error-method-not-allowed-do = Go back, and open the page by its link.
