//! Hashes of secrets: what is stored opens nothing.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// SHA-256 of a random token, in hexadecimal. Enough for tokens of 256 random
/// bits, which cannot be guessed from their hash.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            // Writing to a string cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
}
