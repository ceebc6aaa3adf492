package io.viaduct.core.reactor;

/**
 * A reactor as others see it, at one moment.
 *
 * @param index its number, from 0
 * @param name of its thread
 * @param core CPU it was made for
 * @param pinned whether it runs there only
 * @param tid the kernel's number of its thread
 * @param engine "uring" or "epoll"
 * @param cycles turns of its loop; one that sleeps counts twice, before and after
 * @param busyNanos time in cycles that did something
 * @param idleNanos time asleep or in cycles that found nothing
 * @param faults exceptions that escaped into the loop
 * @param messagesRejected messages that found the queue full
 * @param stalls cycles that the watchdog reported
 * @param pollers functions that are called in every cycle
 * @param timers timers there are, armed or not
 */
public record ReactorInfo(
        int index,
        String name,
        int core,
        boolean pinned,
        long tid,
        String engine,
        long cycles,
        long busyNanos,
        long idleNanos,
        long faults,
        long messagesRejected,
        long stalls,
        int pollers,
        int timers) {}
