create table tracing.origin_change (
  id uuid primary key,
  case_id uuid not null references tracing.case_file,
  was text not null,
  now text not null,
  reason text not null check (reason <> ''),
  changed_by uuid,
  changed_at timestamptz not null
);
comment on table tracing.origin_change is 'Each time a case was given another class of origin (nguồn phát hiện): what it was, what it is, and why. Append-only.';
create index origin_change_case on tracing.origin_change (case_id);
