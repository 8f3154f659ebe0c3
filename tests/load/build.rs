//! Policies of as many origins as the services are measured with, from configurations as a site would have them.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    for count in [1, 1_000] {
        let mut config = String::from("<configuration><system.webServer><cors enabled=\"true\">\n");
        for tenant in 0..count {
            let origin = format!("https://tenant{tenant:04}.example");
            let add = format!(
                "<add origin=\"{origin}\" allowCredentials=\"true\" maxAge=\"600\">\
                 <allowMethods><add method=\"GET\"/><add method=\"PUT\"/></allowMethods>\
                 <allowHeaders><add header=\"content-type\"/></allowHeaders>\
                 <exposeHeaders><add header=\"x-request-id\"/></exposeHeaders></add>"
            );
            writeln!(config, "{add}").expect("memory takes text");
        }
        config.push_str("</cors></system.webServer></configuration>\n");
        let path = out.join(format!("web.{count}.config"));
        fs::write(&path, config).expect("cargo made the folder");
        let builder = cors_gen::Builder::new(path).name(format!("CORS_{count}"));
        builder.out_file(format!("cors_{count}.rs")).compile().expect("the configuration is right");
    }
}
