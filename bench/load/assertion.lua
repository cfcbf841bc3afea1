-- client_credentials with private_key_jwt (RFC 7523 §2.2): each assertion is good for once, and made before the load.
local chain = require "chain"
local data, assertions, current

function init(args)
  local mine
  data, mine = chain.load(args)
  assertions = io.lines(mine.assertions)
end

-- wrk asks for the first request once more than it sends it: an assertion is used up when it was answered.
function request()
  chain.begin()
  current = current or assertions() or ""
  local body = data.body .. "&client_assertion=" .. current
  return wrk.format("POST", data.token_path, data.headers, body)
end

function response(status, _, body)
  current = nil
  if status ~= 200 or not body:find('"access_token"', 1, true) then return chain.fail("token", status, body) end
  chain.complete()
end
