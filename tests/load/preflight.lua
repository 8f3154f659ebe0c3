-- For wrk: a preflight instead of GET. The header fields are arguments of wrk.
wrk.method = "OPTIONS"
wrk.headers["Access-Control-Request-Method"] = "PUT"
wrk.headers["Access-Control-Request-Headers"] = "content-type"
