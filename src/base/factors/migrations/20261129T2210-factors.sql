create schema factors;

create table factors.totp (
  account_id uuid primary key,
  secret_sealed bytea not null,
  made_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0
);
comment on table factors.totp is 'The secret an authenticator program shares with us, sealed. Asked for once a code of it was right.';
comment on column factors.totp.last_step is 'The half minute of the last code that was taken: each is good once.';

create table factors.passkey (
  id uuid primary key,
  account_id uuid not null,
  credential_id text not null constraint passkey_once unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null check (name <> ''),
  made_at timestamptz not null,
  used_at timestamptz
);
comment on table factors.passkey is 'Public halves of the passkeys that accounts sign in with; the secret half is only in the device.';
create index passkey_account on factors.passkey (account_id);

create table factors.recovery_code (
  account_id uuid not null,
  code_hash bytea not null,
  made_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);
comment on table factors.recovery_code is 'Codes on paper for who lost the device, hashed with a key; each is good once. Only the newest ten of an account.';

create table factors.challenge (
  id uuid primary key,
  challenge text not null,
  purpose text not null check (purpose in ('register', 'prove', 'sign-in')),
  account_id uuid,
  expires_at timestamptz not null
);
comment on table factors.challenge is 'What a passkey is asked to sign, until it did or the minutes are over. Kept one day.';
create index challenge_expires on factors.challenge (expires_at);
