package io.viaduct.transport.tcp;

/**
 * What both ends agreed on in ICReq and ICResp.
 *
 * @param hdgst whether headers carry digests
 * @param ddgst whether data carries digests
 * @param hpda alignment of data to the host, 0's based dwords
 */
record WireOptions(boolean hdgst, boolean ddgst, int hpda) {
    /** Before ICReq. */
    static final WireOptions NONE = new WireOptions(false, false, 0);
}
