-- What was received, by build day and by closed window.
create or replace view api.build_day as
select d.build_id, d.day, d.known_at, d.receipts, d.distinct_tuples, bit_count(d.slots)::integer as active_slots, d.users,
    d.receipts > d.implausible as used, d.late, d.rejected, d.implausible, d.arrived, d.first_at, d.last_at
from build_day d
where d.superseded_at is null;

comment on view api.build_day is 'One row a build and KST day with receipts, recomputed from them; a missing row is no statement about the factory';
comment on column api.build_day.build_id is 'joins api.build';
comment on column api.build_day.day is 'the KST day that the records claim';
comment on column api.build_day.known_at is 'when these figures were computed';
comment on column api.build_day.receipts is 'records that claim this day: high bound of events';
comment on column api.build_day.distinct_tuples is 'records that differ: low bound of events';
comment on column api.build_day.active_slots is '10-minute slots with a record, 0 to 144';
comment on column api.build_day.users is 'distinct pseudonyms: a low bound of persons';
comment on column api.build_day.used is 'whether at least one record claims the day plausibly';
comment on column api.build_day.late is 'records that arrived on a later day';
comment on column api.build_day.rejected is 'records in quarantine that claim the day';
comment on column api.build_day.implausible is 'records with an implausible claim to the day';
comment on column api.build_day.arrived is 'records that arrived on this day, whatever day they claim';
comment on column api.build_day.first_at is 'earliest claimed time';
comment on column api.build_day.last_at is 'latest claimed time';

create or replace view api.window_figure as
select w.build_id, w.kind, w.window_from, w.window_to, w.version, w.known_at, w.superseded_at, w.reason, w.expected_days,
    w.coverage, f.key as kpi, (f.value ->> 'version')::integer as definition_version,
    (f.value ->> 'value')::double precision as value, (f.value ->> 'numerator')::integer as numerator,
    (f.value ->> 'denominator')::integer as denominator, (f.value ->> 'low')::double precision as low,
    (f.value ->> 'favourable')::double precision as favourable
from window_version w
cross join lateral jsonb_each(w.figures) f;

comment on view api.window_figure is 'Figures of windows that are over, in every version: one row a figure; superseded_at null is what stands';
comment on column api.window_figure.build_id is 'joins api.build';
comment on column api.window_figure.kind is 'month, quarter, intensive_as, final_evaluation or after_care';
comment on column api.window_figure.window_from is 'first day';
comment on column api.window_figure.window_to is 'last day, included';
comment on column api.window_figure.version is 'counts the versions of this window';
comment on column api.window_figure.known_at is 'when this version was computed';
comment on column api.window_figure.superseded_at is 'when another took its place; null for what stands';
comment on column api.window_figure.reason is 'why this version was made';
comment on column api.window_figure.expected_days is 'days on which work was expected';
comment on column api.window_figure.coverage is 'share of the days of work, 0 to 1, of which our collector missed nothing';
comment on column api.window_figure.kpi is 'code of the KPI; see the KPI catalogue';
comment on column api.window_figure.definition_version is 'version of the definition of the KPI';
comment on column api.window_figure.value is 'the figure; null where it cannot be said, which is not 0';
comment on column api.window_figure.numerator is 'numerator';
comment on column api.window_figure.denominator is 'denominator';
comment on column api.window_figure.low is 'the bound that is worse for the build';
comment on column api.window_figure.favourable is 'the bound that favours the build';

create or replace view api.outage as
select o.outage_id, o.began_at, o.ended_at, o.cause, o.known_at,
    case when o.cause = 'declared' then o.detail end as reason
from outage o
where o.superseded_at is null;

comment on view api.outage is 'Intervals in which our own collector could receive nothing; never held against a factory';
comment on column api.outage.outage_id is 'number of the outage';
comment on column api.outage.began_at is 'from when';
comment on column api.outage.ended_at is 'until when';
comment on column api.outage.cause is 'how the last collector before it ended; declared: a person entered it';
comment on column api.outage.known_at is 'when we knew';
comment on column api.outage.reason is 'of a declared one: why, in the words of who declared it';
