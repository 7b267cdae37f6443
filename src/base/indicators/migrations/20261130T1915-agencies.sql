create table indicators.agency_value (
  name text not null,
  day date not null,
  unit_id uuid not null,
  organisation_id uuid not null,
  value bigint not null,
  primary key (name, day, unit_id, organisation_id)
);
comment on table indicators.agency_value is 'The same figures of a day by organisation, of those whose SQL says whose each thing is; written with the cells of indicators.value. A missing row is 0.';
