create schema services;

create table services.office (
  id uuid primary key,
  unit_id uuid not null,
  code text not null check (code ~ '^[0-9A-Z.]{2,35}$'),
  name text not null check (name <> ''),
  address text not null default '',
  phone text not null default '',
  constraint office_once unique (unit_id),
  constraint office_code unique (code)
);
comment on table services.office is 'One-stop offices (bộ phận một cửa, trung tâm phục vụ hành chính công): the organisation code begins the codes of their dossiers.';

create table services.closure (
  id uuid primary key,
  office_id uuid not null references services.office,
  from_on date not null,
  until_on date not null,
  reason text not null check (reason <> ''),
  document text not null default '',
  set_at timestamptz not null,
  set_by uuid,
  lifted_at timestamptz,
  constraint closure_days check (until_on >= from_on)
);
comment on table services.closure is 'Spells in which the counters of an office take nothing: online and by post only.';
create index closure_office on services.closure (office_id, from_on);

create table services.procedure (
  id uuid primary key,
  code text not null check (code ~ '^[0-9]\.[0-9]{6}(\.[0-9A-Z.]+)?$'),
  from_on date not null,
  name text not null check (name <> ''),
  name_key text not null,
  field text not null check (field <> ''),
  level text not null check (level in ('full', 'partial', 'information')),
  content jsonb not null,
  document text not null,
  is_active boolean not null default true,
  set_at timestamptz not null,
  set_by uuid,
  constraint procedure_version unique (code, from_on)
);
comment on table services.procedure is 'Versions of administrative procedures (thủ tục hành chính), each from a day on: papers, fees, term and steps are in its content.';

create table services.sequence (
  office_id uuid not null references services.office,
  day date not null,
  last integer not null check (last > 0),
  primary key (office_id, day)
);
comment on table services.sequence is 'The last number that an office gave to a dossier on a day.';

create table services.draft (
  id uuid primary key,
  account_id uuid not null,
  person_id uuid not null,
  procedure_code text not null,
  body_sealed bytea not null,
  at timestamptz not null
);
comment on table services.draft is 'What a citizen has begun to fill in and not sent yet; sealed. A dossier keeps the id of its draft, and so the papers that were photographed for it.';
create index draft_account on services.draft (account_id, at);

create table services.dossier (
  id uuid primary key,
  code text not null,
  work_id uuid not null unique,
  office_id uuid not null references services.office,
  unit_id uuid not null,
  decider_id uuid not null,
  procedure_id uuid not null references services.procedure,
  channel text not null check (channel in ('counter', 'online', 'post', 'portal')),
  channel_ref text,
  person_id uuid not null,
  filer_id uuid,
  filer_as text not null check (filer_as in ('self', 'parent', 'authorised')),
  party text not null check (party in ('person', 'business')),
  contact_sealed bytea not null,
  answers_sealed bytea,
  form_version text,
  state text not null,
  stage smallint not null default 0,
  return_by text not null check (return_by in ('app', 'counter', 'post')),
  fee bigint not null default 0 check (fee >= 0),
  paid_at timestamptz,
  filed_at timestamptz not null,
  filed_by uuid,
  received_at timestamptz,
  due_at timestamptz,
  again_at timestamptz,
  paused_at timestamptz,
  finished_at timestamptz,
  returned_at timestamptz,
  returned_by text check (returned_by in ('app', 'counter', 'post')),
  closed_at timestamptz,
  reuse_consent_at timestamptz,
  tries smallint not null default 0,
  tries_on date,
  constraint dossier_code unique (code),
  constraint dossier_paused check ((paused_at is not null) = (state in ('supplement', 'payment', 'stopped')))
);
comment on table services.dossier is 'A dossier (hồ sơ) of one procedure: who asks, through which channel, what was promised, and how it ended. Its story is that of its item of work.';
comment on column services.dossier.channel_ref is 'What the channel calls it: the code of the national portal, the number of a parcel.';
comment on column services.dossier.state is 'As its item of work has it; both change in one transaction.';
comment on column services.dossier.due_at is 'When it is due by law, moved by what it was paused. While it is paused, as it was when that began.';
comment on column services.dossier.again_at is 'The new date that an apology gave, moved likewise.';
create unique index dossier_channel_ref on services.dossier (channel, channel_ref) where channel_ref is not null;
create index dossier_listed on services.dossier (unit_id, state, filed_at desc, id desc);
create index dossier_all on services.dossier (filed_at desc, id desc);
create index dossier_person on services.dossier (person_id);
create index dossier_filer on services.dossier (filer_id);
create index dossier_open_due on services.dossier (due_at) where state in ('received', 'processing');

