package io.viaduct.core.target;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NqnTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nqn.2014-08.org.nvmexpress.discovery",
                "nqn.2016-06.io.spdk:cnode1",
                "nqn.2014-08.com.ex-ample.a1:nvme.host.sys.xyz",
                "nqn.2014-08.org.nvmexpress:uuid:11111111-2222-3333-4444-555555555555",
                "nqn.2016-06.io.spdk:\u00e4:b c",
            })
    void shouldAccept(String name) {
        assertNull(Nqn.defect(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nqn.2016-06.io.spdk",
                "nqn.2016-06.io.spdk:",
                "nqn.2016-6.io.spdk:a",
                "nqn.2016-06.io.-spdk:a",
                "nqn.2016-06.io.spdk-:a",
                "nqn.2016-06.io.3pdk:a",
                "nqn.2016-06.io..spdk:a",
                "nqn.2016-06.:a",
                "iqn.2016-06.io.spdk:a",
                "nqn.2014-08.org.nvmexpress:uuid:11111111-2222-3333-4444-55555555555",
                "nqn.2014-08.org.nvmexpress:uuid:1111111g-2222-3333-4444-555555555555",
            })
    void shouldRefuse(String name) {
        assertNotNull(Nqn.defect(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {224, 300})
    void shouldRefuseLongNames(int bytes) {
        String name = "nqn.2016-06.io.spdk:";
        assertNotNull(Nqn.defect(name + "x".repeat(bytes - name.length())));
        assertNull(Nqn.defect(name + "x".repeat(Nqn.BYTES_MAX - name.length())));
    }
}
