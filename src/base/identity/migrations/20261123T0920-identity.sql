create schema identity;

create table identity.account (
  id uuid primary key,
  kind text not null check (kind in ('officer', 'citizen')),
  name text not null check (name <> ''),
  name_key text not null,
  name_sort text not null,
  unit_id uuid,
  login text constraint account_login unique check (login = lower(login)),
  password_hash text,
  must_change_password boolean not null default false,
  phone_index bytea,
  phone_sealed bytea,
  person_id uuid,
  created_at timestamptz not null,
  disabled_at timestamptz,
  constraint account_way_in check (
    case kind when 'officer' then login is not null and unit_id is not null
              else phone_index is not null and phone_sealed is not null end)
);
comment on table identity.account is 'Who may sign in: officers by password, citizens by phone code. An account is not a person: phones are shared and pass on.';
comment on column identity.account.unit_id is 'Where the account is administered; null for citizens, who are administered at the top.';
comment on column identity.account.person_id is 'The entry of the register of people that the account speaks for, once it is known.';
comment on column identity.account.name_sort is 'The name with the given name first: how Vietnamese lists are sorted.';
create unique index account_phone on identity.account (phone_index) where kind = 'citizen';
create index account_unit on identity.account (unit_id, name_sort, id);
create index account_name on identity.account (name_sort, id);
create index account_person on identity.account (person_id) where person_id is not null;

create table identity.role_grant (
  id uuid primary key,
  account_id uuid not null references identity.account on delete cascade,
  role text not null,
  area_id uuid,
  place_id uuid,
  organisation_id uuid,
  since timestamptz not null,
  until timestamptz,
  by_account uuid,
  constraint role_grant_area_or_place check (num_nonnulls(area_id, place_id) = 1),
  constraint role_grant_dates check (until >= since)
);
comment on table identity.role_grant is 'A role at an area (and everything below it) or at one place. Ended, never deleted: it tells who could do what when.';
comment on column identity.role_grant.by_account is 'Who gave it; null for the system.';
create unique index role_grant_once on identity.role_grant (account_id, role, coalesce(area_id, place_id)) where until is null;
create index role_grant_area on identity.role_grant (area_id) where until is null;
create index role_grant_place on identity.role_grant (place_id) where until is null;

create table identity.session (
  id uuid primary key,
  token_hash bytea not null unique,
  account_id uuid not null references identity.account on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  agent text not null,
  address text not null,
  revoked_at timestamptz
);
comment on table identity.session is 'Signed-in devices. The token itself is only in the device; last_seen_at is coarse (10 minutes). Kept 90 days after the end.';
create index session_account on identity.session (account_id) where revoked_at is null;
create index session_expires on identity.session (expires_at);

create table identity.phone_code (
  id uuid primary key,
  phone_index bytea not null,
  code_hash bytea not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  attempts smallint not null default 0,
  used_at timestamptz
);
comment on table identity.phone_code is 'Codes sent to phones, hashed with a key; also what limits how many are sent. Only the newest of a phone counts. Kept one day.';
create index phone_code_phone on identity.phone_code (phone_index, sent_at desc);

create table identity.failed_login (
  login text not null,
  known_device boolean not null,
  failures integer not null,
  last_at timestamptz not null,
  wait_until timestamptz not null,
  primary key (login, known_device)
);
comment on table identity.failed_login is 'Sign-ins with a wrong password by login, existing or not, with the growing wait. Devices that signed in before are counted apart, so that a stranger cannot lock an officer out. Kept one day.';
