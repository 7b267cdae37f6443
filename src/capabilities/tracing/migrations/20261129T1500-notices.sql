create table tracing.notice (
  id uuid primary key,
  code text not null unique,
  unit_id uuid not null,
  number text,
  first_at timestamptz,
  expires_on date,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_reason text not null default '',
  created_by uuid,
  created_at timestamptz not null
);
comment on table tracing.notice is 'Urgent notices (thông báo khẩn): places and hours at which cases were, without anybody''s name. unit_id is the area of whoever issues it.';
comment on column tracing.notice.code is 'Stands in the public address: opaque, never used again.';
comment on column tracing.notice.number is 'Given with the first publication, by unit and year.';
comment on column tracing.notice.expires_on is 'The last day on which the published version is shown.';
create index notice_recent on tracing.notice (created_at desc, id desc);
create index notice_current on tracing.notice (expires_on) where first_at is not null and withdrawn_at is null;

create table tracing.notice_version (
  notice_id uuid not null references tracing.notice,
  n smallint not null,
  state text not null check (state in ('draft', 'asked', 'published', 'corrected')),
  organ text not null,
  phone text not null,
  advice text not null,
  correction text not null default '',
  returned text not null default '',
  policy_version text not null,
  created_by uuid,
  created_at timestamptz not null,
  published_by uuid,
  published_at timestamptz,
  primary key (notice_id, n)
);
comment on table tracing.notice_version is 'What a notice says. What was published is never changed: a correction (đính chính) is the next version.';
comment on column tracing.notice_version.correction is 'What the version corrects, in words for everybody.';
comment on column tracing.notice_version.returned is 'Why whoever approves sent the draft back.';
create unique index notice_version_open_once on tracing.notice_version (notice_id) where state in ('draft', 'asked');
create unique index notice_version_published_once on tracing.notice_version (notice_id) where state = 'published';

create table tracing.notice_line (
  notice_id uuid not null,
  n smallint not null,
  line_id uuid not null,
  place text not null,
  address text not null,
  unit_id uuid,
  from_at timestamptz not null,
  to_at timestamptz not null,
  stop_ids uuid[] not null,
  primary key (notice_id, n, line_id),
  foreign key (notice_id, n) references tracing.notice_version,
  check (to_at > from_at)
);
comment on table tracing.notice_line is 'A place and its hours in a version of a notice; line_id stays the same from version to version. stop_ids are the mốc dịch tễ it stands for.';

create table tracing.notice_report (
  id uuid primary key,
  notice_id uuid not null references tracing.notice,
  person_id uuid,
  who bytea,
  who_index bytea,
  phone_index bytea,
  unit_id uuid not null,
  account_id uuid,
  created_at timestamptz not null,
  check (person_id is not null or who is not null)
);
comment on table tracing.notice_report is 'Who said to have been at a place of a notice: one a person and notice. unit_id is the commune of stay they named.';
comment on column tracing.notice_report.who is 'Name and phone of who reported without an account, sealed.';
comment on column tracing.notice_report.who_index is 'Keyed hash of phone and name: twice is once.';
comment on column tracing.notice_report.person_id is 'The person of the register; of who reported without an account only once an officer has found them there.';
create unique index notice_report_person_once on tracing.notice_report (notice_id, person_id) where who_index is null;
create unique index notice_report_who_once on tracing.notice_report (notice_id, who_index);
create index notice_report_phone on tracing.notice_report (phone_index, created_at) where phone_index is not null;
create index notice_report_account on tracing.notice_report (account_id) where account_id is not null;

create table tracing.notice_report_line (
  report_id uuid not null references tracing.notice_report on delete cascade,
  line_id uuid not null,
  created_at timestamptz not null,
  primary key (report_id, line_id)
);
comment on table tracing.notice_report_line is 'At which places of the notice; one a person and place, however often it is sent.';

alter table tracing.contact drop constraint contact_how_check;
alter table tracing.contact add constraint contact_how_check check (how in ('place', 'household', 'named', 'reported'));
comment on column tracing.contact.how is 'Found at a place, lives together, named by the case, or reported themselves after an urgent notice.';
