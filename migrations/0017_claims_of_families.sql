-- What the app asked for claim by claim (OIDC Core §5.5), as JSON, for userinfo and refreshed ID tokens; none: nothing.
ALTER TABLE families ADD COLUMN claims TEXT;
