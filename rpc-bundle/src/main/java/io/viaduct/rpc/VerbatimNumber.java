package io.viaduct.rpc;

/** A number as the client wrote it, to be sent back so. */
record VerbatimNumber(String text) {}
