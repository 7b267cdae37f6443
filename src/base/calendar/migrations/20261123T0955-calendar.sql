create schema calendar;

create table calendar.day (
  date date primary key,
  kind text not null check (kind in ('holiday', 'makeup', 'swap')),
  note text not null check (note <> ''),
  set_at timestamptz not null,
  set_by uuid
);
comment on table calendar.day is 'The yearly decision on days off and worked days (nghỉ lễ, làm bù, hoán đổi): it wins over what is computed.';
