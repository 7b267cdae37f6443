create schema openid;

create table openid.link (
  provider text not null,
  subject text not null,
  account_id uuid not null,
  proven boolean not null,
  linked_at timestamptz not null,
  primary key (provider, subject)
);
comment on table openid.link is 'Who an identity provider knows under a subject is this account. Never by an e-mail alone that nobody verified.';
comment on column openid.link.proven is 'The provider vouched for the personal ID: level 2 of the national identity.';
create unique index link_account on openid.link (account_id, provider);

create table openid.flow (
  id_hash bytea primary key,
  provider text not null,
  purpose text not null check (purpose in ('sign-in', 'link')),
  account_id uuid,
  sealed bytea not null,
  expires_at timestamptz not null
);
comment on table openid.flow is 'A way to a provider that has not come back: bound to one browser, taken once, good for ten minutes.';
comment on column openid.flow.sealed is 'State, nonce, verifier, and the code of an invitation.';
create index flow_expires on openid.flow (expires_at);

create table openid.visit (
  session_id uuid primary key,
  provider text not null,
  token_sealed bytea not null,
  at timestamptz not null
);
comment on table openid.visit is 'What a session was opened with, to sign out there too. Forgotten when the session is over.';
