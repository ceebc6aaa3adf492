package io.viaduct.shell.declared;

import java.util.List;

/** What makes up an address. */
final class Listeners {
    static final List<String> ADDRESS = List.of("trtype", "adrfam", "traddr", "trsvcid");

    private Listeners() {}
}
