create schema policies;

create table policies.override (
  id uuid primary key,
  code text not null,
  unit_id uuid not null,
  document text not null check (document <> ''),
  valid_from date not null,
  valid_to date,
  params jsonb not null check (jsonb_typeof(params) = 'object'),
  set_at timestamptz not null,
  set_by uuid,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  reason text,
  constraint override_dates check (valid_to > valid_from),
  constraint override_withdrawn check ((withdrawn_at is null) = (reason is null))
);
comment on table policies.override is 'Rules that an administrator set for a unit and all below it, over the defaults of the program. Never changed nor deleted: decisions name the row they were made under.';
comment on column policies.override.document is 'The legal document the rule rests on.';
comment on column policies.override.valid_to is 'The first day on which it holds no more.';
create index override_code on policies.override (code, unit_id, valid_from);
