package io.viaduct.core.control;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.core.control.DesiredState.Entry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The methods there are, and their calls. Publishers come and go on the control strand; a name that
 * two publish belongs to the older until it goes. Calls may come from any thread but a reactor's.
 * The answer to a call that changes the desired state goes out when the change is durable.
 */
public final class MethodRegistry implements ControlPlane {
    private static final Logger LOG = System.getLogger(MethodRegistry.class.getName());

    private static final String TOO_EARLY =
            "Method may only be called after framework is initialized using framework_start_init"
                    + " RPC.";
    private static final String TOO_LATE =
            "Method may only be called before framework is initialized. Use --wait-for-rpc command"
                + " line parameter and then issue this RPC before the framework_start_init RPC.";
    private static final String START_INIT = "framework_start_init";

    /** Calls that may wait while the platform is restored: what clients can send by then. */
    private static final int HELD_MAX = 4096;

    private final Strand strand;
    private final DesiredState desired;
    private final Executor answers;
    private final PublisherTable table = new PublisherTable();
    private final List<Runnable> held = new ArrayList<>();
    private Supplier<String> fault = () -> null;
    private boolean closed;
    private volatile RpcState state = RpcState.STARTUP;

    /** As the other; all answers are made on the strand. */
    public MethodRegistry(Strand strand, DesiredState desired) {
        this(strand, desired, Runnable::run);
    }

    /**
     * No methods yet; the platform is in its startup phase.
     *
     * @param answers makes answers that are long, and hands them over; one that it rejects is made
     *     on the strand
     */
    public MethodRegistry(Strand strand, DesiredState desired, Executor answers) {
        this.strand = strand;
        this.desired = desired;
        this.answers = answers;
    }

    /**
     * Adds the annotated methods of a service. Control strand.
     *
     * @throws IllegalArgumentException when a method takes more than one parameter
     */
    public void add(Owner owner, RpcMethods methods) {
        changed(table.add(owner, methods, state == RpcState.RUNTIME));
    }

    /** Adds methods whose names belong to anybody else who publishes them. Control strand. */
    public void addStored(Owner owner, List<StoredMethod> methods) {
        changed(table.addStored(owner, methods));
    }

    /** Removes a service's methods; those of an unknown service are none. Control strand. */
    public void remove(RpcMethods methods) {
        changed(table.remove(methods));
    }

    /** Removes all methods of an owner. Control strand. */
    public void remove(Owner owner) {
        changed(table.remove(owner));
    }

    /**
     * From now on no method is called that owners of this name have published so far; one of
     * another instance, now or later, is called instead. Control strand.
     */
    public void bar(String ownerName, String why) {
        changed(table.bar(ownerName, why));
    }

    // Options that were set before their module came, or while an older one had them.
    private void changed(Predicate<String> names) {
        desired.suspendOptions(names);
    }

    /** Enters another phase. Control strand. */
    public void state(RpcState next) {
        state = next;
    }

    /** Why nothing can be changed now, or null. Control strand. */
    public void refuseChanges(Supplier<String> why) {
        fault = why;
    }

    /** From now on calls that change something wait, until {@link #open}. Control strand. */
    public void close() {
        closed = true;
    }

    /** Calls that have waited are made, in their order. Control strand. */
    public void open() {
        closed = false;
        List<Runnable> all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
    }

    @Override
    public RpcState state() {
        return state;
    }

    @Override
    public Collection<MethodInfo> methods() {
        return table.infos();
    }

    /** A method's own name, where it is there; else the name itself. */
    String nameOf(String nameOrAlias) {
        return table.nameOf(nameOrAlias);
    }

    /** Whether there is a method of that name now. */
    boolean has(String name) {
        return table.find(name) != null;
    }

    /** Whether a method that is there only asks. */
    boolean isQuestion(String name) {
        BoundMethod method = table.find(name);
        return method != null && !method.mutates();
    }

    @Override
    public CompletionStage<Object> submit(String method, Object parameters) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            strand.execute(() -> arrived(method, parameters, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(
                    new RpcException(RpcException.INTERNAL_ERROR, "The platform is stopping"));
        }
        return answer.minimalCompletionStage();
    }

