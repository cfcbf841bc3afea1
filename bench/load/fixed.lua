-- The same request again and again: discovery, key set, client_credentials, introspection.
require "report"

function init(args)
  local data = dofile(args[1])
  wrk.method, wrk.body = data.method, data.body
  for name, value in pairs(data.headers) do wrk.headers[name] = value end
end
