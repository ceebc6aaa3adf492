package io.viaduct.core.control;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcState;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * The methods there are, and their calls. Publishers come and go on the control strand; a name that
 * two publish belongs to the older until it goes. Calls may come from any thread but a reactor's.
 */
public final class MethodRegistry implements ControlPlane {
    private static final Logger LOG = System.getLogger(MethodRegistry.class.getName());

    private static final String TOO_EARLY =
            "Method may only be called after framework is initialized using framework_start_init"
                    + " RPC.";
    private static final String TOO_LATE =
            "Method may only be called before framework is initialized. Use --wait-for-rpc command"
                + " line parameter and then issue this RPC before the framework_start_init RPC.";

    /** One service and what was made for it. */
    private record Publisher(
            Owner owner, RpcMethods methods, List<BoundMethod> bound, boolean fallback) {}

    private final Strand strand;
    private final DesiredState desired;
    private final List<Publisher> publishers = new ArrayList<>();
    private volatile Map<String, BoundMethod> byName = Map.of();
    private volatile RpcState state = RpcState.STARTUP;

    /** Why methods of a publisher that is still here are not called. */
    private final Map<RpcMethods, String> barred = new IdentityHashMap<>();

    /** No methods yet; the platform is in its startup phase. */
    public MethodRegistry(Strand strand, DesiredState desired) {
        this.strand = strand;
        this.desired = desired;
    }

    /**
     * Adds the annotated methods of a service. Control strand.
     *
     * @throws IllegalArgumentException when a method takes more than one parameter
     */
    public void add(Owner owner, RpcMethods methods) {
        List<BoundMethod> bound = BoundMethod.of(methods, new TreeMapper());
        publishers.add(new Publisher(owner, methods, bound, false));
        index();
    }

    /** Adds methods whose names belong to anybody else who publishes them. Control strand. */
    public void addStored(Owner owner, List<StoredMethod> methods) {
        TreeMapper mapper = new TreeMapper();
        for (StoredMethod method : methods) {
            List<BoundMethod> bound = List.of(BoundMethod.of(method, mapper));
            publishers.add(new Publisher(owner, method, bound, true));
        }
        index();
    }

    /** Removes a service's methods; those of an unknown service are none. Control strand. */
    public void remove(RpcMethods methods) {
        publishers.removeIf(publisher -> publisher.methods() == methods);
        barred.remove(methods);
        index();
    }

    /** Removes all methods of an owner. Control strand. */
    public void remove(Owner owner) {
        publishers.stream()
                .filter(publisher -> publisher.owner().equals(owner))
                .forEach(publisher -> barred.remove(publisher.methods()));
        publishers.removeIf(publisher -> publisher.owner().equals(owner));
        index();
    }

    /**
     * From now on no method is called that owners of this name have published so far; one of
     * another instance, now or later, is called instead. Control strand.
     */
    public void bar(String ownerName, String why) {
        publishers.stream()
                .filter(publisher -> publisher.owner().name().equals(ownerName))
                .forEach(publisher -> barred.put(publisher.methods(), why));
        index();
    }

    private boolean isBarred(Publisher publisher) {
        return barred.containsKey(publisher.methods());
    }

    private String whyBarred(BoundMethod method) {
        return publishers.stream()
                .filter(publisher -> isBarred(publisher) && publisher.bound().contains(method))
                .map(publisher -> barred.get(publisher.methods()))
                .findFirst()
                .orElse(null);
    }

    private void index() {
        Map<String, BoundMethod> names = new TreeMap<>();
        List<Publisher> first = publishers.stream().filter(p -> !p.fallback()).toList();
        first.stream().filter(p -> !isBarred(p)).forEach(p -> index(p, names));
        first.stream().filter(this::isBarred).forEach(p -> index(p, names));
        Map<String, BoundMethod> own = new TreeMap<>(names);
        publishers.stream().filter(Publisher::fallback).forEach(p -> index(p, names));
        Map<String, BoundMethod> before = byName;
        byName = names;
        // Options that were set before their module came, or while an older one had them.
        desired.suspendOptions(name -> own.containsKey(name) && own.get(name) != before.get(name));
    }

    private static void index(Publisher publisher, Map<String, BoundMethod> names) {
        for (BoundMethod method : publisher.bound()) {
            names.putIfAbsent(method.info().name(), method);
            method.info().aliases().forEach(alias -> names.putIfAbsent(alias, method));
        }
    }

    /** Enters another phase. Control strand. */
    public void state(RpcState next) {
        state = next;
    }

    @Override
    public RpcState state() {
        return state;
    }

    @Override
    public Collection<MethodInfo> methods() {
        return byName.entrySet().stream()
                .filter(entry -> entry.getKey().equals(entry.getValue().info().name()))
                .map(entry -> entry.getValue().info())
                .toList();
    }

    @Override
    public CompletionStage<Object> submit(String method, Object parameters) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            strand.execute(() -> dispatch(method, parameters, true, answer));
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

    /**
     * Makes a call again that is in the desired state already, whatever the phase: a module that
     * comes late is still given its options. Control strand.
     */
    CompletableFuture<Object> replay(DesiredState.Entry entry) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        dispatch(entry.method(), entry.parameters(), false, answer);
        return answer;
    }

    /** A call under way. */
    private record Call(
            BoundMethod method,
            Object bound,
            Object given,
            long sequence,
            boolean recorded,
            CompletableFuture<Object> answer) {}

    private void dispatch(
            String name, Object parameters, boolean recorded, CompletableFuture<Object> answer) {
        BoundMethod method = byName.get(name);
        if (method == null) {
            answer.completeExceptionally(
                    new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found"));
            return;
        }
        String bar = whyBarred(method);
        if (bar != null) {
            answer.completeExceptionally(new RpcException(-Errno.EIO.number(), bar));
            return;
        }
        if (recorded && !method.allowed(state)) {
            String why = state == RpcState.STARTUP ? TOO_EARLY : TOO_LATE;
            answer.completeExceptionally(new RpcException(RpcException.INVALID_STATE, why));
            return;
        }
        try {
            Object bound = method.bind(name, parameters);
            long sequence = desired.nextSequence();
            Call call = new Call(method, bound, parameters, sequence, recorded, answer);
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
        try {
            Object tree = call.method.tree(result);
            if (call.recorded && call.method.mutates()) {
                Map<String, Object> parameters = call.method.desired(call.bound, call.given);
                String name = call.method.info().name();
                desired.done(call.sequence, name, parameters);
                if (byName.get(name) != call.method) {
                    // Its module has left in the middle of it, and has taken along what it made.
                    desired.suspend(
                            entry -> entry.sequence() == call.sequence,
                            "its module has left while it was made");
                }
            }
            call.answer.complete(tree);
        } catch (RuntimeException e) {
            call.answer.completeExceptionally(refusal(call.method, e));
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
