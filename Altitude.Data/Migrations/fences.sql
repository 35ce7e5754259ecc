-- Everything beside the tables: the clock, the workspace's fence, the append, privileges. Run after every migration, as the owner; running it twice changes nothing.
-- {{app}} and {{background}} are quoted role names; {{owner}} is whoever runs this.

create schema if not exists altitude;

-- The one clock. A database made for tests replaces it by one with an offset.
do $$
begin
  if to_regprocedure('altitude.now()') is null then
    create function altitude.now() returns timestamptz language sql stable parallel safe
      as 'select transaction_timestamp()';
  end if;
end $$;

-- The workspace of this transaction; null while none is set (the setting reads '' after it was set once).
create or replace function altitude.current_workspace() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('altitude.workspace_id', true), '')::uuid $$;

-- Why this actor may not act here now; null: they may. Takes no locks.
-- Who ends their own access (signs out, leaves, closes the workspace) does it by an act that still commits: what this transaction ended itself, does not
-- refuse it. It is told by its time and by the row's writer; savepoints would hide the writer, so WorkspaceDb makes none.
create or replace function altitude.actor_refusal(p_kind text, p_actor uuid, p_session uuid) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_workspace uuid := altitude.current_workspace();
  v_refusal text;
  v_now timestamptz := altitude.now();
  v_self xid := pg_catalog.pg_current_xact_id_if_assigned()::xid;
begin
  if p_kind = 'visitor' then -- One statement: it runs at the door of every page, and again as the page opens.
    select case
        when p.closed_at is not null and (p.closed_at <> v_now or p.xmin is distinct from v_self) then 'workspace.closed'
        when s.id is null then 'session.missing'
        when s.ended_at is not null and (s.ended_at <> v_now or s.xmin is distinct from v_self) then 'session.ended'
        when v_now >= least(s.expires_at, s.started_at + make_interval(hours => w.portal_longest_session_hours)) then 'session.expired'
        -- That it was used is written down every five minutes: PortalSession.EndsAt.
        when w.portal_idle_minutes > 0 and v_now >= make_interval(mins => w.portal_idle_minutes + 5) + greatest(s.started_at,
          (select seen.at from tenant.session_seen seen where seen.workspace_id = s.workspace_id and seen.session_id = s.id)) then 'session.expired'
        when c.removed_at is not null and (c.removed_at <> v_now or c.xmin is distinct from v_self) then 'contact.removed'
        when w.shut_at is not null then 'workspace.shut'
        when not w.portal_is_on then 'portal.off'
        else ''
      end
      into v_refusal
      from platform.workspaces p
      left join (tenant.portal_sessions s
                 join tenant.contacts c on c.workspace_id = s.workspace_id and c.id = s.contact_id
                 join tenant.workspaces w on w.workspace_id = s.workspace_id)
        on s.workspace_id = p.id and s.id = p_session and s.contact_id = p_actor
      where p.id = v_workspace;
    return nullif(coalesce(v_refusal, 'workspace.closed'), '');
  end if;
  if not exists (select from platform.workspaces w
                 where w.id = v_workspace and (w.closed_at is null or w.closed_at = v_now and w.xmin is not distinct from v_self)) then
    return 'workspace.closed';
  end if;
  if p_kind in ('staff', 'returning') then -- Returning: an owner of a company that was closed, who may open it again.
    select case
        when s.ended_at is not null and (s.ended_at <> v_now or s.xmin is distinct from v_self) then 'staff-session.ended'
        when v_now >= s.expires_at then 'staff-session.expired'
        when m.removed_at is not null and (m.removed_at <> v_now or m.xmin is distinct from v_self) then 'staff.removed'
        when w.requires_second_step and s.second_step_at is null then 'staff-session.second-step'
        when p_kind = 'staff' and w.shut_at is not null and (w.shut_at <> v_now or w.xmin is distinct from v_self) then 'workspace.shut'
        when p_kind = 'returning' and m.role <> 'Owner' then 'workspace.shut'
        when p_kind = 'returning' and w.shut_at is null and w.xmin is distinct from v_self then 'workspace.reopened'
        else ''
      end
      into v_refusal
      from platform.staff_sessions s
      join tenant.staff_members m on m.workspace_id = s.workspace_id and m.id = s.staff_id
      join tenant.workspaces w on w.workspace_id = s.workspace_id
      where s.workspace_id = v_workspace and s.id = p_session and s.staff_id = p_actor;
    return nullif(coalesce(v_refusal, 'staff-session.missing'), '');
  elsif p_kind = 'onlooker' then -- Staff who view the portal as a contact: while their sign-in lives and the contact could come in. Roles: StaffRoles.MayViewAsContact.
    select case
        when v.ended_at is not null then 'viewing.ended'
        when m.removed_at is not null then 'staff.removed'
        when m.role not in ('Owner', 'Admin', 'Dispatcher') then 'viewing.not-allowed'
        when s.ended_at is not null then 'staff-session.ended'
        when v_now >= s.expires_at then 'staff-session.expired'
        when w.requires_second_step and s.second_step_at is null then 'staff-session.second-step'
        when w.shut_at is not null then 'workspace.shut'
        when c.removed_at is not null then 'contact.removed'
        when not w.portal_is_on then 'portal.off'
        else ''
      end
      into v_refusal
      from tenant.portal_viewings v
      join platform.staff_sessions s on s.workspace_id = v.workspace_id and s.id = v.staff_session_id and s.staff_id = v.staff_id
      join tenant.staff_members m on m.workspace_id = v.workspace_id and m.id = v.staff_id
      join tenant.contacts c on c.workspace_id = v.workspace_id and c.id = v.contact_id
      join tenant.workspaces w on w.workspace_id = v.workspace_id
      where v.workspace_id = v_workspace and v.id = p_session and v.staff_id = p_actor;
    return nullif(coalesce(v_refusal, 'viewing.missing'), '');
  elsif p_kind = 'link-holder' then
    select case when w.shut_at is not null then 'workspace.shut' when not w.portal_is_on then 'portal.off' else '' end
      into v_refusal from tenant.workspaces w where w.workspace_id = v_workspace;
    return nullif(coalesce(v_refusal, 'workspace.closed'), '');
  elsif p_kind in ('requester', 'provider', 'background', 'operator') then
    return null;
  end if;
  return 'actor.unknown';
