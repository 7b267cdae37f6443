-- An order is looked for by any part of its number.
create index order_number_parts on isolation.isolation_order using gin (lower(number) gin_trgm_ops);
