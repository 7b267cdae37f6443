create schema signatures;

create table signatures.authority (
  name text primary key check (name in ('root', 'issuing', 'stamping')),
  certificate bytea not null,
  key_sealed bytea not null,
  made_at timestamptz not null
);
comment on table signatures.authority is 'The authority of the demo: it certifies its officers and offices and says what time it is. A real installation has none: its certificates come from outside.';
comment on column signatures.authority.key_sealed is 'PKCS #8, sealed by the keyring.';

create table signatures.trusted_root (
  id uuid primary key,
  certificate bytea not null,
  fingerprint text not null,
  name text not null,
  until timestamptz not null,
  added_at timestamptz not null,
  added_by uuid,
  removed_at timestamptz,
  removed_by uuid
);
comment on table signatures.trusted_root is 'Roots of certificates (chứng thực gốc) whose word is believed here, and since when.';
create unique index trusted_root_once on signatures.trusted_root (fingerprint) where removed_at is null;

create table signatures.certificate (
  id uuid primary key,
  account_id uuid,
  organisation_id uuid,
  provider text not null check (provider in ('file', 'token')),
  state text not null check (state in ('requested', 'active', 'replaced', 'revoked')),
  algorithm text not null check (algorithm in ('rsa', 'ec')),
  name text not null,
  request bytea not null,
  key_sealed bytea,
  slot text,
  key_id text,
  certificate bytea,
  chain bytea[] not null default '{}',
  issuer text,
  serial text,
  valid_from timestamptz,
  valid_to timestamptz,
  picture_sealed bytea,
  seal_mm smallint not null default 36 check (seal_mm between 20 and 45),
  made_at timestamptz not null,
  made_by uuid,
  ended_at timestamptz,
  ended_by uuid,
  ended_why text,
  constraint certificate_of_one check (num_nonnulls(account_id, organisation_id) = 1),
  constraint certificate_key_somewhere check (case provider when 'file' then key_sealed is not null else slot is not null and key_id is not null end),
  constraint certificate_is_there check (state = 'requested' or certificate is not null or ended_at is not null)
);
comment on table signatures.certificate is 'Certificates to sign with: of an account (personal) or of an organisation (its seal), from the request on.';
comment on column signatures.certificate.key_sealed is 'Of a key that lies here: PKCS #8 under the PIN, sealed by the keyring. Keys in a token never leave it.';
comment on column signatures.certificate.request is 'PKCS #10, as it went to who certifies.';
comment on column signatures.certificate.picture_sealed is 'PNG, sealed: the handwritten signature, or the seal.';
comment on column signatures.certificate.seal_mm is 'How wide the seal really is.';
create unique index certificate_of_account on signatures.certificate (account_id) where state = 'active';
create unique index certificate_of_organisation on signatures.certificate (organisation_id) where state = 'active';
create index certificate_accounts on signatures.certificate (account_id, id);
create index certificate_organisations on signatures.certificate (organisation_id, id);
create index certificate_expiry on signatures.certificate (valid_to) where state = 'active';

create table signatures.clerk (
  organisation_id uuid not null,
  account_id uuid not null,
  since timestamptz not null,
  by uuid,
  until timestamptz,
  primary key (organisation_id, account_id, since)
);
comment on table signatures.clerk is 'To whom the seal of an organisation is entrusted (văn thư giữ con dấu), and when.';
create unique index clerk_once on signatures.clerk (organisation_id, account_id) where until is null;
create index clerk_account on signatures.clerk (account_id) where until is null;

create table signatures.request (
  id uuid primary key,
  about_kind text not null,
  about_id text not null,
  unit_id uuid not null,
  title text not null,
  sequence text not null check (sequence in ('in-order', 'parallel')),
  state text not null check (state in ('open', 'signed', 'refused', 'cancelled')),
  due jsonb,
  made_at timestamptz not null,
  made_by uuid,
  ended_at timestamptz
);
comment on table signatures.request is 'What is asked to be signed: these papers, by these signers, in order or at once.';
comment on column signatures.request.title is 'What the inbox calls it; nothing personal.';
create index request_about on signatures.request (about_kind, about_id, id);

create table signatures.paper (
  id uuid primary key,
  request_id uuid not null references signatures.request,
  position smallint not null,
  name text not null,
  spot jsonb,
  copy text check (copy in ('full', 'registered', 'extract')),
  content bytea not null,
  pages integer not null,
  unique (request_id, position)
);
comment on column signatures.paper.copy is 'When the seal says that it is a copy: sao y, sao lục, trích sao.';
comment on table signatures.paper is 'The PDF of a request, with what signatures it has so far; sealed by the keyring.';
alter table signatures.paper alter column content set storage external;

create table signatures.turn (
  id uuid primary key,
  request_id uuid not null references signatures.request,
  position smallint not null,
  account_id uuid,
  organisation_id uuid,
  title text,
  state text not null check (state in ('waiting', 'open', 'signed', 'refused', 'closed')),
  work_id uuid,
  at timestamptz,
  by uuid,
  certificate_id uuid references signatures.certificate,
  why text,
  unique (request_id, position),
  constraint turn_of_one check (num_nonnulls(account_id, organisation_id) = 1)
);
comment on table signatures.turn is 'Whose signature a request wants, in which order, and what became of it.';
create index turn_open on signatures.turn (account_id) where state = 'open';
create index turn_open_seal on signatures.turn (organisation_id) where state = 'open';
create index turn_signed on signatures.turn (by, at desc) where state = 'signed';
create index turn_work on signatures.turn (work_id);
create index turn_certificate on signatures.turn (certificate_id);

create table signatures.revocation_list (
  url text primary key,
  content bytea not null,
  fetched_at timestamptz not null
);
comment on table signatures.revocation_list is 'Lists of revoked certificates (CRL) of the authorities that certify those who sign here, as last read.';
