-- What every load ends with: one line of JSON that the harness reads. A script that follows chains counts whole
-- operations in `completed`, `failed`, `first_failure` and `latencies` (ms); any other is counted by wrk itself.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

local function quoted(text)
  local escaped = text:gsub('[%c"\\]', function(char) return string.format("\\u%04x", char:byte()) end)
  return '"' .. escaped .. '"'
end

local function percentile(sorted, share)
  return sorted[math.max(1, math.ceil(#sorted * share))] or 0
end

local function of_chains()
  local completed, failed, first_failure, all = 0, 0, "", {}
  for _, thread in ipairs(threads) do
    completed, failed = completed + thread:get("completed"), failed + thread:get("failed")
    if first_failure == "" then first_failure = thread:get("first_failure") end
    for _, latency in pairs(thread:get("latencies")) do table.insert(all, latency) end
  end
  table.sort(all)
  return completed, failed, first_failure, percentile(all, 0.5), percentile(all, 0.99)
end

function done(summary, latency)
  local completed, failed, first_failure = summary.requests, 0, ""
  local p50, p99 = latency:percentile(50) / 1000, latency:percentile(99) / 1000
  if threads[1]:get("completed") then completed, failed, first_failure, p50, p99 = of_chains() end
  local errors = summary.errors
  -- wrk counts answers of 400 and above in errors.status; chains have looked at them themselves.
  failed = math.max(failed, errors.status) + errors.connect + errors.read + errors.write + errors.timeout
  local form = '{"completed": %d, "failed": %d, "first_failure": %s, "seconds": %.6f, "p50_ms": %.4f, "p99_ms": %.4f}'
  local seconds = summary.duration / 1e6
  print("RESULT " .. form:format(completed, failed, quoted(first_failure), seconds, p50, p99))
end
