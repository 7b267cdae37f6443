create schema attestation;

create table attestation.statement (
  id uuid primary key,
  kind text not null,
  about_kind text not null,
  about_id text not null,
  text text not null,
  until timestamptz,
  issued_at timestamptz not null,
  issued_by uuid,
  revoked_at timestamptz,
  revoked_by uuid,
  reason text,
  constraint statement_revoked check ((revoked_at is null) = (reason is null))
);
comment on table attestation.statement is 'The register of signed statements: certificates, orders, receipts. What a paper says is in its text, as it was signed.';
comment on column attestation.statement.text is 'What stands in the code, in base 32: see codec.ts.';
comment on column attestation.statement.reason is 'Message id: why it was revoked, as anyone may read it.';
create index statement_about on attestation.statement (about_kind, about_id, kind, id);

create table attestation.series (
  unit_id uuid not null,
  series text not null,
  year smallint not null,
  last integer not null check (last > 0),
  primary key (unit_id, series, year)
);
comment on table attestation.series is 'The last number that a unit gave to a paper of a series (QĐ-UBND …) in a year. Taken in the transaction that issues the paper: no gap, no double.';
