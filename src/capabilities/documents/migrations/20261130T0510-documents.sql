create schema documents;

create table documents.office (
  organisation_id uuid primary key,
  unit_id uuid not null,
  abbreviation text not null check (abbreviation <> ''),
  place text not null check (place <> ''),
  opened_at timestamptz not null
);
comment on table documents.office is 'Organisations whose documents are kept here; all others are reached by an exchange or by post.';
comment on column documents.office.abbreviation is 'As it stands in the number of a paper: SYT in 05/BC-SYT.';
comment on column documents.office.place is 'Where its papers are signed: Huế, ngày …';

create table documents.document (
  id uuid primary key,
  direction text not null check (direction in ('incoming', 'outgoing')),
  organisation_id uuid not null references documents.office,
  unit_id uuid not null,
  work_id uuid,
  state text not null,
  kind text not null,
  urgency text not null check (urgency in ('normal', 'urgent', 'very-urgent', 'at-once')),
  subject text not null check (subject <> ''),
  author text not null check (author <> ''),
  author_code text,
  notation text,
  series text,
  number integer check (number > 0),
  year smallint,
  dated_on date,
  listed_at timestamptz not null,
  registered_at timestamptz,
  signer_name text,
  signer_title text,
  signed_at timestamptz,
  issued_at timestamptz,
  due_on date,
  pages integer not null default 1 check (pages > 0),
  copies integer not null default 1 check (copies > 0),
  via text not null check (via in ('paper', 'scan', 'exchange', 'inside', 'written')),
  exchange_id text,
  reply_to uuid references documents.document,
  paper_id uuid,
  note text not null default '',
  created_at timestamptz not null,
  created_by uuid,
  constraint document_numbered check ((number is null) = (series is null) and (number is null) = (year is null))
);
comment on table documents.document is 'A document (văn bản) in the register of one organisation. What is sent to five offices is one outgoing document and five incoming ones.';
comment on column documents.document.notation is 'Số ký hiệu as it is written on the paper: 05/BC-SYT.';
comment on column documents.document.series is 'With year and number: its place in a register of the organisation (sổ đăng ký). An incoming one has the number of its arrival (số đến).';
comment on column documents.document.listed_at is 'Where it stands in lists: when it arrived, was begun or was issued.';
comment on column documents.document.exchange_id is 'By which other systems know it: its author, day and number, as QCVN 102:2016 writes them.';
comment on column documents.document.paper_id is 'The file that is the document itself, among those that belong to it.';
create unique index document_number on documents.document (organisation_id, series, year, number);
create unique index document_received_once on documents.document (organisation_id, exchange_id) where direction = 'incoming';
create unique index document_issued_as on documents.document (exchange_id) where direction = 'outgoing';
create index document_listed on documents.document (organisation_id, direction, listed_at desc, id desc);
create index document_stated on documents.document (organisation_id, direction, state, listed_at desc, id desc);
create index document_answers on documents.document (reply_to) where reply_to is not null;

create table documents.entry (
  document_id uuid primary key references documents.document on delete cascade,
  organisation_id uuid not null,
  listed_at timestamptz not null,
  words tsvector not null
);
comment on table documents.entry is 'What a document is found by: its words without their order, each as written and without accents, and whose it is.';
create index entry_words on documents.entry using gin (words);
create index entry_listed on documents.entry (organisation_id, listed_at desc, document_id desc);

create table documents.party (
  document_id uuid not null references documents.document on delete cascade,
  account_id uuid not null,
  role text not null check (role in ('drafter', 'adviser', 'approver', 'signer', 'lead', 'helper', 'reader')),
  since timestamptz not null,
  opened_at timestamptz,
  primary key (document_id, account_id)
);
comment on table documents.party is 'Officers whom a document concerns, and when each has opened it first. Nobody else sees it but who keeps the register and who leads.';
create index party_of on documents.party (account_id, document_id);

create table documents.recipient (
  id uuid primary key,
  document_id uuid not null references documents.document on delete cascade,
  n smallint not null,
  name text not null check (name <> ''),
  code text,
  organisation_id uuid,
  incoming_id uuid references documents.document,
  status text,
  status_at timestamptz,
  status_note text,
  opened_at timestamptz,
  unique (document_id, n)
);
comment on table documents.recipient is 'Where an outgoing document goes (nơi nhận), and how far it has come there: the status codes of QCVN 102:2016.';
create index recipient_incoming on documents.recipient (incoming_id) where incoming_id is not null;

create table documents.recipient_status (
  recipient_id uuid not null references documents.recipient on delete cascade,
  status text not null,
  at timestamptz not null,
  note text not null default '',
  primary key (recipient_id, status)
);
comment on table documents.recipient_status is 'When a recipient said that a document arrived, was accepted, assigned, is being worked on, is done.';

