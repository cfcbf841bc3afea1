-- What an app says about itself beyond what every app has (RFC 7591 §2), as JSON; none: nothing.
ALTER TABLE clients ADD COLUMN metadata TEXT;
