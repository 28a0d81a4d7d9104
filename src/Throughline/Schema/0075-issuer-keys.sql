-- Where an issuer publishes the keys that sign its ID tokens (OpenID Connect Discovery 1.0, jwks_uri). An agency whose provider was
-- set before this has none: nobody signs in there until its administrator saves the page again.
alter table agency_sign_on add column keys_address text;
