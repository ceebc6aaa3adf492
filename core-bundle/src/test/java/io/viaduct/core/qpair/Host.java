package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.Cc;
import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.ConnectResponse;
import io.viaduct.api.nvme.ControllerProperty;
import io.viaduct.api.nvme.Cqe;
import io.viaduct.api.nvme.FabricsType;
import io.viaduct.api.nvme.IdentifyCommand;
import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.api.nvme.PropertyCommand;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.UUID;
import java.util.function.LongConsumer;

/** A host's end of one queue pair, played by a test: transport and initiator in one. */
final class Host {
    /** What came back. */
    record Answer(int status, long result, int sqhd, int sqid, int cid, byte[] data) {
        int dw0() {
            return (int) result;
        }

        MemorySegment page() {
            return MemorySegment.ofArray(data);
        }

        Answer ok() {
            assertEquals("SUCCESS", Status.name(status));
            return this;
        }
    }

    static final UUID HOSTID = UUID.fromString("11111111-2222-3333-4444-000000000001");

    final Rig rig;
    final FakeTransport transport = new FakeTransport();
    final CoreQpair qpair;
    int cntlid;
    private int nextCid;

    Host(Rig rig, int reactor, boolean hostMemory) {
        this.rig = rig;
        qpair =
                (CoreQpair)
                        rig.targets
                                .get(reactor)
                                .open(
                                        "TCP",
                                        rig.options,
                                        Rig.LISTENER,
                                        Rig.PEER,
                                        transport,
                                        hostMemory);
        transport.qpair = qpair;
    }

    // Single steps.

    /** A request with a zeroed entry but for its opcode, identifier and SGL type. */
    Request request(int opcode) {
        Request request = qpair.request(this);
        Native.zero(request.sqe(), Sqe.LENGTH);
        Sqe.opcode(ALL, request.sqe(), opcode);
        Sqe.psdt(ALL, request.sqe(), Sqe.PSDT_SGL);
        Sqe.cid(ALL, request.sqe(), nextCid++ & 0xffff);
        return request;
    }

    /** The next completion, whose request is freed; null when there is none. */
    Answer answer() {
        Request request = transport.completed.poll();
        return request == null ? null : read(request);
    }

    private static Answer read(Request request) {
        long cqe = request.cqe();
        byte[] data = null;
        if (request.toHost()) {
            data = bytes(request.data());
            assertEquals(request.dataLength(), data.length);
        }
        var answer =
                new Answer(
                        Cqe.status(ALL, cqe),
                        Cqe.result(ALL, cqe),
                        Cqe.sqhd(ALL, cqe),
                        Cqe.sqid(ALL, cqe),
                        Cqe.cid(ALL, cqe),
                        data);
        request.free();
        return answer;
    }

