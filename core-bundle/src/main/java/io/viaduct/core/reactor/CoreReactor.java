package io.viaduct.core.reactor;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Poller;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.linux.engine.EventDelivery;
import io.viaduct.linux.engine.KernelEngine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A reactor as a loop that somebody else turns: a {@link ReactorThread}, or a test step by step.
 * One cycle is clock, messages, engine, pollers, timers, tasks for the end of the cycle; each is
 * bounded. What escapes from any of them is counted and reported, and the loop goes on.
 *
 * <p>Whoever turns it calls {@link #open}, {@link #doWork} and {@link #shut} on one thread. What
 * {@link Reactor} and the accessors below do not mark as "any thread" is for that thread too.
 */
public final class CoreReactor implements Reactor {
    /** Messages that may wait; control traffic comes in hundreds. */
    static final int MESSAGES_MAX = 8192;

    /** Messages, timers and end tasks of one cycle: I/O is never behind more of them than that. */
    private static final int MESSAGES_PER_CYCLE = 64;

    private static final int TIMERS_PER_CYCLE = 256;
    private static final int TASKS_PER_CYCLE = 4096;
    private static final int SHUT_ROUNDS_MAX = 2 * MESSAGES_MAX / MESSAGES_PER_CYCLE;

    private final int index;
    private final String name;
    private final NanoClock clock;
    private final long spinNanos;
    private final Faults faults;
    private final MessageQueue messages = new MessageQueue(MESSAGES_MAX);
    private final TimerHeap timers = new TimerHeap();
    private final PollerList pollers = new PollerList();
    private final CycleTasks tasks = new CycleTasks();
    private final Activity activity = new Activity();
    private final AtomicLong faultCount = new AtomicLong();
    private final EventDelivery delivery = this::deliver;

    private volatile Thread thread;
    private volatile KernelEngine engine;
    private BufferPool buffers;
    private Owner current = OwnerTable.BASE;
    private long now;
    private long lastWork;
    private long slept;
    private boolean inKernel;

    /**
     * A reactor that is not turned yet.
     *
     * @param spinNanos how long to go on without sleeping after the last work, 0 not at all
     * @param faults hears of exceptions that escape into the loop
     */
    public CoreReactor(int index, NanoClock clock, long spinNanos, Faults faults) {
        this(index, "reactor_" + index, clock, spinNanos, faults);
    }

    /** As the other, under a name of its own. */
    public CoreReactor(int index, String name, NanoClock clock, long spinNanos, Faults faults) {
        this.index = index;
        this.name = name;
        this.clock = clock;
        this.spinNanos = spinNanos;
        this.faults = faults;
        this.now = clock.nanoTime();
        this.lastWork = now;
    }

    /** The calling thread turns the loop from now on, with an engine that is the reactor's. */
    public void open(KernelEngine loopEngine) {
        thread = Thread.currentThread();
        engine = loopEngine;
    }

    /**
     * The calling thread does something else, and is not the reactor's, until it opens it again.
     */
    public void leave() {
        thread = null;
    }

    /**
     * One cycle.
     *
     * @param maxWaitNanos how long it may sleep in the kernel when there is nothing to do
     * @return how much was done; 0 means there was nothing
     */
    public int doWork(long maxWaitNanos) {
        long start = clock.nanoTime();
        now = start;
        slept = 0;
        activity.awake(start);
        int work = runMessages();
        work += runEngine(work > 0 ? 0 : waitNanos(maxWaitNanos));
        work += runPollers();
        work += runTimers();
        work += runTasks();
        finish(start, work);
        return work;
    }

    /**
     * Refuses messages, runs those accepted, ends what is in flight and closes the engine. Nothing
     * is turned after it.
     */
    public void shut() {
        messages.close();
        runOut();
        activity.stopped();
        try {
            engine.close();
        } catch (Throwable t) {
            fault("close of the engine", t);
        }
        runOut();
    }

    /** What is left to run, unless it makes more of itself for ever. */
    private void runOut() {
        for (int i = 0; i < SHUT_ROUNDS_MAX && !(messages.isEmpty() && tasks.isEmpty()); i++) {
            runMessages();
            runTasks();
        }
    }

    @Override
    public int index() {
        return index;
    }

    /** "reactor_" and the index, unless it was given another. Any thread. */
    public String name() {
        return name;
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public long nowNanos() {
        return now;
    }

    /** The clock itself, for a cycle that may take long. Any thread. */
    public long clockNanos() {
        return clock.nanoTime();
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public BufferPool buffers() {
        if (buffers == null) {
            throw new IllegalStateException(name + " has no buffers");
        }
        return buffers;
    }

    /** Gives the reactor its share of the buffers. */
    public void useBuffers(BufferPool share) {
        buffers = share;
    }

    @Override
    public boolean send(Owner owner, Runnable message) {
        return post(new MessageQueue.Message(owner, message));
    }

    /** As {@link #send}, with a message that there is already. */
    boolean post(MessageQueue.Message message) {
        boolean accepted = messages.offer(message);
        if (accepted) {
            wakeup();
        }
        return accepted;
    }

    /** Ends a sleep, or keeps the next cycle from sleeping. Any thread. */
    void wakeup() {
        KernelEngine opened = engine;
        if (opened != null) {
            opened.wakeup();
        }
    }

    @Override
    public void atEndOfCycle(Runnable task) {
        tasks.add(current, task);
    }

    @Override
    public Registration poll(Owner owner, Poller poller) {
        return pollers.add(owner, poller);
    }

    @Override
    public Timer timer(Owner owner, Runnable action) {
        timers.add();
        return new ReactorTimer(this, owner, action);
    }

    /**
     * Names whose code runs from here on in this event, for the watchdog and for faults: a stream
     * calls it before it calls the handler of a bundle.
     */
    public void enter(Owner owner) {
        current = owner;
        activity.enter(owner);
    }

    /** Whose code runs. */
    public Owner current() {
        return current;
    }

    /** Counts and reports an exception of the owner whose code runs. */
    public void fault(String what, Throwable fault) {
        faultCount.incrementAndGet();
        try {
            faults.escaped(name, current, what, fault);
        } catch (Throwable worse) {
            // Most likely memory is short. It is counted; there is nothing else to be done with it.
            faultCount.incrementAndGet();
        }
    }

    /** Nanoseconds until the next timer is due, Long.MAX_VALUE without one. */
    public long untilNextTimer() {
        return timers.untilFirst(now);
    }

    TimerHeap timers() {
        return timers;
    }

    /** Any thread. */
    Activity activity() {
        return activity;
    }

    /** How many exceptions have escaped. Any thread. */
    public long faults() {
        return faultCount.get();
    }

    /** How many messages found the queue full. Any thread. */
    public long messagesRejected() {
        return messages.rejected();
    }

    /** Changes with every cycle. Any thread. */
    public long cycle() {
        return activity.cycle();
    }

    /** Whether a cycle runs at this moment: it neither sleeps nor has stopped. Any thread. */
    public boolean isAwake() {
        return activity.since() != Activity.NEVER;
    }

    /** Where its thread is at this moment. Any thread. */
    public StackTraceElement[] stack() {
        Thread turning = thread;
        return turning == null ? new StackTraceElement[0] : turning.getStackTrace();
    }

    /** Timers there are and pollers there are, for diagnostics. */
    public int timerCount() {
        return timers.size();
    }

    public int pollerCount() {
        return pollers.entries().length;
    }

    /** The pollers, then the timers that are armed, in no order. Reactor thread. */
    public List<PollerInfo> pollers() {
        List<PollerInfo> all = new ArrayList<>();
        for (PollerList.Entry entry : pollers.entries()) {
            all.add(entry.info());
        }
        timers.collect(all);
        return all;
    }

    private long waitNanos(long maxWaitNanos) {
        if (maxWaitNanos <= 0
                || pollers.entries().length > 0
                || !tasks.isEmpty()
                || now - lastWork < spinNanos) {
            return 0;
        }
        return Math.min(maxWaitNanos, timers.untilFirst(now));
    }

    private int runEngine(long waitNanos) {
        if (waitNanos == 0) {
            return engine.run(0, delivery);
        }
        inKernel = true;
        activity.asleep(now);
        try {
            return engine.run(waitNanos, delivery);
        } finally {
            if (inKernel) {
                wake();
            }
        }
    }

    /** First moment after a sleep: time has passed that nobody worked. */
    private void wake() {
        inKernel = false;
        long woken = clock.nanoTime();
        slept = woken - now;
        now = woken;
        activity.awakeAfter(slept, woken);
    }

    private void deliver(
            Owner owner,
            EngineHandler handler,
            long context,
            int event,
            int result,
            int buffer,
            boolean last) {
        if (inKernel) {
            wake();
        }
        enter(owner);
        try {
            handler.onEvent(context, event, result, buffer, last);
        } catch (Throwable t) {
            fault("event", t);
        }
        enter(OwnerTable.BASE);
    }

    private int runMessages() {
        int ran = 0;
        while (ran < MESSAGES_PER_CYCLE) {
            MessageQueue.Message message = messages.poll();
            if (message == null) {
                break;
            }
            run(message.owner(), message.task(), "message");
            ran++;
        }
        return ran;
    }

    private int runPollers() {
        int work = 0;
        for (PollerList.Entry entry : pollers.entries()) {
            if (entry.closed) {
                continue;
            }
            enter(entry.owner);
            try {
                work += entry.run(now);
            } catch (Throwable t) {
                fault("poller", t);
            }
            enter(OwnerTable.BASE);
        }
        return work;
    }

    private int runTimers() {
        int ran = 0;
        long turn = timers.turn();
        while (ran < TIMERS_PER_CYCLE) {
            ReactorTimer timer = timers.due(now, turn);
            if (timer == null) {
                break;
            }
            timer.runs++;
            run(timer.owner, timer.action, "timer");
            ran++;
        }
        return ran;
    }

    private int runTasks() {
        int ran = 0;
        while (ran < TASKS_PER_CYCLE && !tasks.isEmpty()) {
            Owner owner = tasks.owner();
            run(owner, tasks.take(), "task at the end of a cycle");
            ran++;
        }
        return ran;
    }

    private void run(Owner owner, Runnable task, String what) {
        enter(owner);
        try {
            task.run();
        } catch (Throwable t) {
            fault(what, t);
        }
        enter(OwnerTable.BASE);
    }

    private void finish(long start, int work) {
        long end = clock.nanoTime();
        now = end;
        if (work > 0) {
            lastWork = end;
        }
        long awake = end - start - slept;
        activity.spent(work > 0 ? awake : 0, work > 0 ? 0 : awake);
    }
}
