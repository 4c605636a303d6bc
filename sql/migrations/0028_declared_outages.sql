-- Outages that a person declares, because no instance can see them: a router, a name server, a certificate, a lost backup.
-- They stand beside the recorded ones, also of the same interval; neither kind supersedes the other.

alter table outage
    add column declared_by text,
    add column withdrawn_by text,
    add column withdrawal_reason text,
    drop constraint outage_cause_check,
    add constraint outage_cause_check
        check (cause in ('crashed', 'stopped', 'stalled', 'both stores failed', 'declared')),
    add constraint outage_declared_check check ((cause = 'declared') = (declared_by is not null)),
    add constraint outage_withdrawn_check check (
        (cause = 'declared' and superseded_at is not null) = (withdrawn_by is not null)
        and (withdrawn_by is null) = (withdrawal_reason is null)
    );

drop index outage_now;
create unique index outage_now on outage (began_at, ended_at, (cause = 'declared')) where superseded_at is null;

comment on column outage.detail is 'of a declared one: its reason';
comment on column outage.superseded_at is 'set when it turned out to be none, or another; of a declared one when it was withdrawn';
