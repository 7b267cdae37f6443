-- The audit by month, so that retention drops months, in an order of its own, so that what is taken out leaves a gap.
alter table core.audit rename to audit_before;
alter table core.audit_before drop constraint audit_pkey;
drop index core.audit_ref;
drop index core.audit_account;

create sequence core.audit_order;

create table core.audit (
  id uuid primary key,
  -- The transaction has its number before its row has one: see core/audit/seal.ts.
  seq bigint not null default case when pg_current_xact_id() is not null then nextval('core.audit_order') end,
  at timestamptz not null,
  account_id uuid,
  session_id uuid,
  device_id uuid,
  endpoint text not null,
  ref_kind text,
  ref_id text,
  person_id uuid,
  unit_id uuid,
  by_unit_id uuid,
  purpose text,
  page text,
  request_id text not null
) partition by range (id);
comment on table core.audit is 'Who changed what, and who looked at whose data for what purpose. Written in the transaction it tells of; sealed in blocks.';
comment on column core.audit.device_id is 'The shared machine it was done at, and with it the post; null on a machine of somebody''s own.';
comment on column core.audit.person_id is 'Whom it was about, where the thing belongs to somebody.';
comment on column core.audit.unit_id is 'Where the thing was that it was about.';
comment on column core.audit.by_unit_id is 'The area in which the account held the right.';
comment on column core.audit.page is 'The page it was done from, as the browser said.';
create index audit_seq on core.audit (seq);
create index audit_account on core.audit (account_id, id);
create index audit_person on core.audit (person_id, id) where person_id is not null;
create index audit_unit on core.audit (unit_id, id) where unit_id is not null;
create index audit_by_unit on core.audit (by_unit_id, id) where by_unit_id is not null;

create function core.id_bound(month date) returns uuid language sql immutable return (
  lpad(to_hex((extract(epoch from month::timestamp at time zone 'Asia/Ho_Chi_Minh') * 1000)::bigint), 12, '0')
  || '70008000000000000000')::uuid;
comment on function core.id_bound is 'The smallest time-ordered id of a month of Vietnam.';

create function core.make_audit_months(since date, until date) returns void language plpgsql as $$
declare
  month date := date_trunc('month', since);
begin
  while month <= until loop
    if to_regclass('core.audit_' || to_char(month, 'YYYYMM')) is null then
      execute format('create table core.audit_%s partition of core.audit for values from (%L) to (%L)',
        to_char(month, 'YYYYMM'), core.id_bound(month), core.id_bound((month + interval '1 month')::date));
    end if;
    month := month + interval '1 month';
  end loop;
end $$;
comment on function core.make_audit_months is 'Makes the partitions of the audit for months that have none.';

select core.make_audit_months(
  least((select to_timestamp(('x' || left(replace(min(id::text), '-', ''), 12))::bit(48)::bigint / 1000) from core.audit_before)::date, current_date - 31),
  current_date + 93);
insert into core.audit (id, at, account_id, session_id, device_id, endpoint, ref_kind, ref_id, person_id, purpose, request_id)
select id, at, account_id, session_id, device_id, endpoint, ref_kind, ref_id,
       case when ref_kind = 'person' and ref_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then ref_id::uuid end,
       purpose, request_id
from core.audit_before order by id;
drop table core.audit_before;

create table core.audit_block (
  n bigint primary key,
  previous bytea not null,
  first_seq bigint not null,
  last_seq bigint not null,
  count int not null,
  root bytea not null,
  at timestamptz not null,
  pruned_before timestamptz,
  key_id text not null,
  hash bytea not null,
  signature bytea not null,
  leaves bytea
);
comment on table core.audit_block is 'The audit sealed: a hash of each row, of all of them and of the block before, signed by a key outside the database. Headers stay for ever; leaves go with their rows.';
comment on column core.audit_block.pruned_before is 'The block seals that retention dropped what is older than this.';
alter table core.audit_block alter column leaves set storage external;

create table core.audit_horizon (
  singleton boolean primary key default true check (singleton),
  seq bigint not null,
  xid xid8 not null
);
comment on table core.audit_horizon is 'Up to where the audit may be sealed once every transaction older than this one has ended.';
