package io.viaduct.api.rpc;

/** SPDK's two phases of an application. */
public enum RpcState {
    /** Before framework_start_init. */
    STARTUP,
    /** After it. */
    RUNTIME
}
