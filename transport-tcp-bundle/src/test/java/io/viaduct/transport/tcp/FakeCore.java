package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.MemoryMap;
import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.Region;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportQpair;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The core's end of the seam as the test wants it: opcode 1 takes data from the host, opcode 2
 * gives data to it, others have none. Requests complete when the test says so.
 */
final class FakeCore implements TransportContext, Memory, Qpair {
    final FakeReactor reactor = new FakeReactor();
    final List<FakeRequest> executed = new ArrayList<>();
    final List<FakeRequest> parked = new ArrayList<>();
    int outstanding;
    int depth = 4;
    boolean parking;
    boolean gone;
    boolean noFlowControl;
    boolean stable;
    TransportQpair end;

    /** Where connections have their memory: here there is room for four of them. */
    Memory memory = this;

    private StreamAcceptor acceptor;

    FakeStream connect() {
        FakeStream stream = new FakeStream(reactor);
        acceptor.accepted(stream, stream.local());
        return stream;
    }

    final class FakeRequest implements Request {
        final long memory = Bytes.memory(128);
        final long buffer;
        SegmentList list = new SegmentList(Bytes.memory(128), 8);
        Object attachment;
        int status;
        boolean freed;
        long length;

        FakeRequest(Object attachment) {
            this.attachment = attachment;
            buffer = Bytes.memory(1 << 18);
        }

        void complete() {
            Native.zero(cqe(), 16);
            Native.putU16(cqe() + 12, Native.u16(sqe() + 2));
            Native.putU16(cqe() + 14, status << 1);
            if (toHost()) {
                for (int i = 0; i < length; i++) {
                    Native.putU8(buffer + i, i * 7);
                }
                list.clear();
                list.add(buffer, length);
            }
            end.onComplete(this);
        }

        @Override
        public long sqe() {
            return memory;
        }

        @Override
        public long cqe() {
            return memory + 64;
        }

        @Override
        public Object attachment() {
            return attachment;
        }

        @Override
        public void attach(Object other) {
            attachment = other;
        }

        @Override
        public int begin(long transferLength, boolean inCapsule) {
            length = transferLength;
            if (parking) {
                parked.add(this);
                return WAIT;
            }
            return next();
        }

        @Override
        public int next() {
            if (Native.u8(sqe()) != 1) {
                return EXECUTE;
            }
            list.add(buffer, length / 2);
            list.add(buffer + (1 << 17), length - length / 2);
            return RECEIVE;
        }

        byte[] received() {
            byte[] all = new byte[(int) length];
            long to = Bytes.memory(length);
            list.copyTo(0, to, length);
            System.arraycopy(Bytes.get(to, all.length), 0, all, 0, all.length);
            return all;
        }

        @Override
        public SegmentList data() {
            return list;
        }

        @Override
        public int dataLength() {
            return (int) length;
        }

        @Override
        public boolean toHost() {
            return Native.u8(sqe()) == 2 && status == 0;
        }

        @Override
        public boolean plainSuccess() {
            return status == 0;
        }

        @Override
        public void execute() {
            executed.add(this);
        }

        @Override
        public void fail(int withStatus) {
            status = withStatus;
            executed.add(this);
        }

        @Override
        public void free() {
            assert !freed : "freed twice";
            freed = true;
            outstanding--;
        }
    }

    @Override
    public Request request(Object attachment) {
        if (outstanding == depth) {
            return null;
        }
        outstanding++;
        return new FakeRequest(attachment);
    }

    @Override
    public int qid() {
        return 1;
    }

    @Override
    public boolean sqFlowControlDisabled() {
        return noFlowControl;
    }

    @Override
    public int inCapsuleDataMax() {
        return 4096;
    }

    @Override
    public void stableData(boolean on) {
        stable = on;
    }

    @Override
    public void disconnected() {
        gone = true;
    }

    @Override
    public Owner owner() {
        return new Owner(1, "test");
    }

    @Override
    public List<Reactor> reactors() {
        return List.of(reactor);
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public StreamListener listen(TransportId address, StreamOptions options, StreamAcceptor to) {
        acceptor = to;
        return new StreamListener() {
            @Override
            public TransportId address() {
                return address;
            }

            @Override
            public void close() {
                acceptor = null;
            }
        };
    }

    @Override
    public Qpair open(
            Reactor on, TransportId listener, TransportId peer, TransportQpair q, boolean host) {
        end = q;
        return this;
    }

    @Override
    public Region allocate(String name, long bytes) {
        return new FakeRegion(name, Bytes.memory(TcpConnection.MEMORY_LENGTH * 4L), bytes);
    }

    @Override
    public Region find(String name) {
        return null;
    }

    @Override
    public CompletionStage<Void> free(Region region) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public MemoryMap map() {
        throw new AssertionError("not needed");
    }

    private record FakeRegion(String name, long address, long size) implements Region {
        @Override
        public MemorySegment segment() {
            return Native.ALL.asSlice(address, size);
        }

        @Override
        public boolean foreign() {
            return false;
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public void lease(Reactor reactor) {}

        @Override
        public void unlease(Reactor reactor) {}
    }
}
