//! What stands around the list of options in the help: usage and examples.

pub(super) const USAGE: &str = "cors-gen [OPTIONS] <CONFIG>\n       cors-gen [OPTIONS] <COMMAND>";

pub(super) const AFTER: &str = "\
Examples:
  # What is wrong with a configuration, and what to do:
  cors-gen check web.config
  # Its policy as Rust:
  cors-gen web.config -o src/policy.rs
  # What a request gets, and which line says so:
  cors-gen explain web.config -H 'Origin: https://shop.example' /orders

Exit codes:
  0  done
  1  findings at or above the failing severity, or FILE is out of date
  2  the job could not be done: usage, input or output, or not XML

Standard input can be one of the inputs. A configuration that is called like a command is reached as
./check.";

pub(super) const AFTER_CHECK: &str = "\
Examples:
  cors-gen check web.config
  cors-gen check wwwroot --parent applicationHost.config --site Shop
  # In CI:
  cors-gen check web.config --deny warning --format github";

pub(super) const AFTER_DIFF: &str = "\
Examples:
  cors-gen diff before.config web.config
  # For a pull request:
  cors-gen diff before.config web.config --format markdown
  # What a transform does:
  cors-gen diff web.config web.config --new-transform Web.Release.config
  # With the policy of an earlier run:
  cors-gen web.config --emit json -o policy.json
  cors-gen diff policy.json web.config";

pub(super) const AFTER_EFFECTIVE: &str = "\
Example:
  cors-gen effective wwwroot --parent applicationHost.config /orders";

pub(super) const AFTER_REPORT: &str = "\
Examples:
  cors-gen report web.config -o report.html
  # For a pull request or a wiki:
  cors-gen report web.config --format markdown";

pub(super) const AFTER_TRANSFORM: &str = "\
Example:
  cors-gen transform web.config Web.Release.config -o deployed.config";

pub(super) const AFTER_RULE: &str = "\
Examples:
  cors-gen rule CG031
  cors-gen rule CM-16";

pub(super) const AFTER_VERIFY: &str = "\
Examples:
  # What would be sent:
  cors-gen verify web.config --list
  cors-gen verify web.config --url https://old.example --path /orders/1 --header 'Cookie: id=…'
  # The old server and the new service:
  cors-gen verify web.config --url https://old.example --against http://127.0.0.1:3000
  # Once against production, and then in CI for ever:
  cors-gen verify web.config --url https://old.example --record old.jsonl
  cors-gen verify web.config --replay old.jsonl --format junit
  # Traffic that a browser has seen:
  cors-gen verify web.config --har old.har --url https://old.example";

pub(super) const AFTER_COMPLETIONS: &str = "\
Examples:
  cors-gen completions bash > ~/.local/share/bash-completion/completions/cors-gen
  cors-gen completions zsh > ~/.zfunc/_cors-gen    # or another folder of $fpath
  cors-gen completions fish > ~/.config/fish/completions/cors-gen.fish
  cors-gen completions powershell >> $PROFILE";

pub(super) const AFTER_MAN: &str = "\
Examples:
  cors-gen man | man -l -
  cors-gen man check > cors-gen-check.1";

pub(super) const AFTER_EXPLAIN: &str = r#"Examples:
  cors-gen explain web.config -H 'Origin: https://shop.example' /orders
  # A preflight:
  cors-gen explain web.config -X OPTIONS -H 'Origin: https://shop.example' \
      -H 'Access-Control-Request-Method: PUT' /orders
  # A line of requests.jsonl for each request, as below:
  cors-gen explain web.config --requests requests.jsonl

A request of --requests, of which every key may be left out; `app` is what the application would
answer, and `static` whether the path is that of a static file, as with --static:
  {"method":"OPTIONS","path":"/api/x",
   "headers":[["Origin","https://a.example"],["Access-Control-Request-Method","PUT"]],
   "app":{"status":200,"headers":[["Content-Type","text/plain"]]},"static":false}

Without a status of the application's, `status` is 200 and `status_assumed` is true.
In the answer, `answered_by` is one of application, cors, cors-forbidden, hsts,
http-redirect, no-handler, options-verb-handler, request-filtering, static-file, url-rewrite,
aborted; static-file for the 405 of OPTIONS and for the 404 of a static file that has no type;
aborted where IIS drops the connection, and a service sends 400 and nothing that is configured."#;