    static byte[] bytes(SegmentList list) {
        byte[] bytes = new byte[(int) list.length()];
        int at = 0;
        for (int i = 0; i < list.count(); i++) {
            int length = (int) list.length(i);
            MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, list.address(i), bytes, at, length);
            at += length;
        }
        return bytes;
    }

    static void fill(SegmentList list, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
            list.copyFrom(0, copy.address(), bytes.length);
        }
    }

    /** Sends a command without data from the host, and takes its answer. */
    Answer call(int opcode, long transfer, LongConsumer fields) {
        Request request = request(opcode);
        fields.accept(request.sqe());
        assertEquals(Request.EXECUTE, request.begin(transfer));
        request.execute();
        rig.settle();
        return answer();
    }

    /** Sends a command with data from the host, and takes its answer. */
    Answer call(int opcode, byte[] data, LongConsumer fields) {
        Request request = request(opcode);
        fields.accept(request.sqe());
        if (request.begin(data.length) == Request.RECEIVE) {
            fill(request.data(), java.util.Arrays.copyOf(data, request.dataLength()));
        }
        request.execute();
        rig.settle();
        return answer();
    }

    // Connecting.

    /** Sends a Connect whose entry and data are right but for what the caller makes of them. */
    Answer connect(int qid, int cntid, LongConsumer fields, LongConsumer data) {
        MemorySegment payload = Arena.ofAuto().allocate(ConnectData.LENGTH);
        long at = payload.address();
        ConnectData.hostid(ALL, at, HOSTID);
        ConnectData.cntlid(ALL, at, cntid);
        ConnectData.subnqnText(ALL, at, rig.view.nqn());
        ConnectData.hostnqnText(ALL, at, Rig.HOSTNQN);
        data.accept(at);
        return call(
                AdminOpcode.FABRICS,
                payload.toArray(ValueLayout.JAVA_BYTE),
                sqe -> {
                    Sqe.fctype(ALL, sqe, FabricsType.CONNECT);
                    ConnectCommand.qid(ALL, sqe, qid);
                    ConnectCommand.sqsize(ALL, sqe, qid == 0 ? 31 : 127);
                    fields.accept(sqe);
                });
    }

    Host connectAdmin() {
        return connectAdmin(sqe -> {});
    }

    Host connectAdmin(LongConsumer fields) {
        Answer answer = connect(0, ConnectData.CNTLID_DYNAMIC, fields, at -> {}).ok();
        cntlid = ConnectResponse.cntlid(answer.dw0());
        return this;
    }

    Host connectIo(Host admin, int qid) {
        connect(qid, admin.cntlid, sqe -> {}, at -> {}).ok();
        cntlid = admin.cntlid;
        return this;
    }

    Host enable() {
        int cc = Cc.iocqes(Cc.iosqes(Cc.css(Cc.enabled(0, true), Cc.CSS_IOCS), 6), 4);
        setProperty(ControllerProperty.CC, cc).ok();
        return this;
    }

    // Fabrics and admin commands.

    Answer setProperty(int offset, long value) {
        return call(
                AdminOpcode.FABRICS,
                0,
                sqe -> {
                    Sqe.fctype(ALL, sqe, FabricsType.PROPERTY_SET);
                    PropertyCommand.ofst(ALL, sqe, offset);
                    PropertyCommand.value(ALL, sqe, value);
                });
    }

    Answer getProperty(int offset, int size) {
        return call(
                AdminOpcode.FABRICS,
                0,
                sqe -> {
                    Sqe.fctype(ALL, sqe, FabricsType.PROPERTY_GET);
                    PropertyCommand.attrib(ALL, sqe, size);
                    PropertyCommand.ofst(ALL, sqe, offset);
                });
    }

    int csts() {
        return getProperty(ControllerProperty.CSTS, PropertyCommand.SIZE_4).ok().dw0();
    }

    Answer identify(int cns, int nsid) {
        return call(
                AdminOpcode.IDENTIFY,
                4096,
                sqe -> {
                    Sqe.nsid(ALL, sqe, nsid);
                    IdentifyCommand.cns(ALL, sqe, cns);
                });
    }

    Answer log(int lid, long offset, int bytes, boolean rae) {
        return call(
                AdminOpcode.GET_LOG_PAGE,
                bytes,
                sqe -> {
                    Sqe.nsid(ALL, sqe, -1);
                    LogPageCommand.lid(ALL, sqe, lid);
                    LogPageCommand.rae(ALL, sqe, rae);
                    LogPageCommand.lpo(ALL, sqe, offset);
                    LogPageCommand.numd(ALL, sqe, bytes / 4 - 1);
                });
    }

    Answer getFeature(int fid) {
        return call(AdminOpcode.GET_FEATURES, 0, sqe -> Sqe.cdw10(ALL, sqe, fid));
    }

    Answer setFeature(int fid, int value) {
        return call(
                AdminOpcode.SET_FEATURES,
                0,
                sqe -> {
                    Sqe.cdw10(ALL, sqe, fid);
                    Sqe.cdw11(ALL, sqe, value);
                });
    }

    /** Leaves an Asynchronous Event Request with the controller. */
    Request awaitEvent() {
        Request request = request(AdminOpcode.ASYNC_EVENT_REQUEST);
        assertEquals(Request.EXECUTE, request.begin(0));
        request.execute();
        return request;
    }

    // I/O commands.

    /** A request for blocks of namespace 1. */
    Request blocks(int opcode, long lba, int count) {
        Request request = request(opcode);
        Sqe.nsid(ALL, request.sqe(), 1);
        Sqe.slba(ALL, request.sqe(), lba);
        Sqe.nlb(ALL, request.sqe(), count - 1);
        return request;
    }
}
