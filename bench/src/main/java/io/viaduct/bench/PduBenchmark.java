package io.viaduct.bench;

import io.viaduct.api.memory.Native;
import io.viaduct.transport.tcp.pdu.Capsule;
import io.viaduct.transport.tcp.pdu.Crc32c;
import io.viaduct.transport.tcp.pdu.Pdu;
import io.viaduct.transport.tcp.pdu.PduCheck;
import io.viaduct.transport.tcp.pdu.PduType;
import io.viaduct.transport.tcp.pdu.Verdict;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

/** What one PDU costs before anybody looks at its command: checks and digests. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PduBenchmark {
    @Param({"64", "4096", "131072"})
    private int digestBytes;

    private final Crc32c crc = new Crc32c();
    private long pdu;
    private long response;
    private long data;

    /** A good command capsule, and data. */
    @Setup
    public void allocate() {
        pdu = Arena.global().allocate(256, 8).address();
        response = pdu + 128;
        data = Arena.global().allocate(digestBytes, 4096).address();
        Native.putU8(pdu, PduType.CAPSULE_CMD);
        Native.putU8(pdu + 2, Capsule.COMMAND_LENGTH);
        Native.putI32(pdu + 4, Capsule.COMMAND_LENGTH);
        Native.putU8(pdu + 32 + 15, 0x5A);
        Native.putI32(pdu + 32 + 8, 4096);
    }

    /** All checks of a command capsule. */
    @Benchmark
    public Verdict check() {
        Verdict common = PduCheck.common(pdu, true, false, false, 0);
        return common != null ? common : PduCheck.sgl(pdu + 32, 0, 8192);
    }

    /** A response capsule with its header digest. */
    @Benchmark
    public int respond() {
        int length = Capsule.response(response, pdu, true);
        return crc.of(response, length) + Pdu.hlen(response);
    }

    /** A data digest. */
    @Benchmark
    public int digest() {
        return crc.of(data, digestBytes);
    }
}
