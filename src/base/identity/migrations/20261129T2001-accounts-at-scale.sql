alter table identity.session
  add column device_id uuid,
  add column idle_s integer,
  add column ends_at timestamptz;
comment on column identity.session.device_id is 'The shared machine of an office it was opened at; null on a machine of somebody''s own.';
comment on column identity.session.idle_s is 'On a shared machine: unused for so long it ends. Each use moves expires_at, never past ends_at.';

alter table identity.account
  add column contact_index bytea,
  add column contact_sealed bytea;
comment on column identity.account.contact_sealed is 'Of an officer: the telephone and the e-mail the office knows. They are told things there; holding them proves nothing.';
comment on column identity.account.contact_index is 'Keyed hash of that telephone, to know a row of a list again.';
create index session_device on identity.session (device_id, account_id) where device_id is not null;

-- A page of accounts says when each was last used: also of sessions that ended.
drop index identity.session_account;
create index session_account on identity.session (account_id);
