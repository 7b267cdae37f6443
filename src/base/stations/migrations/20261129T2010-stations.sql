create schema stations;

create table stations.post (
  id uuid primary key,
  unit_id uuid not null,
  name text not null check (name <> ''),
  made_at timestamptz not null,
  made_by uuid,
  closed_at timestamptz
);
comment on table stations.post is 'Where several officers take turns at one machine: the desk of a ward, the counter of a station. Closed, never deleted: what was done there names it.';
create index post_unit on stations.post (unit_id, id) where closed_at is null;

create table stations.device (
  id uuid primary key,
  post_id uuid not null references stations.post,
  pairing_hash bytea unique,
  pairing_until timestamptz not null,
  secret_hash bytea unique,
  agent text not null default '',
  made_at timestamptz not null,
  made_by uuid,
  registered_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid,
  constraint device_registered check ((registered_at is null) = (secret_hash is null))
);
comment on table stations.device is 'Machines of a post, one after another: registered by a code that is good once and for minutes. What the machine keeps is here as its hash only.';
create unique index device_once on stations.device (post_id) where registered_at is not null and revoked_at is null;
create index device_post on stations.device (post_id, made_at desc);

create table stations.personal_code (
  account_id uuid primary key,
  code_hash text not null,
  key_version smallint not null,
  set_at timestamptz not null
);
comment on table stations.personal_code is 'The six digits an officer signs in with at a registered machine and nowhere else: keyed by the ring, then Argon2.';

create table stations.tries (
  key text primary key,
  failures integer not null,
  last_at timestamptz not null,
  wait_until timestamptz not null
);
comment on table stations.tries is 'Wrong codes in a row, by person over all machines and by machine over all persons, with the wait. Kept a month.';
