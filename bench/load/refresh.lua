-- Rotation (RFC 6749 §6, RFC 9700 §4.14.2): each answer's refresh token asks for the next. A chain goes round several
-- families, as a server's users do.
local chain = require "chain"
local data, mine
local turn = 1

function init(args)
  data, mine = chain.load(args)
end

-- wrk asks for the first request once more than it sends it: nothing may be used up here.
function request()
  chain.begin()
  local body = chain.form({ grant_type = "refresh_token", refresh_token = mine.refresh_tokens[turn] })
  return wrk.format("POST", data.token_path, data.headers, body)
end

function response(status, _, body)
  local successor = body:match('"refresh_token":%s*"([^"]+)"')
  if status ~= 200 or not (successor and chain.has_tokens(body)) then
    return chain.fail("refresh", status, body)
  end
  chain.complete()
  mine.refresh_tokens[turn] = successor
  turn = turn % #mine.refresh_tokens + 1
end
