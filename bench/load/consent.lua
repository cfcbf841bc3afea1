-- An app that asks for consent each time (OIDC Core §3.1.2.1, prompt=consent), in a browser that is signed in: the
-- authorization, the page, its form, and the code for tokens.
local chain = require "chain"
local data, mine
local turn, cookies, form, page_path, code = 1, nil, nil, nil, nil

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
  if form then
    local headers = { ["Cookie"] = cookies, ["Content-Type"] = "application/x-www-form-urlencoded" }
    return wrk.format("POST", data.form_path, headers, form)
  end
  if page_path then return wrk.format("GET", page_path, { ["Cookie"] = cookies }) end
  chain.begin()
  return wrk.format("GET", data.authorize_path, { ["Cookie"] = mine.cookies[turn] })
end

local function begun_again(step, status, what)
  cookies, form, page_path, code = nil, nil, nil, nil
  chain.fail(step, status, what)
end

local function authorized(status, headers, body)
  local location = chain.header(headers, "location")
  local flow = chain.header(headers, "set-cookie"):match("^[^;]+")
  if not location:find("^/consent") then return begun_again("authorize", status, location .. " " .. body) end
  cookies = mine.cookies[turn] .. (flow and "; " .. flow or "")
  page_path = location
end

local function shown(status, body)
  local csrf, flow = body:match('name="csrf" value="([^"]+)"'), body:match('name="flow" value="([^"]+)"')
  if status ~= 200 or not (csrf and flow) then return begun_again("page", status, body) end
  form = chain.form({ csrf = csrf, flow = flow, decision = "allow" })
end

local function allowed(status, headers, body)
  local location = chain.header(headers, "location")
  code = location:match("[?&]code=([^&]+)")
  if not code then return begun_again("consent", status, location .. " " .. body) end
end

local function redeemed(status, body)
  if status ~= 200 or not chain.has_tokens(body) then return begun_again("token", status, body) end
  cookies, form, page_path, code = nil, nil, nil, nil
  turn = turn % #mine.cookies + 1
  chain.complete()
end

function response(status, headers, body)
  if code then return redeemed(status, body) end
  if form then return allowed(status, headers, body) end
  if page_path then return shown(status, body) end
  authorized(status, headers, body)
end
