alter table signatures.turn add column round smallint;
update signatures.turn t set round = case r.sequence when 'in-order' then t.position else 0 end
from signatures.request r where r.id = t.request_id;
alter table signatures.turn alter column round set not null;
comment on column signatures.turn.round is 'Those of one round sign in any order, after all of the rounds before.';

alter table signatures.paper add column fills jsonb;
comment on column signatures.paper.fills is 'What the seal writes into the blanks that the paper left: its number, its day.';

alter table signatures.request add column organisation_id uuid;
comment on column signatures.request.organisation_id is 'Whose officers alone may see that something waits to be signed; none: all who sign in that unit.';
