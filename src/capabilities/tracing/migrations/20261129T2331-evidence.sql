create table tracing.evidence (
  case_id uuid not null references tracing.case_file,
  person_id uuid not null,
  scan_id uuid not null,
  place_id uuid not null,
  area_id uuid,
  in_at timestamptz not null,
  out_at timestamptz,
  kept_at timestamptz not null,
  primary key (case_id, scan_id)
);
comment on table tracing.evidence is 'Visits that an open case needs, copied into it before the week they are of was dropped.';
create index evidence_person on tracing.evidence (person_id);
