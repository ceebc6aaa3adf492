package io.viaduct.mdns;

import java.util.List;

/**
 * What a host knows of a service at last.
 *
 * @param port of SRV
 * @param target of SRV: the machine's name
 * @param addresses of A and AAAA of that
 * @param text of TXT
 */
record Answer(int port, String target, List<String> addresses, List<String> text) {}
