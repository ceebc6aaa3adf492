package io.viaduct.transport.tcp;

/**
 * What both ends agreed on in ICReq and ICResp.
 *
 * @param hdgst whether headers carry digests
 * @param ddgst whether data carries digests
 * @param pda alignment of data both ways, 0's based dwords: HPDA of the host, which CPDA repeats
 */
record WireOptions(boolean hdgst, boolean ddgst, int pda) {
    /** Before ICReq. */
    static final WireOptions NONE = new WireOptions(false, false, 0);
}
