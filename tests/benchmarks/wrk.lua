-- Requests for wrk: BENCH_METHOD, and the body in the file BENCH_BODY. With BENCH_PREFIX its marks get new ids each
-- time, as in batches.py; without it every request is the same. Prints one line of JSON at the end.
local MARKS = { "00000000%-0000%-7000%-8000%-1d1d1d1d1d1d", "00000000%-0000%-7000%-8000%-e0e0e0e0e0e0",
  "71517151715171517151715171517151", "2001:db8:a1a1:a1a1::1" }
local ID, EXPOSURE, VISITOR, ADDRESS = 1, 2, 3, 4
local prefix = os.getenv("BENCH_PREFIX")
local together = tonumber(os.getenv("BENCH_VISITORS") or 1)
local batches = tonumber(os.getenv("BENCH_BATCHES") or 1)
local parts, marks = {}, {}
local count, last_id = 0, 0

local function split(text)
  local at = 1
  while true do
    local start, stop, which
    for kind, mark in ipairs(MARKS) do
      local s, e = text:find(mark, at)
      if s and (not start or s < start) then start, stop, which = s, e, kind end
    end
    if not start then break end
    parts[#parts + 1] = text:sub(at, start - 1)
    parts[#parts + 1] = ""
    marks[#marks + 1] = { #parts, which }
    at = stop + 1
  end
  parts[#parts + 1] = text:sub(at)
end

local function body()
  local file = io.open(os.getenv("BENCH_BODY"), "rb")
  local text = file:read("*a")
  file:close()
  return text
end

wrk.method = os.getenv("BENCH_METHOD")
if wrk.method == "POST" then wrk.body = body() end

local function next_id()
  last_id = last_id + 1
  return string.format("%s%012x", prefix, last_id)
end

local function fresh_request()
  local first = next_id()
  local visitor = math.floor(math.floor(count / together) / batches) * together + count % together
  for _, mark in ipairs(marks) do
    if mark[2] == ID then
      parts[mark[1]] = next_id()
    elseif mark[2] == EXPOSURE then
      parts[mark[1]] = first
    elseif mark[2] == ADDRESS then
      local low = string.format("%08x", visitor)
      parts[mark[1]] = "2001:db8:" .. low:sub(1, 4) .. ":" .. low:sub(5) .. "::1"
    else
      parts[mark[1]] = string.format("%s%016x", (prefix:sub(1, 18):gsub("-", "")), visitor)
    end
  end
  count = count + 1
  return table.concat(parts)
end

if prefix then
  request = fresh_request -- without one wrk makes its request once, and asks us no more
  function init(args)
    split(wrk.format()) -- an id is as long as its mark, so the length of the body is known
  end
end

function done(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('{"requests":%d,"seconds":%f,"p50_ms":%f,"p99_ms":%f,"refused":%d,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status, failed))
end
