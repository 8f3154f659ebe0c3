//! The tenants, in a database of `SQLite`.

use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use tokio::task::spawn_blocking;

/// Who the tenants are.
pub(crate) struct Tenants {
    connection: Arc<Mutex<Connection>>,
}

impl Tenants {
    /// A database in memory, with two tenants.
    pub(crate) fn open() -> rusqlite::Result<Self> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "CREATE TABLE tenants (origin TEXT PRIMARY KEY);
             INSERT INTO tenants VALUES ('https://blue.tenant.example'), ('https://former.tenant.example');",
        )?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Whether a tenant has this origin. Compared byte by byte, as browsers write it; if the database fails, nobody has.
    pub(crate) async fn has(&self, origin: String) -> bool {
        let connection = Arc::clone(&self.connection);
        let asked = spawn_blocking(move || {
            let connection = connection.lock().ok()?;
            let mut tenants =
                connection.prepare_cached("SELECT 1 FROM tenants WHERE origin = ?1").ok()?;
            tenants.exists([origin]).ok()
        });
        asked.await.ok().flatten().unwrap_or(false)
    }
}
