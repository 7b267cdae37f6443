alter table services.result
  drop column file_id,
  add column state text not null default 'issued' check (state in ('signing', 'issued', 'withdrawn')),
  add column request_id uuid,
  add column pdf_sealed bytea,
  add constraint result_signed check (is_signed = (pdf_sealed is not null) and (state <> 'signing' or request_id is not null));
alter table services.result alter column pdf_sealed set storage external;
comment on column services.result.state is 'Signed by who decides and not yet by all; issued; or taken back before it was.';
comment on column services.result.request_id is 'The signatures it waits for, or has.';
comment on column services.result.pdf_sealed is 'The signed document, sealed by the keyring; none of one that is only attested.';

alter table services.rating
  add column channel text not null default 'app' check (channel in ('app', 'paper')),
  add column entered_at timestamptz,
  add column entered_by uuid,
  add constraint rating_entered check ((channel = 'paper') = (entered_at is not null));
comment on column services.rating.at is 'When it was given: of a slip, the day that stands on it.';
comment on column services.rating.entered_at is 'When the slip was typed in.';
