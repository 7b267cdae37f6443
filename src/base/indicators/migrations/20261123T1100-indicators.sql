create schema indicators;

create table indicators.value (
  name text not null,
  day date not null,
  hour smallint not null default -1 check (hour between -1 and 23),
  unit_id uuid not null,
  value bigint not null,
  primary key (name, day, hour, unit_id)
) with (fillfactor = 80);
comment on table indicators.value is 'Figures by unit and day, kept up to date as things happen and equal to what their SQL yields over all facts. Hour -1 is the whole day. Units are those where it happened; areas are summed when read. A missing row is 0.';

create table indicators.definition (
  name text primary key,
  version integer not null,
  since date
);
comment on table indicators.definition is 'Which version of each indicator the stored values were computed with. Its row is the lock of the indicator.';
comment on column indicators.definition.version is '0 until the values were computed for the first time.';
comment on column indicators.definition.since is 'Values of earlier days come from an earlier version and cannot be computed again: their facts are dropped.';

create table indicators.dirty (
  id uuid primary key,
  name text not null,
  unit_id uuid not null,
  day date not null
);
comment on table indicators.dirty is 'Cells that an event touched and that wait to be computed again; many events on one cell are one computation.';
create index dirty_cell on indicators.dirty (name, unit_id, day);
