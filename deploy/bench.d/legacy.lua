-- wrk: one record a request in the old form encoding, each with a time of its own.
--
--   KEYS     file with the senders' keys, one a line
--   DAY      the day that the records claim, such as 2026-11-20
--   FIRST    number of the first record, so that two bursts do not send the same times (0)
--   RECORDS  say ENOUGH after so many answers; each key in turn instead of one by chance (none)
--   EXPECT   what a good answer holds (AP1002); empty for a server that answers nothing
--
-- Prints one line: RESULT seconds=… answers=… not_ok=… connect=… read=… write=… timeout=… p50=… p99=… p999=… max=…
-- (failures of sockets, then milliseconds).
-- One thread (-t1): the records of two would have the same times.

local day = os.getenv("DAY")
local number = tonumber(os.getenv("FIRST") or "0")
local wanted = tonumber(os.getenv("RECORDS") or "0")
local expect = os.getenv("EXPECT") or "AP1002"
-- 접속, 등록, 수정, 조회, 삭제
local actions = {
    "%EC%A0%91%EC%86%8D", "%EB%93%B1%EB%A1%9D", "%EC%88%98%EC%A0%95", "%EC%A1%B0%ED%9A%8C", "%EC%82%AD%EC%A0%9C",
}
local headers = {["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"}
local keys = {}
answers, not_ok = 0, 0

function init()
    for line in io.lines(os.getenv("KEYS")) do
        keys[#keys + 1] = line:gsub("%$", "%%24"):gsub("/", "%%2F")
    end
    math.randomseed(number + 7919)
end

function request()
    number = number + 1
    local key = wanted > 0 and keys[number % #keys + 1] or keys[math.random(#keys)]
    local second = math.floor(number / 1000)
    local body = string.format(
        "crtfcKey=%s&logDt=%s+%02d%%3A%02d%%3A%02d.%03d&useSe=%s&sysUser=user%d&conectIp=192.168.0.%d&dataUsgqty=%d",
        key, day, math.floor(second / 3600) % 24, math.floor(second / 60) % 60, second % 60, number % 1000,
        actions[number % 5 + 1], math.random(40), math.random(250), math.random(5000))
    return wrk.format("POST", "/apisvc/sendLogData.json", headers, body)
end

function response(status, _, body)
    answers = answers + 1
    if status ~= 200 or (expect ~= "" and not body:find(expect, 1, true)) then not_ok = not_ok + 1 end
    if answers == wanted then
        print("ENOUGH")
        io.flush()
    end
end

local thread
function setup(started) thread = started end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("RESULT seconds=%.3f answers=%d not_ok=%d connect=%d read=%d write=%d timeout=%d ",
        summary.duration / 1e6, thread:get("answers"), thread:get("not_ok"), errors.connect, errors.read,
        errors.write, errors.timeout))
    io.write(string.format("p50=%.3f p99=%.3f p999=%.3f max=%.3f\n", latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, latency:percentile(99.9) / 1000, latency.max / 1000))
end
