-- Whom a look at a list showed: one row a look, found by each of them. Only such rows are in the index.
alter table core.audit add column shown uuid[];
comment on column core.audit.shown is 'Whom the list showed that was looked at, the first fifty.';
create index audit_shown on core.audit using gin (shown) where shown is not null;
