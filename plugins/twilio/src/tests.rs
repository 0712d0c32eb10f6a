//! What goes out, to the byte, and what comes back, code by code.
