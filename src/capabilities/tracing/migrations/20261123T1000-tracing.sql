create schema tracing;

create sequence tracing.case_number;

create table tracing.case_file (
  id uuid primary key,
  number text not null unique,
  person_id uuid not null,
  unit_id uuid not null,
  disease text not null,
  origin text not null check (origin in ('community', 'isolation-site', 'locked-area', 'entry', 'other-province')),
  onset_on date,
  sampled_at timestamptz,
  confirmed_at timestamptz not null,
  isolated_at timestamptz,
  infectious_from timestamptz not null,
  infectious_until timestamptz,
  policy_version text not null,
  source_case_id uuid references tracing.case_file,
  note text not null default '',
  created_by uuid,
  created_at timestamptz not null,
  traced_at timestamptz,
  closed_at timestamptz
);
comment on table tracing.case_file is 'Confirmed cases (F0, ca bệnh), one file each. unit_id is the commune of stay when the file was opened.';
comment on column tracing.case_file.origin is 'The split of the daily report: cộng đồng, khu cách ly, khu phong tỏa, nhập cảnh, về từ ngoại tỉnh.';
create index case_unit on tracing.case_file (unit_id, confirmed_at desc);
create index case_recent on tracing.case_file (confirmed_at desc, id);
create index case_person on tracing.case_file (person_id);
create unique index case_open_once on tracing.case_file (person_id, disease) where closed_at is null;

create table tracing.stop (
  id uuid primary key,
  case_id uuid not null references tracing.case_file,
  source text not null check (source in ('interview', 'visit')),
  words text not null,
  place_id uuid,
  area_id uuid,
  from_at timestamptz not null,
  to_at timestamptz not null,
  estimated boolean not null default false,
  companions text not null default '',
  visit_scan_id uuid,
  created_by uuid,
  created_at timestamptz not null,
  check (to_at > from_at)
);
comment on table tracing.stop is 'Mốc dịch tễ: where a case was, in the case''s own words or from recorded visits, which are copied here so that they outlive the 28 days.';
create index stop_case on tracing.stop (case_id, from_at);
create unique index stop_visit_once on tracing.stop (case_id, visit_scan_id) where visit_scan_id is not null;

create table tracing.contact (
  id uuid primary key,
  case_id uuid not null references tracing.case_file,
  person_id uuid not null,
  generation smallint not null check (generation between 1 and 9),
  via_person_id uuid not null,
  how text not null check (how in ('place', 'household', 'named')),
  met_from timestamptz not null,
  met_until timestamptz not null,
  minutes integer not null,
  estimated boolean not null,
  same_area boolean not null,
  exposure text not null check (exposure in ('high', 'medium', 'low')),
  state text not null default 'review' check (state in ('review', 'contact', 'dismissed')),
  reason text not null default '',
  unit_id uuid,
  policy_version text not null,
  decided_by uuid,
  decided_at timestamptz,
  reached_at timestamptz,
  created_at timestamptz not null,
  unique (case_id, person_id)
);
comment on table tracing.contact is 'Whoever was where a case was (cần rà soát) until a person decides: contact (F1, F2 …) or dismissed. unit_id is the commune of stay.';
comment on column tracing.contact.via_person_id is 'Who may have passed it on: the case for F1, an F1 for F2.';
create index contact_case on tracing.contact (case_id, generation, state, minutes desc, id);
create index contact_person on tracing.contact (person_id);
create index contact_unit on tracing.contact (unit_id, decided_at) where state = 'contact';

create table tracing.meeting (
  contact_id uuid not null references tracing.contact,
  place_id uuid not null,
  area_id uuid,
  from_at timestamptz not null,
  until_at timestamptz not null,
  estimated boolean not null,
  same_area boolean not null
);
comment on table tracing.meeting is 'The times at which a contact was at the same place: the evidence for the decision.';
create index meeting_contact on tracing.meeting (contact_id, from_at);
