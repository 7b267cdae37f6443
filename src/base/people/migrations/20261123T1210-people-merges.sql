alter table people.alias add column into_id uuid references people.person;

with recursive chain (from_id, to_id) as (
  select from_id, to_id from people.alias
  union
  select c.from_id, a.to_id from chain c join people.alias a on a.from_id = c.to_id)
update people.alias a
set into_id = a.to_id, to_id = c.to_id
from chain c
where c.from_id = a.from_id and not exists (select from people.alias further where further.from_id = c.to_id);

alter table people.alias alter column into_id set not null;
comment on table people.alias is 'A person entered twice: from_id is read as to_id, which is never itself merged. Facts are never rewritten.';
comment on column people.alias.into_id is 'The entry it was merged into; to_id is the one that stands for that now.';
