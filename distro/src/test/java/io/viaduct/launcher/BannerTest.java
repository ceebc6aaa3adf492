package io.viaduct.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class BannerTest {
    @Test
    void shouldShowWhatServesAndHowToConnect() {
        Report report =
                Report.of(
                        Map.of(
                                "state", "running",
                                "message", "engine uring, 2 reactors",
                                "rpc", "/var/tmp/spdk.sock",
                                "connect", "nvme connect -t tcp\nnvme connect -t rdma"));
        assertEquals(
                """
                Viaduct 1.0
                  runs     engine uring, 2 reactors
                  RPC      /var/tmp/spdk.sock
                  data     /data
                  connect  nvme connect -t tcp
                  connect  nvme connect -t rdma\
                """,
                Banner.text("1.0", report, Path.of("/data")));
    }

    @Test
    void shouldShowNoMoreThanThereIs() {
        Report report = Report.of(Map.of("state", "running", "connect", List.of()));
        assertEquals("Viaduct 1.0\n  data     /data", Banner.text("1.0", report, Path.of("/data")));
    }

    @Test
    void shouldTellAFailureFromAStart() {
        assertFalse(Report.of(Map.of("state", "failed", "message", "taken")).running());
        assertFalse(Report.of(Map.of()).running());
    }
}
