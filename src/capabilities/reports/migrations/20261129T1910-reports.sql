create schema reports;

create table reports.report (
  id uuid primary key,
  unit_id uuid not null,
  cutoff_at timestamptz not null,
  from_at timestamptz not null,
  scheduled boolean not null,
  state text not null check (state in ('draft', 'sent', 'missed')),
  work_id uuid,
  hours_version text not null,
  content_version text not null,
  created_by uuid,
  created_at timestamptz not null,
  sent_by uuid,
  sender text,
  sent_at timestamptz,
  number text,
  said jsonb,
  constraint report_once unique (unit_id, cutoff_at),
  check (from_at < cutoff_at),
  check ((state = 'sent') = (said is not null)),
  check ((state = 'sent') = (sent_at is not null))
);
comment on table reports.report is 'Quick reports (báo cáo nhanh) of a unit, one a cut-off. A draft has no figures of its own; what was sent is frozen in said.';
comment on column reports.report.said is 'The figures as they were sent, by column and unit, the units that had not sent, and who had entered what.';
comment on column reports.report.hours_version is 'The policies under which it was drafted.';
create index report_recent on reports.report (cutoff_at desc, id desc);

create table reports.entry (
  n bigint generated always as identity primary key,
  report_id uuid not null references reports.report,
  figure text not null,
  value bigint check (value >= 0),
  reason text not null default '',
  entered_by uuid,
  entered_at timestamptz not null
);
comment on table reports.entry is 'Figures that officers entered by hand (nhập tay), append-only: the last one of a report and figure holds. After sending each has a reason.';
create index entry_report on reports.entry (report_id, figure, n desc);

create table reports.thing (
  report_id uuid not null references reports.report,
  figure text not null,
  part_id uuid not null,
  thing_id uuid not null,
  primary key (report_id, figure, thing_id)
);
comment on table reports.thing is 'The things behind the figures of a report when it was sent, by their ids alone: what changed since is found by them.';

create table reports.correction (
  report_id uuid not null references reports.report,
  of_id uuid not null references reports.report,
  figure text not null,
  was bigint,
  now bigint,
  primary key (report_id, of_id, figure)
);
comment on table reports.correction is 'Đính chính: what a report says of a figure of an earlier one, against what was said of it last.';
create index correction_of on reports.correction (of_id);
