-- What of an app's own claims a person was shown when they agreed, as a JSON array; see claim_rule.rs.
ALTER TABLE consents ADD COLUMN claims TEXT NOT NULL DEFAULT '[]';

-- Whoever signs in with the present password must choose another one before anything else.
ALTER TABLE users ADD COLUMN must_change_password BOOLEAN NOT NULL DEFAULT FALSE;
-- Whether somebody else set the present password, or could have. Of earlier passwords nobody knows.
ALTER TABLE users ADD COLUMN password_is_known BOOLEAN NOT NULL DEFAULT TRUE;
