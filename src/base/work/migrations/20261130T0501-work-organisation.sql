alter table work.item add column organisation_id uuid;
comment on column work.item.organisation_id is 'Whose work it is, when it is not everybody''s of its unit: only officers of this organisation see it.';
