-- A case is looked for by any part of its number.
create index case_number_parts on tracing.case_file using gin (lower(number) gin_trgm_ops);
