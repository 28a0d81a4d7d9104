-- The first look at names is a close one: fewer rows have to be compared, and when it finds many there is no need of more.
-- names_alike stays for what it does not find. See 0005-timeline.sql for why these functions act with the owner's rights.
create function names_alike_closely(query text, most integer) returns table (id uuid, alike real)
language sql stable security definer set search_path = public, pg_temp set pg_trgm.similarity_threshold = 0.5 set pg_trgm.word_similarity_threshold = 0.85 as
$$
  select n.id, greatest(similarity(n.full_text, query), word_similarity(query, n.full_text)) from person_name n
  where n.partnership_id = current_partnership() and n.superseded_at is null and n.withdrawn_at is null and (n.full_text % query or query <% n.full_text)
  order by 2 desc, n.id limit most
$$;
revoke execute on function names_alike_closely from public;
grant execute on function names_alike_closely to throughline_app;
