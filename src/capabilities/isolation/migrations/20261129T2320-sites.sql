create table isolation.site_capacity (
  place_id uuid not null,
  from_on date not null,
  capacity integer not null check (capacity >= 0),
  set_by uuid,
  set_at timestamptz not null,
  primary key (place_id, from_on)
);
comment on table isolation.site_capacity is 'How many people a place of the register takes in isolation (sức chứa), from a day on; 0 when it takes nobody any more.';

create index order_site on isolation.isolation_order (place_id, from_on) where place_id is not null;
