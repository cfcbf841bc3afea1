-- Authorization with a session that exists, then the code for tokens (RFC 6749 §4.1). With `only_authorize` the codes
-- are left alone, so that the two halves can be told apart.
local chain = require "chain"
local data, mine
local turn, code = 1, nil

function init(args)
  data, mine = chain.load(args)
end

function request()
  if code then
    local body = chain.form({
      grant_type = "authorization_code",
      code = code,
      redirect_uri = data.redirect_uri,
      code_verifier = data.code_verifier,
    })
    return wrk.format("POST", data.token_path, data.headers, body)
  end
  chain.begin()
  return wrk.format("GET", data.authorize_path, { ["Cookie"] = mine.cookies[turn] })
end

local function redeemed(status, body)
  code = nil
  if status ~= 200 or not chain.has_tokens(body) then return chain.fail("token", status, body) end
  chain.complete()
end

function response(status, headers, body)
  if code then return redeemed(status, body) end
  local location = chain.header(headers, "location")
  local found = location:match("[?&]code=([^&]+)")
  if not found then return chain.fail("authorize", status, location .. " " .. body) end
  turn = turn % #mine.cookies + 1
  if data.only_authorize then chain.complete() else code = found end
end
