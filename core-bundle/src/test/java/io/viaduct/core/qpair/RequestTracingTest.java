package io.viaduct.core.qpair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a flight recording has of requests. */
class RequestTracingTest {
    @TempDir Path folder;

    private final Rig rig = new Rig(1, 1, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk();
    private final Host io;

    RequestTracingTest() {
        rig.with(1, disk).publish();
        io = rig.io(rig.admin(), 1, 0);
    }

    @AfterEach
    void selectAll() {
        RequestTracing.select(RequestTracing.ALL);
    }

    private List<RecordedEvent> recorded(Runnable work) throws IOException {
        try (var recording = new Recording()) {
            recording.enable(RequestTracing.event());
            recording.start();
            work.run();
            recording.stop();
            Path file = folder.resolve("a.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(RequestTracing.event()))
                    .toList();
        }
    }

    private static List<String> phases(List<RecordedEvent> events) {
        return events.stream().map(event -> event.getString("phase")).toList();
    }

    private void read(long lba) {
        Request request = io.blocks(IoOpcode.READ, lba, 8);
        request.begin(8 * Rig.BLOCK);
        request.execute();
        if (io.transport.completed.isEmpty()) {
            disk.finish();
        }
        io.transport.completed.remove().free();
    }

    @Test
    void shouldRecordThePhasesOfACommandInTheirOrder() throws IOException {
        List<RecordedEvent> events = recorded(() -> read(0));
        assertEquals(List.of("FILLING", "MOVING", "EXECUTING", "COMPLETE"), phases(events));
        RecordedEvent device = events.get(2);
        assertEquals(Rig.NQN, device.getString("subsystem"));
        assertTrue(device.getString("host").startsWith("nqn."), device.getString("host"));
        assertEquals(1, device.getInt("qid"));
        assertEquals(1, device.getInt("nsid"));
        assertEquals(IoOpcode.READ, device.getInt("opcode"));
        assertEquals(8 * Rig.BLOCK, device.getInt("bytes"));
        assertFalse(device.getDuration().isNegative());
    }

    @Test
    void shouldTellTheStatusOfACommandThatFails() throws IOException {
        List<RecordedEvent> events = recorded(() -> read(1L << 40));
        assertEquals(Status.withDnr(Status.LBA_OUT_OF_RANGE), events.getLast().getInt("status"));
    }

    @Test
    void shouldRecordThatACommandIsParked() throws IOException {
        Gate gate = rig.targets.getFirst().subsystem(Rig.NQN).namespace(1).gate();
        List<RecordedEvent> events =
                recorded(
                        () -> {
                            gate.close(null);
                            io.blocks(IoOpcode.READ, 0, 8).begin(8 * Rig.BLOCK);
                            gate.open();
                            io.transport.admitted.remove().execute();
                            io.transport.completed.remove().free();
                        });
        assertEquals(
                List.of("FILLING", "MOVING", "PARKED", "MOVING", "EXECUTING", "COMPLETE"),
                phases(events));
    }

    @Test
    void shouldRecordTheSelectedPhasesOnly() throws IOException {
        RequestTracing.select(1L << RequestTracing.phases().indexOf("EXECUTING"));
        assertEquals(List.of("EXECUTING"), phases(recorded(() -> read(0))));
    }

    @Test
    void shouldRecordNothingUnlessARecordingWantsIt() throws IOException {
        try (var other = new Recording()) {
            other.start();
            assertFalse(RequestTracing.isOn());
            read(0);
        }
        recorded(() -> {});
        assertFalse(RequestTracing.isOn());
    }
}
