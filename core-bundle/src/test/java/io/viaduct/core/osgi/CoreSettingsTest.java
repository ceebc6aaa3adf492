package io.viaduct.core.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.core.target.HoldTimes;

import org.junit.jupiter.api.Test;
import org.osgi.service.cm.ConfigurationException;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;

class CoreSettingsTest {
    private final List<HoldTimes> taken = new ArrayList<>();
    private final List<Long> stalls = new ArrayList<>();
    private final CoreSettings settings = new CoreSettings(taken::add, stalls::add);

    private void update(Map<String, Object> values) throws ConfigurationException {
        settings.updated(new Hashtable<>(values));
    }

    @Test
    void shouldTakeTextAsFilesGiveItAndNumbers() throws Exception {
        update(Map.of("hold_ms", " 500", "hold_announce_ms", 100L));
        update(Map.of("hold_ms", 700, "service.pid", "io.viaduct.core", "felix.fileinstall", "f"));
        assertEquals(List.of(new HoldTimes(500, 100), new HoldTimes(700, 3_000)), taken);
    }

    @Test
    void shouldTakeTheTimeAfterWhichAModuleIsStuck() throws Exception {
        update(Map.of("isolation_stall_ms", "100"));
        settings.updated(null);
        assertEquals(List.of(100L, 5_000L), stalls);
        var refusal =
                assertThrows(
                        ConfigurationException.class,
                        () -> update(Map.of("isolation_stall_ms", 99)));
        assertEquals("isolation_stall_ms", refusal.getProperty());
    }

    @Test
    void shouldReturnToItsDefaultsWithoutAConfiguration() throws Exception {
        settings.updated(null);
        assertEquals(List.of(HoldTimes.DEFAULT), taken);
    }

    @Test
    void shouldRefuseABadValueByFieldAndValueAndChangeNothing() {
        for (Object bad : new Object[] {"soon", "-1", HoldTimes.MS_MAX + 1, ""}) {
            Map<String, Object> values = Map.of("hold_ms", 1, "hold_announce_ms", bad);
            var refusal = assertThrows(ConfigurationException.class, () -> update(values));
            assertEquals("hold_announce_ms", refusal.getProperty());
            assertTrue(refusal.getReason().contains("\"" + bad + "\""), refusal.getReason());
        }
        var unknown = assertThrows(ConfigurationException.class, () -> update(Map.of("hold", "1")));
        assertEquals("hold", unknown.getProperty());
        assertEquals(List.of(), taken);
    }
}
