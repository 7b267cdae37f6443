create table work.stand_in (
  id uuid primary key,
  away_id uuid not null,
  account_id uuid not null,
  since timestamptz not null,
  until timestamptz not null,
  source text not null,
  named_at timestamptz not null,
  named_by uuid,
  constraint stand_in_other check (away_id <> account_id),
  constraint stand_in_dates check (until >= since)
);
comment on table work.stand_in is 'Who stands in for whom, from when until when: what the one holds stands in the inbox of the other as well. It ends by itself and gives no rights.';
comment on column work.stand_in.source is 'Who says so: `work` for the one who is away, or a thing of another module, which replaces what it said before.';
create index stand_in_account on work.stand_in (account_id, until);
create index stand_in_away on work.stand_in (away_id, until);
create index stand_in_source on work.stand_in (source) where source <> 'work';
