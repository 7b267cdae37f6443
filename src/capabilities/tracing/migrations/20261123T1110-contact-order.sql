-- The list of a case's contacts, heaviest first: each page is one range of it, however many there are.
create index contact_heaviest on tracing.contact
  (case_id, (case exposure when 'high' then 0 when 'medium' then 1 else 2 end), (-minutes), id);