end $$;

-- Which part of the portal (PortalSections) a customer acts in who brings this about; 0: none that could be hidden. An invoice that comes of an approval is no act among invoices.
create or replace function altitude.section_of(p_kind text) returns integer language sql immutable parallel safe as $$
  select case split_part(p_kind, '.', 1)
      when 'estimate' then 1 when 'checkout' then 2 when 'appointment' then 4
      when 'message' then 8 when 'job-message' then 8 when 'conversation' then 8 when 'contact' then 32 else 0 end;
$$;

-- The last statement of every act: takes the head, asks again whether the actor may act (a fresh snapshot, because this function is volatile),
-- chains the entries and moves the head. Returns the last seq. p_entries: [{id, kind, subject, customer, job, evidence, details, at}], details being text.
create or replace function altitude.append(p_actor_kind text, p_actor uuid, p_session uuid, p_entries jsonb) returns bigint
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_workspace uuid := altitude.current_workspace();
  v_seq bigint;
  v_hash bytea;
  v_refusal text;
  v_entry jsonb;
  v_body text;
  v_body_hash bytea;
  v_bytes bytea;
  v_now timestamptz := altitude.now();
  v_at timestamptz;
  v_kind text := case p_actor_kind when 'returning' then 'staff' else p_actor_kind end; -- What the history calls them.
