-- A chain: requests of one connection, each made of what the one before was answered. wrk runs one thread for each.
require "report"
local ffi = require "ffi"
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } bench_time;
  int clock_gettime(int clock, bench_time *time);
]]

completed, failed, first_failure, latencies = 0, 0, "", {}

local chain = {}
local time, begun = ffi.new("bench_time"), 0

local function now_ms()
  ffi.C.clock_gettime(1, time) -- CLOCK_MONOTONIC
  return tonumber(time.seconds) * 1e3 + tonumber(time.nanoseconds) / 1e6
end

-- The start state of this thread's chain, out of the file that the harness wrote.
function chain.load(args)
  local data = dofile(args[1])
  return data, data.chains[number]
end

function chain.begin()
  begun = now_ms()
end

function chain.complete()
  completed = completed + 1
  latencies[completed] = now_ms() - begun
end

function chain.fail(step, status, body)
  failed = failed + 1
  if first_failure == "" then first_failure = step .. ": status " .. status .. ": " .. body:sub(1, 300) end
end

-- Servers differ in how they write the names of headers.
function chain.header(headers, name)
  for key, value in pairs(headers) do
    if key:lower() == name then return value end
  end
  return ""
end

function chain.has_tokens(body)
  return body:find('"access_token"', 1, true) and body:find('"id_token"', 1, true)
end

function chain.encoded(text)
  return (text:gsub("[^%w%-._~]", function(char) return string.format("%%%02X", char:byte()) end))
end

function chain.form(fields)
  local pairs_of = {}
  for name, value in pairs(fields) do table.insert(pairs_of, name .. "=" .. chain.encoded(value)) end
  return table.concat(pairs_of, "&")
end

return chain
