alter table documents.document add column request_id uuid;
alter table documents.document add column code text;
alter table documents.document add column digest bytea;
create unique index document_code on documents.document (code) where code is not null;
comment on column documents.document.request_id is 'The request by which its signers sign the paper itself (trình ký số); none: they sign by an act in the system.';
comment on column documents.document.code is 'Stands in the code on the paper: who has the paper finds by it what anybody may know of it. Nobody can guess it.';
comment on column documents.document.digest is 'SHA-256 of the paper as it was issued.';
