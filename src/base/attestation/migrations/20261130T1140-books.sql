-- One counter for all papers of a kind that an organisation gives, whichever part of the system numbers them: orders and
-- results counted by unit until now, documents by organisation. What was given stays; a book goes on after the highest.
alter table attestation.series rename column unit_id to holder_id;
alter table attestation.series rename column series to book;

create temporary table taken on commit drop as
  select coalesce(o.id, s.holder_id) as holder_id,
    case
      when o.id is not null then split_part(s.book, '-', 1)
      when starts_with(s.book, 'documents.outgoing.') then substr(s.book, length('documents.outgoing.') + 1)
      else s.book
    end as book,
    s.year, max(s.last) as last
  from attestation.series s
  left join (
    select o.id, t.unit_id, k.abbreviation
    from units.organisation o
    join units.seat t on t.organisation_id = o.id and t.valid_to is null
    join (values ('committee', 'UBND'), ('health-department', 'SYT'), ('cdc', 'KSBT'), ('health-centre', 'TTYT'),
      ('health-station', 'TYT'), ('police', 'CA')) as k (kind, abbreviation) on k.kind = o.kind
    where o.valid_to is null
  ) o on o.unit_id = s.holder_id and s.book like '%-' || o.abbreviation
  group by 1, 2, 3;
delete from attestation.series;
insert into attestation.series (holder_id, book, year, last) select holder_id, book, year, last from taken;

comment on table attestation.series is 'The last number that an organisation gave to a paper of a kind (QĐ, BC, CV …) in a year, or a unit without such an organisation to one of a series (BC-BCĐ). Taken in the transaction that issues the paper: no gap, no double.';
