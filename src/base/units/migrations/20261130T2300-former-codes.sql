create table units.former_code (
  organisation_id uuid not null references units.organisation,
  code text not null check (code ~ '^[0-9A-Z.]{1,35}$'),
  since date not null,
  ended_at timestamptz not null,
  ended_by uuid,
  primary key (organisation_id, ended_at, code)
);
comment on table units.former_code is 'Codes that organisations had until they were put right: since which day, until when, and who did it. Nobody is known by them any more.';
comment on column units.former_code.ended_by is 'The account; null where a list or the installation itself did it.';
