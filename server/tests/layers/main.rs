//! The layers around every page, and the server around the layers.

mod cross_site;
mod headers;
mod limits;
mod log;
mod problems;
mod sign_in_rate;
mod sockets;
mod support;
