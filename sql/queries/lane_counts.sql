select lane, count(*)::bigint from quarantine group by lane
union all
select 'counted', count(*)::bigint from receipt
order by 1