begin
  if p_actor_kind = 'onlooker' then -- Whatever asked for it: who only looks on commits nothing.
    raise exception 'viewing.read-only' using errcode = 'AL001';
  end if;
  select h.seq, h.hash into v_seq, v_hash from platform.heads h where h.workspace_id = v_workspace for update;
  if not found then
    raise exception 'no workspace is set' using errcode = 'AL002';
  end if;
  v_refusal := altitude.actor_refusal(p_actor_kind, p_actor, p_session);
  if v_refusal is not null then
    raise exception '%', v_refusal using errcode = 'AL001';
  end if;
  if p_actor_kind = 'visitor' and exists (select from jsonb_array_elements(p_entries) e join tenant.workspaces w on w.workspace_id = v_workspace
                                          where w.portal_hidden & altitude.section_of(e->>'kind') <> 0) then
    raise exception 'portal.hidden' using errcode = 'AL001';
  end if;
  -- Into a company that was closed one may sign in, nothing else; its owner may open it again and take its data away.
  if p_actor_kind = 'returning' and exists (select from jsonb_array_elements(p_entries) e
                                            where e->>'kind' not in ('workspace.reopened', 'export.asked', 'export.fetched'))
     or p_actor_kind = 'requester' and exists (select from jsonb_array_elements(p_entries) e join tenant.workspaces w on w.workspace_id = v_workspace
                                               where w.shut_at is not null and e->>'kind' not in ('staff-session.began', 'staff-session.ended', 'staff.second-step')) then
    raise exception 'workspace.shut' using errcode = 'AL001';
  end if;
  -- Nothing may be under way at the payment provider when a company is closed. Asked once every act has committed that was quicker.
  if exists (select from jsonb_array_elements(p_entries) e where e->>'kind' = 'workspace.shut')
     and (exists (select from tenant.checkout_attempts a where a.workspace_id = v_workspace and a.state in ('Opening', 'Open', 'Processing'))
          or exists (select from tenant.refunds r where r.workspace_id = v_workspace and r.state = 'Pending')) then
    raise exception 'shut.money-on-its-way' using errcode = 'AL001';
  end if;
  for v_entry in select e from jsonb_array_elements(p_entries) e loop
    v_seq := v_seq + 1;
    -- Only the owner's own session may tell a history afterwards, under its dates; whoever serves writes down what happens now.
    v_at := case when session_user = current_user then coalesce((v_entry->>'at')::timestamptz, v_now) else v_now end;
    v_body := v_entry->>'details';
    v_body_hash := sha256(convert_to(v_body, 'UTF8'));
    v_bytes := v_hash || int8send(v_seq)
      || convert_to(concat_ws(E'\n', (v_entry->>'id')::uuid::text, v_entry->>'kind', (v_entry->>'subject')::uuid::text,
                    coalesce((v_entry->>'customer')::uuid::text, ''), coalesce((v_entry->>'job')::uuid::text, ''), coalesce(v_entry->>'evidence', ''),
                    v_kind, coalesce(p_actor::text, '')), 'UTF8')
      || int8send((extract(epoch from v_at) * 1000000)::bigint)
      || v_body_hash;
    v_hash := sha256(v_bytes);
    insert into tenant.activity (workspace_id, seq, id, kind, subject, customer_id, job_id, evidence, actor_kind, actor_id, at, details_hash, hashed, hash)
      values (v_workspace, v_seq, (v_entry->>'id')::uuid, v_entry->>'kind', (v_entry->>'subject')::uuid, (v_entry->>'customer')::uuid,
              (v_entry->>'job')::uuid, v_entry->>'evidence', v_kind, p_actor, v_at, v_body_hash, v_bytes, v_hash);
    insert into tenant.activity_details (workspace_id, seq, body) values (v_workspace, v_seq, v_body);
  end loop;
  update platform.heads set seq = v_seq, hash = v_hash where workspace_id = v_workspace;
  return v_seq;
end $$;

