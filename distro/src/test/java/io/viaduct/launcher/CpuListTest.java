package io.viaduct.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {
    private static final int PROCESSORS = 8;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x1 | 0",
                "0x3 | 0,1",
                "A5 | 0,2,5,7",
                "0X80 | 7",
                "[0] | 0",
                "[0,1] | 0,1",
                "[5, 1-3] | 1,2,3,5",
            })
    void shouldReadMasksAndLists(String text, String cpus) throws Refusal {
        assertEquals(cpus, CpuList.parse(text, PROCESSORS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0x0", "x", "", "[", "[]", "[1", "[2-1]", "[1,,2]", "0,1", "-1"})
    void shouldRefuseWhatIsNeither(String text) {
        Refusal refusal = assertThrows(Refusal.class, () -> CpuList.parse(text, PROCESSORS));
        assertEquals(
                "option -m: \"" + text + "\" is no mask like 0x3 and no list like [0,2-3]",
                refusal.getMessage());
    }

    @Test
    void shouldRefuseAProcessorThatIsNotThere() {
        Refusal refusal = assertThrows(Refusal.class, () -> CpuList.parse("0x100", PROCESSORS));
        assertEquals("option -m: there is no processor 8: they end at 7", refusal.getMessage());
    }
}