create table services.paper (
  id uuid primary key,
  dossier_id uuid not null,
  key text not null,
  name text not null,
  how text not null check (how in ('paper', 'photo', 'reused')),
  reused_from uuid,
  at timestamptz not null,
  constraint paper_once unique (dossier_id, key)
);
comment on table services.paper is 'What was handed in for a requirement of the procedure, of a dossier or of its draft: on paper, photographed, or taken from what the office has already. Its files belong to it.';

create table services.stage (
  id bigint generated always as identity primary key,
  dossier_id uuid not null references services.dossier on delete cascade,
  n smallint not null,
  name text not null,
  role text not null check (role in ('receive', 'process', 'approve', 'return')),
  unit_id uuid not null,
  began_at timestamptz not null,
  due_at timestamptz,
  ended_at timestamptz,
  account_id uuid,
  note text not null default ''
);
comment on table services.stage is 'Which steps of its procedure a dossier went through, where, by whom and until when: the control slip (phiếu kiểm soát).';
create index stage_dossier on services.stage (dossier_id, id);

create table services.notice (
  id uuid primary key,
  dossier_id uuid not null references services.dossier on delete cascade,
  kind text not null check (kind in ('supplement', 'payment', 'refusal', 'apology', 'stop', 'withdrawal')),
  reason text not null check (reason <> ''),
  items text[] not null default '{}',
  until_on date,
  was_due timestamptz,
  new_due timestamptz,
  at timestamptz not null,
  account_id uuid,
  signer text not null default '',
  answered_at timestamptz
);
comment on table services.notice is 'What an office told a citizen about a dossier with a reason: supplement wanted (form 02), refused (03), apology and new date (04), stopped (05), fee, withdrawal.';
create index notice_dossier on services.notice (dossier_id, at);
create unique index notice_apology_once on services.notice (dossier_id) where kind = 'apology';

create table services.payment (
  id uuid primary key,
  dossier_id uuid not null references services.dossier on delete cascade,
  amount bigint not null check (amount > 0),
  method text not null check (method in ('online', 'cash')),
  state text not null check (state in ('asked', 'paid', 'failed', 'refund')),
  reference text,
  receipt text,
  asked_at timestamptz not null,
  paid_at timestamptz,
  account_id uuid,
  constraint payment_reference unique (reference)
);
comment on table services.payment is 'Payments of fees: asked of a provider, or cash at the counter. One that came when nothing was owed any more is to be given back.';
create unique index payment_paid_once on services.payment (dossier_id) where state = 'paid';
create index payment_dossier on services.payment (dossier_id);

create table services.callback (
  id text primary key,
  payment_id uuid not null,
  amount bigint not null,
  outcome text not null,
  verdict text not null check (verdict in ('paid', 'failed', 'mismatch', 'late', 'unknown')),
  at timestamptz not null
);
comment on table services.callback is 'What the payment provider told, each once by the id of its message, and what that came to.';

create table services.result (
  dossier_id uuid primary key references services.dossier on delete cascade,
  number text not null,
  title text not null,
  text_sealed bytea not null,
  file_id uuid,
  is_signed boolean not null default false,
  signer text not null,
  signed_by uuid,
  issued_at timestamptz not null,
  unit_id uuid not null
);
comment on table services.result is 'The result of a dossier: its number, what it says (sealed) and who signed it.';

create table services.rating (
  id uuid primary key,
  dossier_id uuid not null references services.dossier on delete cascade,
  moment text not null check (moment in ('received', 'supplement', 'refused', 'finished')),
  stars smallint not null check (stars between 1 and 5),
  comment_sealed bytea,
  at timestamptz not null,
  constraint rating_once unique (dossier_id, moment)
);
comment on table services.rating is 'How content citizens were, once for each moment that they are asked about.';

create table services.feedback (
  id uuid primary key,
  dossier_id uuid not null references services.dossier on delete cascade,
  work_id uuid not null,
  unit_id uuid not null,
  text_sealed bytea not null,
  at timestamptz not null,
  due_at timestamptz not null,
  answered_at timestamptz,
  answer_sealed bytea,
  account_id uuid
);
comment on table services.feedback is 'What citizens say about how they were served (phản ánh, kiến nghị), and the answer within its term.';
create index feedback_dossier on services.feedback (dossier_id);