create table documents.version (
  document_id uuid not null references documents.document on delete cascade,
  n integer not null check (n > 0),
  at timestamptz not null,
  account_id uuid,
  content bytea not null,
  primary key (document_id, n)
);
comment on table documents.version is 'Every version of a draft, sealed.';

create table documents.opinion (
  document_id uuid not null references documents.document on delete cascade,
  version integer not null,
  account_id uuid not null,
  asked_at timestamptz not null,
  answered_at timestamptz,
  agrees boolean,
  note bytea,
  primary key (document_id, version, account_id)
);
comment on table documents.opinion is 'Whose opinion was asked on a version of a draft, and what they said, sealed.';

create table documents.signer (
  document_id uuid not null references documents.document on delete cascade,
  account_id uuid not null,
  n smallint not null,
  title text not null,
  signed_at timestamptz,
  version integer,
  primary key (document_id, account_id)
);
comment on table documents.signer is 'Who signs a draft: those of one number in parallel, before those of the next.';

create table documents.task (
  id uuid primary key,
  document_id uuid references documents.document,
  organisation_id uuid not null references documents.office,
  unit_id uuid not null,
  work_id uuid,
  title text not null check (title <> ''),
  state text not null,
  lead_id uuid not null,
  given_by uuid,
  given_at timestamptz not null,
  due_on date,
  progress smallint not null default 0 check (progress between 0 and 100),
  reported_at timestamptz,
  closed_at timestamptz
);
comment on table documents.task is 'A task that a leader gave (nhiệm vụ được giao): one officer answers for it, others help.';
create index task_document on documents.task (document_id);
create index task_given on documents.task (organisation_id, state, due_on, id);
create index task_lead on documents.task (lead_id, state);

create table documents.task_helper (
  task_id uuid not null references documents.task on delete cascade,
  account_id uuid not null,
  primary key (task_id, account_id)
);
comment on table documents.task_helper is 'Who helps with a task (phối hợp).';
create index task_helper_of on documents.task_helper (account_id);

create table documents.task_note (
  id uuid primary key,
  task_id uuid not null references documents.task on delete cascade,
  at timestamptz not null,
  account_id uuid,
  what text not null check (what in ('progress', 'report', 'return', 'close', 'ask', 'grant', 'deny', 'word')),
  progress smallint,
  until_on date,
  note bytea,
  n bigint generated always as identity
);
comment on table documents.task_note is 'What was said of a task, sealed: progress, reports, why more time is needed and whether it was given.';
create index task_note_of on documents.task_note (task_id, n);

create table documents.work_file (
  id uuid primary key,
  organisation_id uuid not null references documents.office,
  unit_id uuid not null,
  series text not null,
  number integer not null,
  year smallint not null,
  title text not null check (title <> ''),
  term text not null,
  keeper_id uuid,
  opened_at timestamptz not null,
  closed_at timestamptz,
  unique (organisation_id, year, number)
);
comment on table documents.work_file is 'A file of work (hồ sơ công việc): what belongs to one matter, with the term for which it is kept.';
create index work_file_listed on documents.work_file (organisation_id, opened_at desc, id desc);

create table documents.work_file_document (
  work_file_id uuid not null references documents.work_file on delete cascade,
  document_id uuid not null references documents.document,
  n integer not null,
  added_at timestamptz not null,
  added_by uuid,
  primary key (work_file_id, document_id)
);
comment on table documents.work_file_document is 'Which documents a file of work holds, in the order of its list of contents (mục lục văn bản).';
create index work_file_of on documents.work_file_document (document_id);

create table documents.change (
  id uuid primary key,
  document_id uuid not null references documents.document on delete cascade,
  what text not null check (what in ('recall', 'update', 'replace')),
  reason text not null check (reason <> ''),
  by_id uuid references documents.document,
  asked_at timestamptz not null,
  answered_at timestamptz,
  agreed boolean,
  answer text not null default ''
);
comment on table documents.change is 'That the author asks to take an incoming document back, to change or to replace it, and what the receiver said.';
create unique index change_open on documents.change (document_id) where answered_at is null;

create table documents.wish (
  id uuid primary key,
  document_id uuid not null references documents.document on delete cascade,
  what text not null check (what in ('recall', 'update', 'replace')),
  reason text not null check (reason <> ''),
  by_id uuid references documents.document,
  asked_at timestamptz not null,
  asked_by uuid
);
comment on table documents.wish is 'That this organisation asked the recipients of an issued document to give it back, to change or to replace it.';
create index wish_of on documents.wish (document_id, asked_at);
