-- What lists of builds filter, count and order by, one row a build: a list of 30,000 builds reads this table and no other.
-- Filled by functions/build_listing.sql, and kept by it in the transaction of whatever a row is made of.

create table build_listing (
    build_id bigint primary key references build,
    code text not null,
    project_id bigint not null,
    programme_code text not null,
    support_type text,
    region_code text,
    adopter_name text not null,
    search_text text not null,
    completed_on date,
    as_to date,
    final_evaluated_on date,
    collect_to date,
    last_sign date,
    silent_since date not null,
    open_signals integer not null
);
create index build_listing_by_signals on build_listing ((-open_signals), silent_since, build_id);
create index build_listing_by_silence on build_listing (silent_since, build_id);

comment on table build_listing is 'made from registry, keys, build days and signals; says nothing that depends on the day on which it is read';
comment on column build_listing.search_text is 'code and adopter in small letters; the supplier depends on the day';
comment on column build_listing.as_to is 'last day of the 집중AS phase as the registry has it; changes of period move it from a day on';
comment on column build_listing.last_sign is 'last build day with a sign of life; null: none yet';
comment on column build_listing.silent_since is
    'the day after the last sign, or the first day on which anything may be expected if later; infinity where nothing may be expected yet';
