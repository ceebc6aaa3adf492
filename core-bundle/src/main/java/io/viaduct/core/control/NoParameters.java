package io.viaduct.core.control;

/** Parameters of methods that have none and, as in SPDK, do not mind an empty object. */
public final class NoParameters {}
