-- A new browser opens the sign-in page and posts its form with a right password: each time a new sign-in.
local chain = require "chain"
local data, mine
local form, cookie = nil, nil

function init(args)
  data, mine = chain.load(args)
end

function request()
  if form then
    local headers = { ["Cookie"] = cookie, ["Content-Type"] = "application/x-www-form-urlencoded" }
    return wrk.format("POST", data.form_path, headers, form)
  end
  chain.begin()
  return wrk.format("GET", data.page_path)
end

local function page(status, headers, body)
  local csrf, flow = body:match('name="csrf" value="([^"]+)"'), body:match('name="flow" value="([^"]+)"')
  cookie = chain.header(headers, "set-cookie"):match("^[^;]+")
  if status ~= 200 or not (csrf and flow and cookie) then return chain.fail("page", status, body) end
  form = chain.form({ csrf = csrf, flow = flow, username = mine.username, password = mine.password })
end

function response(status, headers, body)
  if not form then return page(status, headers, body) end
  form = nil
  -- Every refusal is a page with a status of its own; only a sign-in leads on.
  if status ~= 303 or chain.header(headers, "set-cookie") == "" then return chain.fail("sign-in", status, body) end
  chain.complete()
end
