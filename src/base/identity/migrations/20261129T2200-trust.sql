alter table identity.session
  add column proved_at timestamptz,
  add column factor_due boolean not null default false,
  add column holder text check (holder in ('asked', 'other')),
  add column person_id uuid;
comment on column identity.session.proved_at is 'When its holder last proved who they are, not only that they have the device.';
comment on column identity.session.factor_due is 'The password was right and the second factor is still to be proved: nothing else is allowed, and it ends soon.';
comment on column identity.session.holder is 'asked: opened by a phone that may have passed on, nothing answers before its holder says a fact of the person. other: of somebody who shares the phone; it speaks for person_id and has none of the account''s grants. Null: of the person of the account.';

-- Where roughly somebody signed in is enough: the network, not the line.
update identity.session set address = regexp_replace(address, '\.\d+$', '.0') where address ~ '^\d+\.\d+\.\d+\.\d+$';
update identity.session set address = regexp_replace(address, '^(([0-9a-f]*:){3}).*$', '\1:') where address ~ '^([0-9a-f]*:){3}';
comment on column identity.session.address is 'The network it was opened from: /24 or /48.';

alter table identity.account add column has_factor boolean not null default false;
comment on column identity.account.has_factor is 'A second factor is set up: a password alone opens nothing.';

alter table identity.account drop constraint account_way_in;
alter table identity.account add constraint account_way_in check (
  case kind when 'officer' then login is not null and unit_id is not null
            else (phone_index is null) = (phone_sealed is null) end);
comment on constraint account_way_in on identity.account is 'A citizen signs in by phone, or through an identity provider.';

create index phone_code_sent on identity.phone_code (sent_at);
comment on index identity.phone_code_sent is 'How many codes the installation sent within a day.';
