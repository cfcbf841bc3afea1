"""Who signs in: the provider's claims become a Django user."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

STAFF = "staff"


class Backend(OIDCAuthenticationBackend):
    def verify_token(self, token, **kwargs):
        """The library checks signature, times and nonce; issuer and audience are left to us (OIDC Core §3.1.3.7)."""
        claims = super().verify_token(token, **kwargs)
        if claims.get("iss") != settings.ISSUER or claims.get("aud") != self.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("the ID token is from somebody else or for somebody else")
        return claims

    def verify_claims(self, claims):
        return "sub" in claims

    def filter_users_by_claims(self, claims):
        """By `sub`, which never changes; a name or an e-mail address may pass to another person."""
        return self.UserModel.objects.filter(username=claims["sub"])

    def create_user(self, claims):
        user = self.UserModel(username=claims["sub"])
        # Not at later sign-ins: whenever a password changes, Django ends the user's sessions.
        user.set_unusable_password()
        return self.update_user(user, claims)

    def update_user(self, user, claims):
        """Runs at every sign-in, so that a person who leaves a group loses its rights here."""
        user.first_name = claims.get("given_name") or claims.get("name", "")
        user.last_name = claims.get("family_name", "")
        user.email = claims.get("email", "")
        groups = claims.get("groups", [])
        user.is_staff = STAFF in groups
        user.save()
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        return user


def end_session_url(request):
    """Where signing out goes on: the provider's session ends too (OpenID Connect RP-Initiated Logout 1.0)."""
    query = {
        "id_token_hint": request.session["oidc_id_token"],
        "post_logout_redirect_uri": settings.APP_URL + "/signed-out",
    }
    return settings.OIDC_OP_END_SESSION_ENDPOINT + "?" + urlencode(query)
