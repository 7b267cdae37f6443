create schema declarations;

create table declarations.declaration (
  id uuid primary key,
  person_id uuid not null,
  kind text not null check (kind in ('domestic', 'entry', 'population')),
  form_version text not null,
  at timestamptz not null,
  received_at timestamptz not null,
  method text not null check (method in ('self', 'family', 'staff', 'paper')),
  recorder_id uuid,
  unit_id uuid not null,
  sealed bytea not null,
  risk smallint not null check (risk between 0 and 2),
  policy_version text not null,
  valid_until timestamptz not null
);
comment on table declarations.declaration is 'Facts: health declarations (tờ khai y tế). Append-only; the id (UUIDv7, made by who declares) is the idempotency key. Kept as long as the policy declarations.keep says, longer where open work is about them.';
comment on column declarations.declaration.at is 'When it was filled in; of a paper form earlier than received_at.';
comment on column declarations.declaration.unit_id is 'Commune of stay: the one declared, else that of the register.';
comment on column declarations.declaration.sealed is 'Answers and the reasons of the risk, sealed by the keyring: they are about health.';
comment on column declarations.declaration.risk is '0 low, 1 medium, 2 high: see rules.ts.';
create index declaration_person on declarations.declaration (person_id, at desc);
create index declaration_unit on declarations.declaration (unit_id, at desc, id);
create index declaration_at on declarations.declaration (at desc, id);

create table declarations.epidemic_area (
  id uuid primary key,
  unit_id uuid not null,
  scope_id uuid not null,
  valid_from date not null,
  valid_to date,
  document text not null check (document <> ''),
  set_by uuid,
  set_at timestamptz not null,
  constraint epidemic_area_dates check (valid_to >= valid_from)
);
comment on table declarations.epidemic_area is 'Areas with the epidemic (vùng có dịch) from a day, by the decision of a unit (scope_id) for those who come to stay in it. Ended, never deleted.';
create index epidemic_area_scope on declarations.epidemic_area (scope_id, valid_from);
