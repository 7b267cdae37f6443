create schema accounts;

create table accounts.activation (
  id uuid primary key,
  account_id uuid not null,
  code_hash bytea not null unique,
  made_at timestamptz not null,
  made_by uuid,
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table accounts.activation is 'Codes with which officers set their own password, once: printed on a slip or sent. Keyed hashes only; of an account only the newest is here. Kept 90 days after they expire.';
create unique index activation_open on accounts.activation (account_id) where used_at is null;

create table accounts.request (
  id uuid primary key,
  kind text not null check (kind in ('access', 'help')),
  account_id uuid,
  verb text,
  unit_id uuid,
  note text not null,
  phone_sealed bytea,
  at timestamptz not null,
  state text not null default 'asked',
  answered_at timestamptz,
  constraint request_access check (kind <> 'access' or (account_id is not null and verb is not null and unit_id is not null))
);
comment on table accounts.request is 'What officers ask of the help desk: a right somewhere, or to be let in again. The work is an item of the inbox. Kept a year.';
comment on column accounts.request.account_id is 'Who asks; of a stranger who cannot sign in, the account they say is theirs, null when there is none such: both are answered alike.';
comment on column accounts.request.phone_sealed is 'Where they say they can be called back; nobody has proven it.';
create unique index request_access_once on accounts.request (account_id, verb, unit_id) where kind = 'access' and state = 'asked';
create unique index request_help_once on accounts.request (account_id) where kind = 'help' and state = 'asked' and account_id is not null;
create index request_account on accounts.request (account_id, at desc);
