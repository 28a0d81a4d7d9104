-- A question that nobody needs answered any longer is withdrawn by those who asked: it ends like an answered one, and they may ask again.
alter table ask_owner drop constraint ask_owner_answer_check;
alter table ask_owner add constraint ask_owner_answer_check check (answer in ('given','refused','withdrawn'));

-- An urgent access that was not justified is a breach of the partnership's rules, and is on the register as one.
alter table urgent_access add column breach_id uuid references breach on delete set null;
create index on urgent_access (breach_id) where breach_id is not null;
grant update (breach_id) on urgent_access to throughline_app;
