package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Handover;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.transport.tcp.TcpRequest.Output;
import io.viaduct.transport.tcp.TcpRequest.State;
import io.viaduct.transport.tcp.pdu.Capsule;
import io.viaduct.transport.tcp.pdu.DataPdu;
import io.viaduct.transport.tcp.pdu.InitializeConnection;
import io.viaduct.transport.tcp.pdu.Pdu;
import io.viaduct.transport.tcp.pdu.PduCheck;
import io.viaduct.transport.tcp.pdu.PduType;
import io.viaduct.transport.tcp.pdu.TerminateConnection;
import io.viaduct.transport.tcp.pdu.TransportSgl;
import io.viaduct.transport.tcp.pdu.Verdict;

import java.util.ArrayList;
import java.util.List;

/** One connection, which is one queue pair: joins the wire's machines to the core's queue pair. */
final class TcpConnection
        implements StreamHandler,
                TransportQpair,
                ReceiveMachine.Sink,
                TcpHandover.Leaving,
                TransferWatch.Watched {
    /** Bytes of native memory that a connection needs. */
    static final int MEMORY_LENGTH = ReceiveMachine.MEMORY_LENGTH + SendQueue.MEMORY_LENGTH;

    /** Data in a capsule that admin and fabrics commands may always carry (NVMe/TCP, ICDOFF). */
    private static final int ADMIN_IN_CAPSULE_MAX = 8192;

    private static final int SQE_CID_OFFSET = 2;

    private enum Phase {
        AWAITING_IC_REQ,
        RUNNING,
        ENDING,
        CLOSED
    }

    private final TcpPollGroup group;
    private final StreamLayer stream;
    private final TransportId listener;
    private final int memorySlot;
    private final ReceiveMachine receive;
    private final SendQueue send;
    private final RequestTable requests = new RequestTable();
    private final TcpHandover handover;
    private final Timer timer;
    private final TransferWatch watch;
    private Phase phase = Phase.AWAITING_IC_REQ;
    private WireOptions wire = WireOptions.NONE;
    private Qpair qpair;
    private TcpRequest incoming;

    TcpConnection(TcpPollGroup group, StreamLayer stream, TransportId listener, int memorySlot) {
        this.group = group;
        this.stream = stream;
        this.listener = listener;
        this.memorySlot = memorySlot;
        long memory = group.memory(memorySlot);
        receive = new ReceiveMachine(stream, memory, group.crc(), this);
        send =
                new SendQueue(
                        stream,
                        memory + ReceiveMachine.MEMORY_LENGTH,
                        group.crc(),
                        this::onRequestReleased);
        handover = new TcpHandover(stream.reactor(), receive, send, this);
        timer = stream.reactor().timer(group.owner(), this::onTimeout);
        watch = new TransferWatch(action -> stream.reactor().timer(group.owner(), action), this);
    }

    /** Begins to serve the connection. */
    void start() {
        timer.arm(TcpPollGroup.IC_REQ_TIMEOUT_NS);
        // From the first moment on: the core ends the connections it knows when the transport goes.
        qpair = group.open(stream, listener, this);
        stream.attach(this);
    }

    int memorySlot() {
        return memorySlot;
    }

    // From the wire.

    @Override
    public int onBytes(long address, int length) {
        return receive.onBytes(address, length);
    }

    @Override
    public void onDirected() {
        receive.onDirected();
        handover.settle();
    }

    @Override
    public void onHeader(long pdu) {
        switch (Pdu.type(pdu)) {
            case PduType.IC_REQ -> onInitialize(pdu);
            case PduType.CAPSULE_CMD -> onCapsule(pdu);
            case PduType.H2C_DATA -> onTransfer(pdu);
            default -> onTerminate(pdu);
        }
    }

    private void onInitialize(long pdu) {
        Verdict verdict = PduCheck.initialize(pdu);
        if (verdict != null) {
            onFatal(verdict, pdu, InitializeConnection.LENGTH);
            return;
        }
        int digests =
                InitializeConnection.digests(pdu)
                        & (InitializeConnection.HDGST_ENABLE | InitializeConnection.DDGST_ENABLE);
        wire =
                new WireOptions(
                        (digests & InitializeConnection.HDGST_ENABLE) != 0,
                        (digests & InitializeConnection.DDGST_ENABLE) != 0,
                        InitializeConnection.pda(pdu));
        qpair.stableData(wire.ddgst());
        receive.agreed(wire);
        send.agreed(wire);
        InitializeConnection.response(
                send.controlMemory(), wire.pda(), digests, group.maxH2cData());
        send.control(InitializeConnection.LENGTH);
        phase = Phase.RUNNING;
        timer.cancel();
    }

    private void onCapsule(long pdu) {
        TcpRequest item = requests.take();
        Request request = item == null ? null : qpair.request(item);
        if (request == null) {
            if (item != null) {
                requests.give(item);
            }
            receive.park();
            return;
        }
        long sqe = pdu + Capsule.ENTRY_OFFSET;
        item.start(request, Native.u16(sqe + SQE_CID_OFFSET));
        long sgl = sqe + TransportSgl.SQE_OFFSET;
        long inCapsule = PduCheck.dataLength(pdu, wire.hdgst());
        Verdict verdict = PduCheck.sgl(sgl, inCapsule, inCapsuleMax());
        if (verdict != null) {
            onFatal(verdict, pdu, Capsule.COMMAND_LENGTH);
            return;
        }
        Native.copy(sqe, request.sqe(), Capsule.SQE_LENGTH);
        item.inCapsule = inCapsule > 0;
        item.total = TransportSgl.length(sgl);
        int next = request.begin(item.total, item.inCapsule);
        if (next == Request.WAIT) {
            item.to(State.PARKED);
            if (item.inCapsule) {
                incoming = item;
                receive.park();
            }
        } else {
            admitted(item, next);
        }
    }

    private int inCapsuleMax() {
        return qpair.qid() > 0
                ? qpair.inCapsuleDataMax()
                : Math.max(ADMIN_IN_CAPSULE_MAX, qpair.inCapsuleDataMax());
    }

    private void admitted(TcpRequest item, int next) {
        if (next == Request.RECEIVE) {
            item.total = item.request.dataLength();
            watch.begin();
            if (item.inCapsule) {
                incoming = item;
                receive.data(item.request.data(), 0);
            } else {
                item.to(State.TRANSFERRING);
                item.output = Output.R2T;
                send.add(item);
            }
        } else if (item.inCapsule) {
            incoming = item;
            receive.discard();
        } else {
            execute(item);
        }
    }

    @Override
    public void onAdmitted(Request request) {
        TcpRequest item = (TcpRequest) request.attachment();
        if (phase != Phase.RUNNING) {
            free(item);
            return;
        }
        item.to(State.ARRIVING);
        boolean parkedOn = item == incoming;
        admitted(item, request.next());
        if (parkedOn && phase == Phase.RUNNING) {
            receive.proceed();
            receive.unpark();
        }
    }

    private void onTransfer(long pdu) {
        TcpRequest item = requests.transferring(DataPdu.ttag(pdu));
        Verdict verdict =
                item == null
                        ? unknownTag(pdu)
                        : PduCheck.data(
                                pdu,
                                wire.hdgst(),
                                item.cid,
                                item.received,
                                item.total,
                                group.maxH2cData());
        if (verdict != null) {
            onFatal(verdict, pdu, DataPdu.LENGTH);
            return;
        }
        incoming = item;
        receive.data(item.request.data(), item.received);
    }

    /** A tag that was never given is out of sequence; one whose transfer is over is a bad field. */
    private Verdict unknownTag(long pdu) {
        int ttag = DataPdu.ttag(pdu);
        return requests.isTag(ttag)
                ? PduCheck.transferOver(ttag)
                : Verdict.sequence("TTAG " + ttag + " was never given");
    }

    @Override
    public void onData(boolean digestGood) {
        TcpRequest item = incoming;
        incoming = null;
        item.damaged |= !digestGood;
        if (!item.inCapsule) {
            item.received += receive.placed();
        }
        if (item.inCapsule || item.received == item.total) {
            watch.end();
            execute(item);
        }
    }

    private void execute(TcpRequest item) {
        item.to(State.EXECUTING);
        if (item.damaged) {
            item.request.fail(Status.COMMAND_TRANSIENT_TRANSPORT_ERROR);
        } else {
            item.request.execute();
        }
    }

    private void onTerminate(long pdu) {
        group.log("host ended the connection: " + TerminateConnection.text(pdu), stream.peer());
        end();
        stream.close();
    }

    @Override
    public void onFatal(Verdict verdict, long header, int length) {
        group.log(verdict.text(), stream.peer());
        end();
        send.drop();
        int sent = TerminateConnection.write(send.controlMemory(), verdict, header, length);
        send.control(sent);
        timer.arm(TcpPollGroup.TERM_REQ_TIMEOUT_NS);
    }

    private void end() {
        phase = Phase.ENDING;
        receive.end();
    }

    // From the core.

    @Override
    public void onComplete(Request request) {
        TcpRequest item = (TcpRequest) request.attachment();
        item.to(State.SENDING);
        if (phase == Phase.RUNNING) {
            item.output = Output.RESPONSE;
            send.success(group.c2hSuccess() && qpair.sqFlowControlDisabled());
            send.add(item);
        } else {
            free(item);
        }
    }

    @Override
    public void disconnect(String why) {
        if (phase == Phase.CLOSED) {
            return;
        }
        group.trace(why, stream.peer());
        handover.cancel();
        if (phase != Phase.ENDING) {
            end();
            timer.arm(TcpPollGroup.FLUSH_TIMEOUT_NS);
        }
        send.whenEmpty(stream::close);
    }

    // Another instance of the transport.

    @Override
    public void handOver(Handover to) {
        handover.begin(to);
    }

    @Override
    public boolean isEnding() {
        return phase == Phase.ENDING || phase == Phase.CLOSED;
    }

    @Override
    public void leave(Handover to) {
        List<Request> held = new ArrayList<>();
        var state =
                new ConnectionState(
                        phase == Phase.RUNNING,
                        wire,
                        receive.header(),
                        receive.arriving(),
                        incoming == null ? ConnectionState.NONE : incoming.slot,
                        requests.made(),
                        requests.save(held),
                        send.waiting());
        forget();
        to.ready(ConnectionState.VERSION, state.encode(), stream, held);
    }

    private void forget() {
        phase = Phase.CLOSED;
        timer.close();
        watch.close();
        group.closed(this);
    }

    /** Goes on with a connection that was handed over. False, and nothing kept, where it cannot. */
    boolean adopt(Adoption from, ConnectionState state) {
        wire = state.wire();
        if (state.running()) {
            phase = Phase.RUNNING;
            receive.agreed(wire);
            send.agreed(wire);
        }
        if (!restore(from, state)) {
            forget();
            return false;
        }
        qpair = from.attach(this);
        if (incoming == null && receive.isParked()) {
            stream.reactor().atEndOfCycle(this::goOn);
        }
        send.success(group.c2hSuccess() && qpair.sqFlowControlDisabled());
        state.queue().forEach(this::sendLater);
        watch.begin();
        if (!state.running()) {
            timer.arm(TcpPollGroup.IC_REQ_TIMEOUT_NS);
        }
        stream.attach(this);
        return true;
    }

    private boolean restore(Adoption from, ConnectionState state) {
        if (!requests.restore(from, state) || !receive.restore(state.header())) {
            return false;
        }
        if (state.incoming() != ConnectionState.NONE) {
            incoming = requests.slot(state.incoming());
        }
        ArrivingData data = state.arriving();
        return data == null
                || receive.restore(data, data.discarded() ? null : incoming.request.data());
    }

    private void sendLater(int slot) {
        TcpRequest item = requests.slot(slot);
        item.asked = false;
        send.add(item);
    }

    /** A whole header has come before anybody has looked at it. */
    private void goOn() {
        if (!isEnding()) {
            receive.unpark();
        }
    }

    // From the stream.

    @Override
    public void onSent() {
        send.onSent();
    }

    @Override
    public void onReleased() {
        send.onReleased();
        handover.settle();
    }

    private void onRequestReleased(TcpRequest item) {
        if (item.state == State.SENDING) {
            free(item);
        }
        if (receive.isParked() && incoming == null && phase == Phase.RUNNING) {
            receive.unpark();
        }
    }

    private void free(TcpRequest item) {
        Request request = item.request;
        requests.give(item);
        request.free();
    }

    @Override
    public boolean awaitsData() {
        return phase == Phase.RUNNING && (receive.awaitsData() || requests.isTransferring());
    }

    @Override
    public boolean isReading() {
        return !receive.isParked();
    }

    @Override
    public long bytesReceived() {
        return receive.received();
    }

    @Override
    public void onStalled() {
        group.log("data of a command does not come", stream.peer());
        stream.close();
    }

    private void onTimeout() {
        stream.close();
    }

    @Override
    public void onClosed(int error) {
        phase = Phase.CLOSED;
        receive.end();
        send.drop();
        timer.close();
        watch.close();
        requests.forEachInUse(
                item -> {
                    if (!item.state.isCores()) {
                        free(item);
                    }
                });
        qpair.disconnected();
        group.closed(this);
    }
}