-- A new workspace begins with its address and the head of its chain.
create or replace function altitude.found_workspace(p_id uuid, p_slug text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into platform.workspaces (id, slug, created_at) values (p_id, p_slug, altitude.now());
  insert into platform.heads (workspace_id, seq, hash) values (p_id, 0, sha256(uuid_send(p_id)));
  insert into platform.outbox (id, workspace_id, kind, subject, due_at, attempts)
    select gen_random_uuid(), p_id, k.kind, p_id, altitude.now() + k.first, 0
    from (values ('tidy-workspace', interval '1 day'), ('sweep-links', interval '1 day'), ('sweep-sessions', interval '1 day'), ('sweep-reminders', interval '1 hour'),
                 ('sweep-overdue', interval '1 hour'), ('sweep-estimates', interval '1 hour'), ('sweep-outbox', interval '1 hour')) k (kind, first);
end $$;

-- The company that was signed up gets its address, once, when its office is opened. An address that anybody ever had is not given to another: links in old mails begin with it.
create or replace function altitude.name_workspace(p_wish text) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_workspace uuid := altitude.current_workspace();
  v_slug text := p_wish;
  v_more integer := 1;
begin
  perform from platform.heads h where h.workspace_id = v_workspace for update;
  perform pg_advisory_xact_lock(hashtextextended('altitude.slugs', 0));
  while exists (select from platform.workspaces w where w.slug = v_slug) loop
    v_more := v_more + 1;
    v_slug := p_wish || '-' || v_more;
  end loop;
  update platform.workspaces w set slug = v_slug
    where w.id = v_workspace and w.closed_at is null and w.slug = 'new-' || replace(v_workspace::text, '-', '');
  if not found then
    raise exception 'the address of a company stays' using errcode = 'AL006';
  end if;
  return v_slug;
end $$;

-- The workspace that is set gives up its slug; nothing of it is removed. Takes the head first: whoever holds it commits before the end.
create or replace function altitude.close_workspace() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_workspace uuid := altitude.current_workspace();
begin
  perform from platform.heads h where h.workspace_id = v_workspace for update;
  update platform.workspaces set closed_at = altitude.now() where id = v_workspace and closed_at is null;
  update platform.staff_sessions set ended_at = altitude.now() where workspace_id = v_workspace and ended_at is null;
  delete from platform.staff_seats where workspace_id = v_workspace;
  delete from platform.link_lookups where workspace_id = v_workspace;
  delete from platform.calendar_lookups where workspace_id = v_workspace;
  delete from platform.invitation_lookups where workspace_id = v_workspace;
  delete from platform.session_lookups where workspace_id = v_workspace;
  delete from platform.webhook_endpoints where workspace_id = v_workspace;
end $$;

-- Counts one try and says how many there were in this span, over all nodes.
create or replace function altitude.count_try(p_key text, p_span interval) returns integer
language sql volatile set search_path = '' as $$
  insert into platform.rate_counters (key, since, count)
    values (p_key, date_bin(p_span, altitude.now(), timestamptz '2000-01-01 00:00Z'), 1)
    on conflict (key, since) do update set count = platform.rate_counters.count + 1
    returning count;
$$;

-- How many messages of the company a contact has not read, in the conversations that their rights let them read: ConversationRights.
create or replace function altitude.unread_messages(p_workspace uuid, p_customer uuid, p_contact uuid, p_rights text) returns integer
language sql stable set search_path = '' as $$
  select coalesce(sum(c.from_company - coalesce(m.others_read, 0)), 0)::integer
  from tenant.conversations c
  left join tenant.read_marks m on m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.person_id = p_contact
  where c.workspace_id = p_workspace and c.customer_id = p_customer and (c.job_id is null or p_rights <> 'BillingOnly');
$$;

drop function if exists altitude.find_visitor(text, bytea), altitude.find_onlooker(text, uuid, uuid), altitude.find_staff(bytea); -- What they return has grown.

-- Whose browser is this, in the workspace of this address? One round trip a request. No row: no such workspace.
create or replace function altitude.find_visitor(p_slug text, p_browser bytea)
returns table (workspace_id uuid, revision integer, feed_position bigint, refusal text, session_id uuid, contact_id uuid, customer_id uuid, rights text, contact_name text,
               unread integer)
language plpgsql volatile set search_path = '' as $$
declare
  v_workspace uuid;
  v_position bigint;
begin
  select w.id, h.seq into v_workspace, v_position from platform.workspaces w join platform.heads h on h.workspace_id = w.id
    where w.slug = p_slug and w.closed_at is null;
  if not found then
    return;
  end if;
  perform set_config('altitude.workspace_id', v_workspace::text, true);
  return query
    select v_workspace, w.revision, v_position,
           case when w.shut_at is not null then 'workspace.shut' when not w.portal_is_on then 'portal.off' when s.id is null then 'session.missing' else altitude.actor_refusal('visitor', s.contact_id, s.id) end,
           s.id, s.contact_id, s.customer_id, c.rights::text, c.name::text,
           altitude.unread_messages(w.workspace_id, s.customer_id, s.contact_id, c.rights::text)
    from tenant.workspaces w
    left join tenant.portal_sessions s on s.workspace_id = w.workspace_id and s.browser_hash = p_browser and s.ended_at is null
    left join tenant.contacts c on c.workspace_id = s.workspace_id and c.id = s.contact_id
    where w.workspace_id = v_workspace;
end $$;

-- Who views the portal of this address as which contact? No row: no such workspace, or not a viewing of this office sign-in.
create or replace function altitude.find_onlooker(p_slug text, p_viewing uuid, p_staff_session uuid)
returns table (workspace_id uuid, revision integer, feed_position bigint, refusal text, staff_id uuid, staff_name text,
               contact_id uuid, customer_id uuid, rights text, contact_name text, unread integer)
language plpgsql volatile set search_path = '' as $$
declare
  v_workspace uuid;
  v_position bigint;
begin
  select w.id, h.seq into v_workspace, v_position from platform.workspaces w join platform.heads h on h.workspace_id = w.id
    where w.slug = p_slug and w.closed_at is null;
  if not found then
    return;
  end if;
  perform set_config('altitude.workspace_id', v_workspace::text, true);
  return query
    select v_workspace, w.revision, v_position, altitude.actor_refusal('onlooker', v.staff_id, v.id), v.staff_id, m.name::text,
           c.id, c.customer_id, c.rights::text, c.name::text, altitude.unread_messages(v.workspace_id, c.customer_id, c.id, c.rights::text)
    from tenant.portal_viewings v
    join tenant.workspaces w on w.workspace_id = v.workspace_id
    join tenant.staff_members m on m.workspace_id = v.workspace_id and m.id = v.staff_id
    join tenant.contacts c on c.workspace_id = v.workspace_id and c.id = v.contact_id
    where v.workspace_id = v_workspace and v.id = p_viewing and v.staff_session_id = p_staff_session;
end $$;

-- Who of which company holds this office cookie? No row: nobody, or not any more. Whoever still owes a second step is found, and may come no further than its page;
-- so is an owner whose company was closed.
create or replace function altitude.find_staff(p_key bytea)
returns table (workspace_id uuid, slug text, session_id uuid, user_id uuid, staff_id uuid, role text, staff_name text, owes_second_step boolean, second_step_at timestamptz,
               is_shut boolean, lasts interval)
language plpgsql volatile set search_path = '' as $$
declare
  v_session platform.staff_sessions;
begin
  select * into v_session from platform.staff_sessions s where s.key_hash = p_key and s.ended_at is null;
  if not found then
    return;
  end if;
  perform set_config('altitude.workspace_id', v_session.workspace_id::text, true);
  return query
    select m.workspace_id, w.slug::text, v_session.id, v_session.user_id, m.id, m.role::text, m.name::text, coalesce(r.refusal = 'staff-session.second-step', false),
           v_session.second_step_at, coalesce(r.refusal = 'workspace.shut', false), v_session.expires_at - altitude.now()
    from tenant.staff_members m join platform.workspaces w on w.id = m.workspace_id,
         lateral (select altitude.actor_refusal('staff', m.id, v_session.id)) r (refusal)
    where m.workspace_id = v_session.workspace_id and m.id = v_session.staff_id
      and (coalesce(r.refusal, 'staff-session.second-step') = 'staff-session.second-step' or r.refusal = 'workspace.shut' and m.role = 'Owner');
end $$;

-- Whether an owner closed the company: its background work rests until it is opened again.
create or replace function altitude.is_shut(p_workspace uuid) returns boolean language plpgsql volatile set search_path = '' as $$
begin
  perform set_config('altitude.workspace_id', p_workspace::text, true);
  return exists (select from tenant.workspaces w where w.workspace_id = p_workspace and w.shut_at is not null);
end $$;

-- Small letters without accents, so that "Müller", "MULLER" and "muller" are one. These three are in plpgsql, which keeps its plans: as plain SQL they were parsed and
-- planned anew for every row that a customer is written with.
create or replace function altitude.fold(p_text text) returns text language plpgsql immutable parallel safe set search_path = ''
  as $$ begin return translate(regexp_replace(normalize(lower(normalize(p_text, NFKD)), NFKD), '[\u0300-\u036f]', '', 'g'), 'øłđıæœß', 'oldiaos'); end $$;

-- The words that a person types to find a text, each at most as long as it is kept.
create or replace function altitude.words(p_text text) returns setof text language plpgsql immutable parallel safe set search_path = ''
  as $$ begin return query select distinct left(w, 64) from regexp_split_to_table(altitude.fold(p_text), '[^[:alnum:]]+') w where w <> ''; end $$;

-- The ends of a phone number from its seventh digit on: it is found however much of country and area code was written, there or here.
create or replace function altitude.phone_words(p_phone text) returns setof text language plpgsql immutable parallel safe set search_path = ''
  as $$
begin
  if p_phone = '' then
    return;
  end if;
  return query
    select distinct right(d, n) from (select ltrim(left(regexp_replace(p_phone, '[^0-9]', '', 'g'), 15), '0') as d) x, generate_series(7, 15) n where length(d) >= 7;
end $$;

-- Writes a customer's words anew. Whatever changes a name, an address or a phone number comes through here: see the triggers.
create or replace function altitude.index_customer(p_workspace uuid, p_customer uuid) returns void language sql volatile set search_path = '' as $$
  delete from tenant.customer_words w where w.workspace_id = p_workspace and w.customer_id = p_customer;
  insert into tenant.customer_words (workspace_id, word, customer_id)
    select distinct p_workspace, w.word, p_customer from (
      select altitude.words(c.name) as word from tenant.customers c where c.workspace_id = p_workspace and c.id = p_customer and c.merged_into is null
      union all
      select altitude.words(k.name || ' ' || k.email) from tenant.contacts k
        where k.workspace_id = p_workspace and k.customer_id = p_customer and k.removed_at is null
      union all
      select altitude.phone_words(n) from tenant.contacts k, lateral (values (k.phone), (k.phone_e164)) p (n)
        where k.workspace_id = p_workspace and k.customer_id = p_customer and k.removed_at is null
      union all
      select altitude.words(l.label || ' ' || l.address) from tenant.service_locations l
        where l.workspace_id = p_workspace and l.customer_id = p_customer and l.removed_at is null
    ) w;
$$;

create or replace function altitude.index_customer_row() returns trigger language plpgsql set search_path = '' as $$
declare
  v_new jsonb := to_jsonb(new);
  v_customer uuid := coalesce(v_new->>'customer_id', v_new->>'id')::uuid;
  v_before uuid;
begin
  if tg_op = 'INSERT' then -- What is new only adds words.
    insert into tenant.customer_words (workspace_id, word, customer_id)
      select new.workspace_id, w, v_customer from altitude.words(
        concat_ws(' ', v_new->>'name', v_new->>'email', v_new->>'label', v_new->>'address')) w
      union
      select new.workspace_id, w, v_customer from (values (v_new->>'phone'), (v_new->>'phone_e164')) p (n), lateral altitude.phone_words(coalesce(n, '')) w
      on conflict do nothing;
    return null;
  end if;
  v_before := (to_jsonb(old)->>'customer_id')::uuid;
  if v_before <> v_customer then
    perform altitude.index_customer(old.workspace_id, v_before);
  end if;
  perform altitude.index_customer(new.workspace_id, v_customer);
  return null;
end $$;

do $$
declare
  v_table text;
begin
  foreach v_table in array array['customers', 'contacts', 'service_locations'] loop
    execute format('drop trigger if exists findable on tenant.%I', v_table);
    execute format('drop trigger if exists findable_again on tenant.%I', v_table);
    execute format('create trigger findable after insert on tenant.%I for each row execute function altitude.index_customer_row()', v_table);
  end loop;
  create trigger findable_again after update on tenant.customers for each row
    when (old.name is distinct from new.name or old.merged_into is distinct from new.merged_into) execute function altitude.index_customer_row();
  create trigger findable_again after update on tenant.contacts for each row
    when ((old.name, old.email, old.phone, old.phone_e164, old.customer_id, old.removed_at)
      is distinct from (new.name, new.email, new.phone, new.phone_e164, new.customer_id, new.removed_at))
    execute function altitude.index_customer_row();
  create trigger findable_again after update on tenant.service_locations for each row
    when ((old.label, old.address, old.customer_id, old.removed_at) is distinct from (new.label, new.address, new.customer_id, new.removed_at)) execute function altitude.index_customer_row();
end $$;

-- Customers from before there were words. The owner is fenced too, so force is lifted here; the loop below puts it back.
do $$
begin
  alter table tenant.customers no force row level security;
  alter table tenant.contacts no force row level security;
  alter table tenant.service_locations no force row level security;
  alter table tenant.customer_words no force row level security;
  perform altitude.index_customer(c.workspace_id, c.id) from tenant.customers c
    where not exists (select from tenant.customer_words w where w.workspace_id = c.workspace_id and w.customer_id = c.id) and c.merged_into is null;
end $$;

-- What was paid for an invoice, net of reversals, refunds and what was applied to another, what went back, and what it was credited: reckoned anew from the rows whenever one changes, so that
-- a list needs no sum of its own and no act can leave the two apart.
create or replace function altitude.sum_invoices(p_workspace uuid, p_invoices uuid[]) returns void language sql volatile set search_path = '' as $$
  update tenant.invoices i
    set paid_minor_units = s.received - s.refunded - s.applied, refunded_minor_units = s.refunded, credited_minor_units = s.credited
    from (
      select x.id,
             (select coalesce(sum(p.amount_minor_units), 0)::bigint from tenant.payments p
              where p.workspace_id = p_workspace and p.invoice_id = x.id and p.reversed_at is null) as received,
             (select coalesce(sum(r.amount_minor_units), 0)::bigint from tenant.payments p
              join tenant.refunds r on r.workspace_id = p.workspace_id and r.payment_id = p.id
              where p.workspace_id = p_workspace and p.invoice_id = x.id and p.reversed_at is null and r.state <> 'Failed'
                and r.method <> 'applied') as refunded,
             (select coalesce(sum(r.amount_minor_units), 0)::bigint from tenant.payments p
              join tenant.refunds r on r.workspace_id = p.workspace_id and r.payment_id = p.id
              where p.workspace_id = p_workspace and p.invoice_id = x.id and p.reversed_at is null and r.method = 'applied') as applied,
             (select coalesce(sum(c.amount_minor_units), 0)::bigint from tenant.credits c
              where c.workspace_id = p_workspace and c.invoice_id = x.id and c.reversed_at is null) as credited
      from unnest(p_invoices) as x (id)) s
    where i.workspace_id = p_workspace and i.id = s.id;
$$;

create or replace function altitude.sum_changed_invoices() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_argv[0] = 'refunds' then
    perform altitude.sum_invoices(c.workspace_id, array_agg(distinct p.invoice_id))
      from changed c join tenant.payments p on p.workspace_id = c.workspace_id and p.id = c.payment_id group by c.workspace_id;
  else
    perform altitude.sum_invoices(c.workspace_id, array_agg(distinct (to_jsonb(c)->>'invoice_id')::uuid)) from changed c group by c.workspace_id;
  end if;
  return null;
end $$;

do $$
declare
  v_table text;
begin
  foreach v_table in array array['payments', 'refunds', 'credits'] loop
    execute format('drop trigger if exists summed on tenant.%I', v_table);
    execute format('drop trigger if exists summed_again on tenant.%I', v_table);
    execute format('create trigger summed after insert on tenant.%I referencing new table as changed for each statement '
                   'execute function altitude.sum_changed_invoices(%L)', v_table, v_table);
    execute format('create trigger summed_again after update on tenant.%I referencing new table as changed for each statement '
                   'execute function altitude.sum_changed_invoices(%L)', v_table, v_table);
  end loop;
end $$;

-- A company keeps an owner, whoever decides what at once: under the head, each sees what the others did.
create or replace function altitude.keep_an_owner() returns trigger language plpgsql volatile security definer set search_path = '' as $$
begin
  perform from platform.heads h where h.workspace_id = old.workspace_id for update;
  if not exists (select from tenant.staff_members m
                 where m.workspace_id = old.workspace_id and m.id <> old.id and m.role = 'Owner' and m.removed_at is null) then
    raise exception 'a company keeps an owner' using errcode = 'AL005';
  end if;
  return new;
end $$;
drop trigger if exists an_owner_stays on tenant.staff_members;
create trigger an_owner_stays before update on tenant.staff_members for each row
  when (old.role = 'Owner' and old.removed_at is null and (new.role <> 'Owner' or new.removed_at is not null))
  execute function altitude.keep_an_owner();

-- Append-only tables, and versions that were sent.
create or replace function altitude.refuse_change() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'rows of %.% are never changed', tg_table_schema, tg_table_name using errcode = 'AL003';
end $$;

create or replace function altitude.keep_sent_version() returns trigger language plpgsql set search_path = '' as $$
begin
  if old.sent_at is not null then
    raise exception 'what was sent never changes' using errcode = 'AL003';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

-- Only the named columns of a row may ever change; and the customer, when two are one.
create or replace function altitude.keep_the_rest() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' or (to_jsonb(new) - 'customer_id' - tg_argv) is distinct from (to_jsonb(old) - 'customer_id' - tg_argv) then
    raise exception 'what was written down in %.% never changes', tg_table_schema, tg_table_name using errcode = 'AL003';
  end if;
  return new;
end $$;

create or replace function altitude.only_erase_details() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' or new.body is not null or new.seq <> old.seq or new.workspace_id <> old.workspace_id then
    raise exception 'details are erased, never changed' using errcode = 'AL003';
  end if;
  return new;
end $$;

do $$
declare
  v_table text;
begin
  foreach v_table in array array['activity', 'consents', 'consent_withdrawals'] loop
    execute format('drop trigger if exists never_changed on tenant.%I', v_table);
    execute format('create trigger never_changed before update or delete on tenant.%I for each row execute function altitude.refuse_change()', v_table);
  end loop;
  foreach v_table in array array['activity', 'activity_details', 'consents', 'consent_withdrawals', 'estimate_versions'] loop
    execute format('drop trigger if exists never_emptied on tenant.%I', v_table);
    execute format('create trigger never_emptied before truncate on tenant.%I for each statement execute function altitude.refuse_change()', v_table);
  end loop;
end $$;
drop trigger if exists sent_stays on tenant.estimate_versions;
create trigger sent_stays before update or delete on tenant.estimate_versions for each row execute function altitude.keep_sent_version();
drop trigger if exists issued_stays on tenant.invoices;
create trigger issued_stays before update or delete on tenant.invoices for each row execute function
  altitude.keep_the_rest('revision', 'sent_at', 'voided_at', 'void_reason', 'paid_minor_units', 'refunded_minor_units', 'credited_minor_units');
drop trigger if exists received_stays on tenant.payments;
create trigger received_stays before update or delete on tenant.payments for each row execute function altitude.keep_the_rest('reversed_at', 'reversed_by');
drop trigger if exists refunded_stays on tenant.refunds;
create trigger refunded_stays before update or delete on tenant.refunds for each row execute function altitude.keep_the_rest('state');
drop trigger if exists credited_stays on tenant.credits;
create trigger credited_stays before update or delete on tenant.credits for each row execute function altitude.keep_the_rest('reversed_at', 'reversed_by');
drop trigger if exists only_erased on tenant.activity_details;
create trigger only_erased before update or delete on tenant.activity_details for each row execute function altitude.only_erase_details();

-- The fence: every table of the tenant schema, present and future migrations alike.
do $$
declare
  v_table text;
begin
  for v_table in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'tenant' and c.relkind = 'r' loop
    execute format('alter table tenant.%I enable row level security', v_table);
    execute format('alter table tenant.%I force row level security', v_table);
    execute format('drop policy if exists own_workspace on tenant.%I', v_table);
    execute format('create policy own_workspace on tenant.%I using (workspace_id = (select altitude.current_workspace())) '
                   'with check (workspace_id = (select altitude.current_workspace()))', v_table);
  end loop;
end $$;

-- Privileges, from nothing.
revoke all on schema tenant, platform, altitude from public;
revoke all on all tables in schema tenant, platform from public, {{app}}, {{background}};
revoke all on all functions in schema altitude from public, {{app}}, {{background}};
grant usage on schema tenant, platform, altitude to {{app}};
grant select, insert, update on all tables in schema tenant to {{app}};
revoke insert, update on tenant.activity, tenant.activity_details from {{app}};
grant update (body) on tenant.activity_details to {{app}};
revoke update on tenant.consents, tenant.consent_withdrawals, tenant.file_contents, tenant.workspace_export_parts from {{app}};
grant delete on tenant.request_keys, tenant.setup_link_secrets, tenant.setup_link_looks, tenant.session_seen, tenant.estimate_versions, tenant.customer_words, tenant.file_contents,
  tenant.mail_wordings, tenant.setup_links, tenant.portal_sessions, tenant.appointment_technicians, tenant.job_tags, tenant.conversations, tenant.read_marks, tenant.staff_photos, tenant.brand_pictures,
  tenant.workspace_export_parts to {{app}};

grant select on all tables in schema platform to {{app}};
grant insert, update, delete on platform.outbox, platform.link_lookups, platform.calendar_lookups, platform.invitation_lookups, platform.session_lookups, platform.staff_seats, platform.rate_counters,
  platform.data_protection_keys, platform.users, platform.user_claims, platform.user_logins, platform.user_tokens, platform.user_passkeys, platform.sign_in_steps to {{app}};
grant insert, update, delete on platform.staff_sessions to {{app}};
grant insert on platform.document_lookups, platform.file_lookups to {{app}};
grant insert, update, delete on platform.webhook_endpoints, platform.webhook_inbox to {{app}};
grant usage on all sequences in schema platform to {{app}};
grant execute on all functions in schema altitude to {{app}};
revoke execute on function altitude.index_customer_row(), altitude.refuse_change(), altitude.keep_sent_version(), altitude.only_erase_details(),
  altitude.keep_the_rest(), altitude.sum_changed_invoices(), altitude.keep_an_owner() from {{app}};
