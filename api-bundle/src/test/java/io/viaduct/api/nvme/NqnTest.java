package io.viaduct.api.nvme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NqnTest {
    private static final String UUID = "ff9b6406-0fc8-4779-80ca-4dca14bda0d2";
    private static final String LABEL_63 = "a".repeat(63);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nqn.2016-06.io.spdk:cnode1",
                "nqn.2016-06.io.spdk-full--rev-domain.name:subsystem1",
                "nqn.2016-06.io.spdk:with:colons and spaces",
                "nqn.2016-06.io.spdk:\u1208subsystem1\u0280",
                "nqn.2016-06.io.SPDK9:1",
                "nqn.2016-06.:x",
                "nqn.2016-06.io.:x",
                Nqn.DISCOVERY,
                Nqn.UUID_PREFIX + UUID,
                Nqn.UUID_PREFIX + "FF9B6406-0FC8-4779-80CA-4DCA14BDA0D2",
            })
    @Proves("features 1 NQN format")
    void shouldAcceptGoodNames(String nqn) {
        assertNull(Nqn.problem(nqn));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nqn.2016-0 | 10 bytes long, must be 11 to 223
                    iqn.2016-06.io.spdk:x               | must begin with "nqn."
                    nqn.16-06.io.spdk:x | must have a date yyyy-mm after "nqn."
                    nqn.2016_06.io.spdk:x | must have a date yyyy-mm after "nqn."
                    nqn.2016-06:xyz | must have a date yyyy-mm after "nqn."
                    nqn.2016-06 | must have a date yyyy-mm after "nqn."
                    nqn.2016-06.io.spdk | must have a name after a colon
                    nqn.2016-06.io.spdk: | must have a name after a colon
                    nqn.2016-06.io.3spdk:x | a domain label must begin with a letter
                    nqn.2016-06.io.-spdk:x | a domain label must begin with a letter
                    nqn.2016-06.io..spdk:x | a domain label must begin with a letter
                    nqn.2016-06..io:x | a domain label must begin with a letter
                    nqn.2016-06.io.spdk-:x | a domain label ends with a hyphen
                    nqn.2016-06.io-.spdk:x | a domain label ends with a hyphen
                    nqn.2016-06.io.sp_dk:x | a domain label may have letters, digits, hyphens
                    nqn.2016-06.io.sp\u00e4k:x | a domain label may have letters, digits, hyphens
                    """)
    @Proves("features 1 NQN format")
    void shouldSayWhatIsWrongWithBadNames(String nqn, String problem) {
        assertEquals(problem, Nqn.problem(nqn));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                UUID + "aaaa",
                "ff9b64-060fc8-4779-80ca-4dca14bda0d2",
                "ff9hg406-0fc8-4779-80ca-4dca14bda0d2",
                "ff9b640600fc8-4779-80ca-4dca14bda0d2",
                "\uff46f9b6406-0fc8-4779-80ca-4dca14bda0d2",
                "",
                "x",
            })
    void shouldRefuseAMalformedUuidAfterTheUuidPrefix(String uuid) {
        assertEquals("malformed UUID", Nqn.problem(Nqn.UUID_PREFIX + uuid));
    }

    @Test
    void shouldCountTheLengthInBytesOfUtf8() {
        String prefix = "nqn.2016-06.io.spdk:";
        int room = Nqn.LENGTH_MAX - prefix.length();
        assertNull(Nqn.problem(prefix + "a".repeat(room)));
        assertEquals(
                "224 bytes long, must be 11 to 223",
                Nqn.problem(prefix + "a".repeat(room - 1) + "\u00e4"));
    }

    @Test
    void shouldAcceptLabelsOfUpTo63Letters() {
        assertNull(Nqn.problem("nqn.2016-06.io." + LABEL_63 + ":x"));
        assertEquals(
                "a domain label is longer than 63",
                Nqn.problem("nqn.2016-06.io." + LABEL_63 + "a:x"));
    }

    @Test
    void shouldRefuseWhatAFieldCannotHold() {
        assertEquals("contains NUL", Nqn.problem("nqn.2016-06.io.spdk:a\0b"));
        assertEquals("not valid UTF-8", Nqn.problem("nqn.2016-06.io.spdk:\ud800"));
    }
}