    @Override
    public Object call(String method, Object parameters) throws RpcException, InterruptedException {
        if (strand.isCurrent()) {
            throw new IllegalStateException("waiting for the control strand on itself: " + method);
        }
        try {
            return submit(method, parameters).toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RpcException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** As {@link #submit}, ahead of the calls that wait. Control strand. */
    CompletableFuture<Object> ahead(String method) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        dispatch(method, null, null, answer);
        return answer;
    }

    // While the platform is restored, whoever changes it would change half of it.
    private void arrived(String method, Object parameters, CompletableFuture<Object> answer) {
        if (closed && (!isQuestion(method) || method.equals(START_INIT))) {
            hold(method, parameters, answer);
        } else {
            dispatch(method, parameters, null, answer);
        }
    }

    private void hold(String method, Object parameters, CompletableFuture<Object> answer) {
        if (held.size() == HELD_MAX) {
            answer.completeExceptionally(Errno.EBUSY.refusal("too many calls wait for the start"));
        } else {
            held.add(() -> arrived(method, parameters, answer));
        }
    }

    /**
     * Makes a call again that is in the desired state already, whatever the phase: a module that
     * comes late is still given its options. Control strand.
     */
    CompletableFuture<Object> replay(Entry entry) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        Map<String, Object> named =
                desired.hasTargets()
                        ? TargetNames.explicit(entry).parameters()
                        : entry.parameters();
        dispatch(entry.method(), named.isEmpty() ? null : named, entry, answer);
        return answer;
    }

    /** A call under way; {@code again} is what it makes again, or null. */
    private record Call(
            BoundMethod method,
            Object bound,
            Object given,
            long sequence,
            Entry again,
            CompletableFuture<Object> answer) {}

    private void dispatch(
            String name, Object parameters, Entry again, CompletableFuture<Object> answer) {
        BoundMethod method = table.find(name);
        try {
            refuseUnlessCallable(method, again != null);
            Object bound = method.bind(name, parameters);
            long sequence = desired.nextSequence();
            Call call = new Call(method, bound, parameters, sequence, again, answer);
            Object result = method.invoke(bound);
            if (result instanceof CompletionStage<?> later) {
                later.whenComplete((value, failure) -> onStrand(call, value, failure));
            } else {
                finish(call, result, null);
            }
        } catch (Throwable e) {
            answer.completeExceptionally(refusal(method, e));
        }
    }

    private void refuseUnlessCallable(BoundMethod method, boolean again) throws RpcException {
        if (method == null) {
            throw new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found");
        }
        String bar = table.whyBarred(method);
        if (bar != null) {
            throw new RpcException(-Errno.EIO.number(), bar);
        }
        if (again) {
            return;
        }
        if (!table.isAllowed(method, state)) {
            String why = state == RpcState.STARTUP ? TOO_EARLY : TOO_LATE;
            throw new RpcException(RpcException.INVALID_STATE, why);
        }
        String why = method.mutates() ? fault.get() : null;
        if (why != null) {
            throw Errno.EIO.refusal("nothing is changed: " + why);
        }
    }

    // What has ended on the strand is recorded in the same turn: in the next one, what the call has
    // made may have left again already.
    private void onStrand(Call call, Object result, Throwable failure) {
        if (strand.isCurrent()) {
            finish(call, result, failure);
            return;
        }
        try {
            strand.execute(() -> finish(call, result, failure));
        } catch (RejectedExecutionException e) {
            call.answer.completeExceptionally(
                    new RpcException(RpcException.INTERNAL_ERROR, "The platform is stopping"));
        }
    }

    private void finish(Call call, Object result, Throwable failure) {
        if (failure != null) {
            call.answer.completeExceptionally(refusal(call.method, failure));
            return;
        }
        if (!call.method.mutates()) {
            tell(call, result);
            return;
        }
        try {
            Object tree = call.method.tree(result);
            record(call);
            if (call.again != null) {
                call.answer.complete(tree);
            } else {
                answer(call, tree, desired.flush());
            }
        } catch (RuntimeException e) {
            call.answer.completeExceptionally(refusal(call.method, e));
        }
    }

    // A result is a picture of one moment, which nobody changes any more. What takes longest of a
    // long one, making a tree and then a text of it, would keep all other calls waiting.
    private void tell(Call call, Object result) {
        if (Extent.isLong(result)) {
            try {
                answers.execute(() -> complete(call, result));
                return;
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "many long answers at once: this one is made on the strand");
            }
        }
        complete(call, result);
    }

    private static void complete(Call call, Object result) {
        try {
            call.answer.complete(call.method.tree(result));
        } catch (RuntimeException e) {
            call.answer.completeExceptionally(refusal(call.method, e));
        }
    }

    private void record(Call call) {
        String name = call.method.info().name();
        if (!Effect.isOption(name)) {
            table.used(call.method);
        }
        Entry entry = call.method.desired(call.sequence, call.bound, call.given);
        if (call.again != null) {
            desired.made(call.again, call.again.becoming(entry));
            return;
        }
        desired.done(entry);
        if (table.find(name) != call.method) {
            // Its module has left in the middle of it, and has taken along what it made.
            desired.suspend(
                    left -> left.sequence() == call.sequence,
                    "its module has left while it was made");
        }
    }

    private void answer(Call call, Object tree, CompletableFuture<Void> kept) {
        if (kept.isDone() && !kept.isCompletedExceptionally()) {
            call.answer.complete(tree);
            return;
        }
        var unused =
                kept.whenComplete((done, failure) -> onStrand(() -> answer(call, tree, failure)));
    }

    private static void answer(Call call, Object tree, Throwable failure) {
        if (failure == null) {
            call.answer.complete(tree);
        } else {
            String why = "it is done, and lost if the process ends now: " + failure.getMessage();
            call.answer.completeExceptionally(Errno.EIO.refusal(why));
        }
    }

    private void onStrand(Runnable task) {
        try {
            strand.execute(task);
        } catch (RejectedExecutionException e) {
            // The strand has ended, and nothing else happens any more.
            task.run();
        }
    }

    private static RpcException refusal(BoundMethod method, Throwable failure) {
        Throwable why =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (why instanceof RpcException refusal) {
            return refusal;
        }
        LOG.log(Level.ERROR, method.info().name() + " failed", why);
        String text = why.getMessage() == null ? why.getClass().getName() : why.getMessage();
        return new RpcException(RpcException.INTERNAL_ERROR, text);
    }
}
