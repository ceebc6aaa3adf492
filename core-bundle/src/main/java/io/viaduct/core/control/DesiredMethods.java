package io.viaduct.core.control;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.core.control.DesiredState.Entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What is desired, how it fares, and how it is kept. */
public final class DesiredMethods implements RpcMethods {
    private final DesiredState desired;
    private final Reconciler reconciler;
    private final DesiredJournal journal;
    private final String path;

    /**
     * The methods of one platform.
     *
     * @param journal where it is kept, or null
     * @param path its folder, or null
     */
    public DesiredMethods(
            DesiredState desired, Reconciler reconciler, DesiredJournal journal, String path) {
        this.desired = desired;
        this.reconciler = reconciler;
        this.journal = journal;
        this.path = path;
    }

    /** A call of the desired state. */
    public static class Desired {
        /** Its number; the same until the object is gone. */
        public long sequence;

        /** The method. */
        public String method;

        /** Its parameters. */
        public Map<String, Object> params;

        /** Paths of the parameters that were generated. */
        public List<String> generated;

        /** LIVE, WAITING, HELD or FAILED. */
        public String state;

        /** What is missing, or how it was refused; not for what is LIVE. */
        public String reason;
    }

    /** A call whose object waits. */
    public static class Waiting {
        /** The method. */
        public String method;

        /** Its parameters. */
        public Map<String, Object> params;

        /** WAITING, HELD or FAILED. */
        public String state;

        /** What is missing, and how the last attempt to make it again was refused. */
        public String reason;
    }

    /** Parameters of viaduct_get_desired. */
    public static class GetDesired {
        /** Honoured. */
        @RpcParam("Only what is in this state: LIVE, WAITING, HELD or FAILED")
        public Reconciler.State state;
    }

    /** Parameters of viaduct_forget_desired. */
    public static class ForgetDesired {
        /** Honoured. */
        @RpcParam(value = "Number of a call, as viaduct_get_desired shows it", required = true)
        public long sequence;
    }

    /** How the desired state is kept. */
    public static class JournalInfo {
        /** Folder of the journal; absent where nothing is kept. */
        public String path;

        /** Whether a journal is open. */
        public boolean open;

        /** Length of the journal's file. */
        public long bytes;

        /** Records since the last snapshot. */
        public long records;

        /** Snapshots of this run. */
        public long snapshots;

        /** Why nothing can be kept, and so nothing changed, at the moment; absent if it can. */
        public String fault;

        /** Name of the journal that was put aside at the start; absent if none was. */
        public String aside;
    }

    /** Lists what is desired. */
    @RpcMethod(
            value = "viaduct_get_desired",
            description =
                    "Lists the calls that make the platform what it should be, and how each fares.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public List<Desired> list(GetDesired p) {
        List<Desired> all = new ArrayList<>();
        for (Entry entry : desired.entries()) {
            Reconciler.State state = reconciler.state(entry);
            if (p.state == null || p.state == state) {
                var one = new Desired();
                one.sequence = entry.sequence();
                one.method = entry.method();
                one.params = entry.parameters();
                one.generated = entry.generated();
                one.state = state.name();
                one.reason = reconciler.reason(entry);
                all.add(one);
            }
        }
        return all;
    }

    /** What is desired and cannot be there now, because a bundle or a device is missing. */
    @RpcMethod(
            value = "viaduct_get_waiting",
            description = "Lists the calls whose objects wait for a bundle or a device.",
            mutates = false)
    public List<Waiting> waiting() {
        List<Waiting> all = new ArrayList<>();
        for (Entry entry : desired.waiting()) {
            var one = new Waiting();
            one.method = entry.method();
            one.params = entry.parameters();
            one.state = reconciler.state(entry).name();
            one.reason = reconciler.reason(entry);
            all.add(one);
        }
        return all;
    }

    /** Gives up what waits or has failed: what is live is removed by its own method. */
    @RpcMethod(
            value = "viaduct_forget_desired",
            description = "Takes a call whose object is not there out of the desired state.",
            mutates = false)
    public CompletionStage<Void> forget(ForgetDesired p) throws RpcException {
        Entry entry = desired.entry(p.sequence);
        if (entry == null) {
            throw Errno.ENOENT.refusal("there is no call " + p.sequence);
        }
        Reconciler.State state = reconciler.state(entry);
        if (state == Reconciler.State.LIVE || state == Reconciler.State.HELD) {
            throw Errno.EBUSY.refusal("what call " + p.sequence + " has made is " + state);
        }
        desired.forget(entry);
        return desired.flush()
                .exceptionally(
                        failure -> {
                            throw new CompletionException(Errno.EIO.refusal(failure.getMessage()));
                        });
    }

    /** How the desired state is kept. */
    @RpcMethod(
            value = "viaduct_get_journal",
            description = "Tells where and how the desired state is kept.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public JournalInfo journal() {
        var info = new JournalInfo();
        if (journal != null) {
            DesiredJournal.Status status = journal.status();
            info.path = path;
            info.open = status.exists();
            info.bytes = status.bytes();
            info.records = status.records();
            info.snapshots = status.snapshots();
            info.fault = status.fault();
            info.aside = status.aside();
        }
        return info;
    }
}
