create schema audit;
create index audit_purpose on core.audit (purpose, id) where purpose is not null;

create table audit.watch (
  singleton boolean primary key default true check (singleton),
  seen_id uuid not null
);
comment on table audit.watch is 'Up to which row of the audit unusual looking was looked for.';

create table audit.alert (
  id uuid primary key,
  account_id uuid,
  person_id uuid,
  unit_id uuid not null,
  at timestamptz not null,
  closed_at timestamptz,
  finding text check (finding in ('justified', 'explained', 'misuse')),
  check ((account_id is null) <> (person_id is null))
);
comment on table audit.alert is 'Unusual looking: of an officer, or at one person by many. One that is open takes up what comes after.';
create unique index alert_open_account on audit.alert (account_id) where closed_at is null and account_id is not null;
create unique index alert_open_person on audit.alert (person_id) where closed_at is null and person_id is not null;
create index alert_account on audit.alert (account_id, at);
create index alert_person on audit.alert (person_id, at);

create table audit.sign (
  alert_id uuid not null references audit.alert,
  rule text not null,
  since timestamptz not null,
  until timestamptz not null,
  people int not null,
  most int not null,
  usual int,
  primary key (alert_id, rule, since)
);
comment on table audit.sign is 'Why an alert was raised: which rule, when, how many, and the limit that held then.';

create table audit.question (
  id uuid primary key,
  person_id uuid not null,
  account_id uuid not null,
  audit_id uuid not null,
  day date not null,
  purpose text not null,
  unit_id uuid not null,
  text_sealed bytea not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  answer_sealed bytea,
  answered_by uuid,
  answered_at timestamptz
);
comment on table audit.question is 'A citizen asks why somebody looked, and what was answered. Both are sealed.';
create unique index question_once on audit.question (person_id, account_id, purpose, day);
create index question_audit on audit.question (audit_id);

-- What citizens see of who looked was a rule of the declarations.
update policies.override set code = 'audit.looks' where code = 'declarations.looks';
