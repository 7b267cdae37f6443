-- As people are listed here: by the given name, which is the last word, then by what stands before it.
create function people.listed_as(name_key text) returns text language sql immutable strict parallel safe
  return regexp_replace(name_key, '^(.*) (\S+)$', '\2 \1');
comment on function people.listed_as is 'The key of a name in the order of lists: the given name first.';
create index person_listed on people.person (people.listed_as(name_key) collate "C", id);
create index person_listed_unit on people.person (unit_id, people.listed_as(name_key) collate "C", id);
create index person_born on people.person (coalesce(birth_date, '') collate "C", id);
