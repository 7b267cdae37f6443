alter table tracing.case_file drop constraint case_file_outcome_check;
alter table tracing.case_file
  add constraint case_file_outcome_check check (outcome in ('recovered', 'discharged', 'transferred', 'died')),
  add column outcome_at timestamptz,
  add column outcome_facility text not null default '';
comment on column tracing.case_file.outcome is 'How it ended, or where it was transferred to: recovered, discharged and died close the file.';
comment on column tracing.case_file.outcome_at is 'The hour, where somebody wrote it; a list says the day alone.';
create index case_ended on tracing.case_file (unit_id, outcome_on) where outcome is not null;

create table tracing.outcome_change (
  id uuid primary key,
  case_id uuid not null references tracing.case_file,
  was text,
  was_on date,
  now text,
  now_at timestamptz,
  facility text not null default '',
  source text not null check (source <> ''),
  reason text not null default '',
  changed_by uuid,
  changed_at timestamptz not null
);
comment on table tracing.outcome_change is 'Each time the outcome of a case (kết quả điều trị) was written down or corrected: what it was, what it is, who says so, and why it was corrected. Append-only.';
create index outcome_change_case on tracing.outcome_change (case_id);
