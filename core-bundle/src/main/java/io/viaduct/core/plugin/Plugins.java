package io.viaduct.core.plugin;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The plug-ins of one platform. What is asked for and what {@code deploy/} brings happens one after
 * the other on a thread of its own; a second command while one is under way is refused.
 */
public final class Plugins implements AutoCloseable {
    /** How often {@code deploy/} is looked at; a change counts when it is unchanged in the next. */
    static final int LOOK_MS = 500;

    /** How long a close waits for what is under way to notice. */
    private static final int CLOSE_SECONDS = 2;

    private static final Logger LOG = System.getLogger(Plugins.class.getName());

    private final PluginHost host;
    private final PluginBundles bundles;
    private final PluginCopies copies = new PluginCopies();
    private final PluginSwap swap;
    private final PluginOwnership ownership;
    private final PluginInstaller installer;
    private final DeployedJars deployed;
    private final AtomicReference<String> underWay = new AtomicReference<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("plugins").daemon().factory());

    private Plugins(PluginHost host, Path data, PluginStore store) {
        this.host = host;
        bundles = new PluginBundles(host.context());
        swap = new PluginSwap(host, bundles, copies::whoBrings);
        ownership = new PluginOwnership(host, bundles, copies, swap);
        installer = new PluginInstaller(host, store, bundles, copies, swap, ownership);
        var folder = new DeployFolder(data.resolve("deploy"));
        deployed = new DeployedJars(host, folder, bundles, copies);
    }

    /**
     * Reads both folders and lets the framework start the copies that own their names. On a thread
     * of the framework's, before it reaches the start level of plug-ins.
     *
     * @param data the folder that has {@code plugins/} and {@code deploy/}
     * @throws IOException when a folder cannot be read
     */
    public static Plugins open(PluginHost host, Path data) throws IOException {
        PluginStore store = PluginStore.open(data.resolve("plugins"));
        for (String complaint : store.complaints()) {
            LOG.log(Level.ERROR, "plugins: " + complaint);
            host.post(PluginEvents.FAILED, complaint);
        }
        Plugins plugins = new Plugins(host, data, store);
        plugins.takeStock(store);
        return plugins;
    }

    private void takeStock(PluginStore store) throws IOException {
        for (PluginIndex.Entry entry : store.entries().values()) {
            if (entry.current() != null) {
                copies.add(PluginCopy.of(store.jar(entry.current())));
            }
            if (entry.previous() != null) {
                copies.add(PluginCopy.kept(store.jar(entry.previous())));
            }
        }
        deployed.takeAll();
        var names = new TreeSet<String>();
        copies.all().forEach(copy -> names.add(copy.name()));
        names.forEach(ownership::chooseAtStart);
    }

    /**
     * Once the framework has started: copies that are not healthy make room for the next owner's.
     * Waits for that; not on a thread of the core.
     */
    public void checkStarted() throws InterruptedException {
        try {
            thread.submit(
                            () -> {
                                ownership.checkAll();
                                return null;
                            })
                    .get();
        } catch (ExecutionException e) {
            LOG.log(Level.ERROR, "plug-ins cannot be checked", e.getCause());
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the core stops before plug-ins are checked");
        }
    }

    /** Follows {@code deploy/} from now on. */
    public void watch() {
        try {
            var unused =
                    thread.scheduleWithFixedDelay(
                            this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the core stops before deploy/ is watched");
        }
    }

    private void look() {
        try {
            for (Map.Entry<String, PluginOwnership.Orphan> one :
                    deployed.takeChanges().entrySet()) {
                ownership.settle(one.getKey(), one.getValue());
            }
        } catch (PluginException | IOException | RuntimeException e) {
            LOG.log(swap.isStopping() ? Level.DEBUG : Level.ERROR, "deploy/ cannot be followed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A copy in {@code plugins/} of a name that it does not own yet. Any thread. */
    CompletionStage<PluginInfo> install(Path path) {
        return submit("the installation of " + path, () -> installer.install(path));
    }

    /** Another copy in the place of the one that runs. Any thread. */
    CompletionStage<PluginInfo> update(Path path) {
        return submit("the update to " + path, () -> installer.update(path));
    }

    /** The copy of {@code plugins/} exchanged with the one before it. Any thread. */
    CompletionStage<PluginInfo> rollback(String name) {
        return submit("the rollback of " + name, () -> installer.rollback(name));
    }

    /** A name's copies out of {@code plugins/}. Any thread. */
    CompletionStage<PluginInfo> uninstall(String name) {
        return submit("the removal of " + name, () -> installer.uninstall(name));
    }

    /** All copies of all plug-ins. Any thread; waits for no command. */
    CompletionStage<List<PluginInfo>> list() {
        return CompletableFuture.supplyAsync(
                () -> new PluginList(bundles, copies).make(), host.frameworkThread());
    }

    /** What a command does. */
    @FunctionalInterface
    private interface Command {
        PluginInfo run() throws PluginException, IOException, InterruptedException;
    }

    private CompletionStage<PluginInfo> submit(String what, Command command) {
        if (!underWay.compareAndSet(null, what)) {
            return CompletableFuture.failedStage(
                    Errno.EBUSY.refusal(underWay.get() + " is under way"));
        }
        CompletableFuture<PluginInfo> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> run(command, answer));
        } catch (RejectedExecutionException e) {
            underWay.set(null);
            answer.completeExceptionally(stopping());
        }
        return answer;
    }

    private void run(Command command, CompletableFuture<PluginInfo> answer) {
        PluginInfo info = null;
        Exception failure = null;
        try {
            info = command.run();
        } catch (PluginException e) {
            LOG.log(Level.WARNING, e.getMessage());
            failure = e.answer();
        } catch (IOException e) {
            String reason = "plugins/ cannot be written: " + e.getMessage();
            failure = PluginException.failed("Input/output error", reason).answer();
        } catch (InterruptedException e) {
            failure = stopping();
        } catch (RuntimeException e) {
            failure = swap.isStopping() ? stopping() : e;
        }
        // Before the answer: whoever has it may ask for the next.
        underWay.set(null);
        if (failure == null) {
            answer.complete(info);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    private static RpcException stopping() {
        return new RpcException(RpcException.INTERNAL_ERROR, "The platform is stopping");
    }

    /** Ends what is under way; bundles stay as they are. */
    @Override
    public void close() {
        swap.close();
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "a change of plug-ins is still under way; left to itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
