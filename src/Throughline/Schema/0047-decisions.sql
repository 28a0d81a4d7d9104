-- Decisions about a person (Data Protection Act 2018 ss.50A to 50D; UK GDPR articles 22A to 22D, from 5 February 2026): what the person says of
-- them, and looking at one again. Requests to correct, restrict or erase. Words that people add to documents made from live settings.

create table representation (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null references person_record,
  kind text not null check (kind in ('representation','reconsideration')),
  about text not null check (about in ('panel_decision','status_change','exit')),
  decision_id uuid not null,
  decided_by uuid not null references app_user,
  received_on date not null,
  received_how text not null,
  words text not null,
  due_on date not null,
  considered_by uuid references app_user,
  considered_at timestamptz,
  outcome text check (outcome in ('stands','changed')),
  outcome_words text,
  check ((considered_at is null) = (outcome is null)),
  check (kind <> 'reconsideration' or considered_by is null or considered_by <> decided_by)
);
create index on representation (person_id);
insert into item_kind (table_name, name, usual_category, words, summary, dated, retention_class, subject_access, audit_class, changed_by) values
  ('representation', 'What the person said of a decision', 'plan', $$in_words(t.kind) || ': ' || t.words || coalesce('. Outcome: ' || t.outcome || '. ' || t.outcome_words, '')$$, $$'The person said something of a decision'$$, 't.received_on', 'decision', 'disclose-without-third-parties', 'decision', 'whoever-sees');
call keep_as_item('representation', 'plan', 'whoever-sees');
alter table representation alter column owner_agency_id set not null, alter column recorded_by set not null, alter column received_at set not null, alter column regime set not null, alter column gateway set not null, alter column review_on set not null;
create index on representation (owner_agency_id, review_on);
call keep_restrictable('representation');
call keep_recipients_told('representation');
call rebuild_item_view();
call rebuild_glimpse_view();

-- The person asks for something to be corrected, restricted or erased; the agency that owns it decides within a month (ss.46 to 48; articles 16 to 19).
create table rectification (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  asks text not null check (asks in ('correct','restrict','erase')),
  received_on date not null,
  kind text not null,
  item_id uuid not null,
  owner_agency_id uuid not null references agency,
  wrong text not null,
  wanted text not null default '',
  due_on date not null,
  state text not null default 'open' check (state in ('open','corrected','restricted','erasure-proposed','refused')),
  decided_at timestamptz,
  decided_by uuid references app_user,
  reason text,
  statement text,
  opened_at timestamptz not null,
  opened_by uuid not null references app_user
);
create index on rectification (owner_agency_id) where state = 'open';
call keep_for_governance('rectification', 'owner_agency_id');
revoke delete on rectification from throughline_app;
insert into person_table (table_name, because, subject_access, disposal) values ('rectification', 'what the person asked to have corrected, restricted or erased', 'about-the-handling', 'with-the-person');

-- A new row that says one thing differently; the old one is superseded. For kinds of item that only their owner changes.
create function supersede_item(of_kind text, of_item uuid, column_name text, new_value text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare old jsonb; columns text; fresh uuid := uuid7();
begin
  if not exists (select from item_kind k where k.table_name = of_kind and k.changed_by = 'owner') or column_name = any (item_bookkeeping()) then
    return null;
  end if;
  execute format('select to_jsonb(t) from %I t where id = $1 and partnership_id = current_partnership() and owner_agency_id = current_agency() and superseded_at is null and withdrawn_at is null for update', of_kind) into old using of_item;
  if old is null or not old ? column_name then
    return null;
  end if;
  select string_agg(quote_ident(c.column_name), ', ') into columns from information_schema.columns c where c.table_schema = 'public' and c.table_name = of_kind and c.is_generated = 'NEVER';
  execute format('update %I set superseded_at = current_act_at() where id = $1', of_kind) using of_item;
  execute format('insert into %I (%s) select %s from jsonb_populate_record(null::%I, $1)', of_kind, columns, columns, of_kind)
  using old || jsonb_build_object('id', fresh, column_name, new_value, 'received_at', current_act_at(), 'recorded_by', current_actor(), 'source_row_id', null, 'import_id', null, 'line', null);
  return fresh;
end $$;
revoke execute on function supersede_item from public;
grant execute on function supersede_item to throughline_app;

-- What people write beside a document that the program makes: kept version by version.
create table document_words (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  document text not null,
  section text not null,
  words text not null,
  written_by uuid not null references app_user,
  written_at timestamptz not null
);
create index on document_words (partnership_id, document, section, written_at desc);
call keep_for_governance('document_words', null);
create policy everybody_reads on document_words for select to throughline_app using (partnership_id = (select current_partnership()));
revoke update, delete on document_words from throughline_app;
