//! The stand-in behind TLS, with a certificate that no public authority signed (`tests/fixtures/tls`).

use std::io;
use std::net::TcpStream;
use std::sync::Arc;

use cors_tests::cases;
use cors_tests::standin::{Site, Standin, Twist};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The authority that signed the certificate: a file for `--ca`.
pub(crate) fn authority() -> String {
    cases::folder("tls").join("authority.pem").to_str().expect("UTF-8").to_owned()
}

/// Starts a site that speaks TLS.
pub(crate) fn start(site: Site, twist: Option<Twist>) -> Standin {
    let file = cases::folder("tls").join("server.pem");
    let certificates = CertificateDer::pem_file_iter(&file).expect("a file");
    let certificates = certificates.collect::<Result<_, _>>().expect("certificates");
    let key = PrivateKeyDer::from_pem_file(&file).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .expect("a certificate with its key");
    let config = Arc::new(config);
    Standin::start_behind("https", site, twist, move |stream: TcpStream| {
        let connection = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
        Ok(StreamOwned::new(connection, stream))
    })
}
